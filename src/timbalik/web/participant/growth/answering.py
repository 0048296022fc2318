"""A page of the pair with one form: shown, refused with 422, or done and shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from timbalik.journey.space import Space
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.refusals import is_done


def answered(
    request: ActingRequest,
    space: Space,
    template: str,
    form: forms.Form,
    act: Callable[[], object],
    done: str,
    *,
    then: str,
    page: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """``act`` runs when the form is sent and holds; ``then`` names the page one goes to."""
    if request.method == "POST" and form.is_valid() and is_done(request, act, done):
        return redirect(then, pair=space.relationship.public_id)
    context = {"section": "pair", "space": space, "me": space.me.person, "form": form, **page()}
    return render(request, f"participant/growth/{template}.html", context, status=422 if form.errors else 200)
