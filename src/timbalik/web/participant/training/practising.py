"""A scene to practise. The way one has taken stands in the address alone: nothing is kept, nobody can read it later."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timbalik.learning.queries import practices
from timbalik.web.access import allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(signed_in)
def practice(request: ActingRequest, practice: str) -> HttpResponse:
    """``jalan`` holds the choices so far, one digit each; a way that leads nowhere begins again."""
    found = {one.key: one for one in practices()}
    if practice not in found:
        raise Http404
    one = found[practice]
    walk = one.walk(request.GET.get("jalan", "")) or one.walk("")
    page = {"section": "training", "practice": one, "walk": walk, "other": found.get(one.other)}
    return render(request, "participant/training/practice.html", page)
