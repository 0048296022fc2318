"""Mentee number one says so in public, in their own words, and can take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.programmes.operations.cascades import (
    NotEnrolledYet,
    is_leader_enrolled,
    publish_statement,
    withdraw_statement,
)
from timbalik.programmes.rules import can_read_statement, is_mentee_number_one
from timbalik.programmes.validators import LONGEST_TEXT
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest


class StatementForm(forms.Form):
    statement = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("What do you learn, from whom in your own words, and why may everybody know it?"),
        error_messages={"required": gettext_lazy("Write one or two sentences.")},
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("Everybody in my organisation may read this with my name, until I take it back."),
        error_messages={"required": gettext_lazy("Nothing is published without your yes.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_mentee_number_one))
def mine(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    cascade = shown.cascade
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        initial={"statement": cascade.statement, "agrees": cascade.is_public},
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_statement(cascade, form.cleaned_data["statement"], by=acting(request), now=request.now)
        except NotEnrolledYet:
            form.add_error(None, _("Enrol first; then you can say what you do."))
        else:
            messages.success(request, _("Published. Everybody in your organisation may read it now."))
            return redirect("participant:statement", programme=programme)
    page: dict[str, Any] = {
        "section": "cascade",
        "programme": shown,
        "cascade": cascade,
        "form": form,
        "is_enrolled": is_leader_enrolled(cascade),
    }
    return render(request, "participant/cascade/mine.html", page, status=422 if form.errors else 200)


@require_POST
@allow(on_programme(is_mentee_number_one))
def withdraw(request: ActingRequest, programme: UUID) -> HttpResponse:
    withdraw_statement(the_programme(request, programme).cascade, by=acting(request), now=request.now)
    messages.success(request, _("Your words are taken back. No later letter quotes them."))
    return redirect("participant:cascade_mine", programme=programme)


@require_safe
@allow(on_programme(can_read_statement))
def statement(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Open to everybody of the organisation, while it stands."""
    shown = the_programme(request, programme)
    me = acting(request)
    page = {
        "section": "cascade",
        "programme": shown,
        "cascade": shown.cascade,
        "is_mine": is_mentee_number_one(me, shown),
    }
    return render(request, "participant/cascade/statement.html", page)
