"""The pulse of a wave: at most eight statements on one screen, answered once, kept under a pseudonym."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.surveys.models import SurveyRequest
from timbalik.surveys.operations import AlreadyAnswered, DataRests, WaveClosed, submit_response
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.pulse import pulse_form


def _request_of(request: ActingRequest, wave: UUID, side: str) -> SurveyRequest | None:
    """What this person was asked; nobody finds what others were."""
    known: dict[tuple[UUID, str], SurveyRequest | None] = request.__dict__.setdefault("_asked", {})
    if (wave, side) not in known:
        mine = SurveyRequest.objects.of(acting(request).organisation_id).filter(person=acting(request))
        known[wave, side] = (
            mine.filter(wave__public_id=wave, side=side)
            .select_related("wave__instrument", "wave__programme__organisation", "person")
            .first()
        )
    return known[wave, side]


def was_asked(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Was asked in this wave, on this side."""
    return request.person is not None and _request_of(request, kwargs["wave"], kwargs["side"]) is not None


@require_http_methods(["GET", "HEAD", "POST"])
@allow(was_asked)
def pulse(request: ActingRequest, wave: UUID, side: str) -> HttpResponse:
    asked = _request_of(request, wave, side)
    assert asked is not None
    shown, me = asked.wave, acting(request)
    page: dict[str, Any] = {"section": "home", "wave": shown, "programme": shown.programme}
    if asked.has_answered:
        return render(request, "participant/pulse/done.html", page)
    if me.restricted_at is not None:
        return render(request, "participant/pulse/resting.html", page)
    if request.now < shown.opens_at or (shown.closes_at is not None and request.now >= shown.closes_at):
        return render(request, "participant/pulse/closed.html", page)
    form, words = pulse_form(asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submit_response(shown, person=me, side=side, answers=form.answers(), now=request.now)
        except (AlreadyAnswered, WaveClosed, DataRests):
            return redirect("participant:pulse", wave=wave, side=side)
        if form.wants_to_talk():
            messages.success(request, _("Your name was passed on. You find in your news who will get in touch."))
        return redirect("participant:pulse", wave=wave, side=side)
    return render(request, "participant/pulse/pulse.html", page | words, status=422 if form.errors else 200)
