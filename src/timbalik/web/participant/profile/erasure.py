"""Ask to be erased: first what it means, then the tick, then it is done."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from timbalik.people.erasure import erase_person
from timbalik.programmes.operations import LastAdministrator
from timbalik.programmes.queries import is_last_administrator
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ORGANISATION_KEY, ActingRequest


class EraseForm(forms.Form):
    understands = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick this if you really want to be erased.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def erase(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    is_last = is_last_administrator(me)
    is_sure = not is_last and (request.method == "POST" or request.GET.get("langkah") == "2")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_last and form.is_valid():
        try:
            erase_person(me, by=me, now=request.now)
        except LastAdministrator:
            return redirect("participant:erase")
        return _farewell(request)
    page = {"section": "profile", "me": me, "form": form, "is_last": is_last, "is_sure": is_sure}
    status = 409 if request.method == "POST" and is_last else 422 if form.errors else 200
    return render(request, "participant/profile/erase.html", page, status=status)


def _farewell(request: ActingRequest) -> HttpResponse:
    """The account may still belong to other organisations; otherwise the session ends with it."""
    request.session.pop(ORGANISATION_KEY, None)
    logout(request)
    request.person = None
    return render(request, "participant/profile/erased.html")
