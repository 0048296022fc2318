"""Kenalan dulu: up to three short talks with questions to begin with, then a private yes or no."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.lib.moments import aware_moment
from timbalik.matching.operations.first_talks import LENGTHS, answer_talks, propose_talk
from timbalik.matching.queries.requests import SeenRequest, talks_seen
from timbalik.matching.queries.talks import MOST_TALKS, TalkSpace, talk_space
from timbalik.meetings.operations import cancel_session, choose_time, mark_missed
from timbalik.meetings.states import CancelReason
from timbalik.meetings.suggestions import common_times
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.moments import when
from timbalik.web.participant.search.forms import TalkForm
from timbalik.web.participant.search.words import is_done


@require_safe
@allow(signed_in)
def talks(request: ActingRequest, question: UUID) -> HttpResponse:
    space = _space(request, question)
    page = {"section": "search", "space": space, "me": acting(request), "most": MOST_TALKS}
    return render(request, "participant/search/talks.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def times(request: ActingRequest, question: UUID) -> HttpResponse:
    """Three common times for the other to choose from, or one of one's own."""
    space = _space(request, question)
    if not space.can_propose:
        return redirect("participant:first_talks", question)
    starts = _common(space.seen, request.now)
    slots = [(start.isoformat(), _when(start, space.seen, request)) for start in starts]
    form = TalkForm(request.POST or None, slots=slots, zone=ZoneInfo(acting(request).time_zone))
    if request.method == "POST" and form.is_valid():
        chosen = form.starts_at()
        rest = [start for start in starts if start != chosen] if "all" in request.POST else []
        said = form.cleaned_data
        done = is_done(
            request,
            lambda: propose_talk(
                space.seen.request,
                [chosen, *rest],
                minutes=said["minutes"],
                channel=said["channel"],
                by=acting(request),
                now=request.now,
            ),
            _("Suggested. You hear as soon as a time is chosen."),
        )
        if done:
            return redirect("participant:first_talks", question)
    page = {"section": "search", "space": space, "form": form, "has_slots": len(slots) > 1}
    return render(request, "participant/search/times.html", page, status=422 if form.errors else 200)


@require_POST
@allow(signed_in)
def choose(request: ActingRequest, question: UUID) -> HttpResponse:
    space = _space(request, question)
    start = _moment(request.POST.get("starts_at", ""))
    if space.proposed is not None and start is not None:
        session = space.proposed.session
        is_done(
            request,
            lambda: choose_time(session, start, by=acting(request), now=request.now),
            _("Booked. The invitation is on its way to both of you."),
        )
    return redirect("participant:first_talks", question)


@require_POST
@allow(signed_in)
def cancel(request: ActingRequest, question: UUID) -> HttpResponse:
    space = _space(request, question)
    coming = space.proposed or space.booked
    if coming is not None:
        is_done(
            request,
            lambda: cancel_session(coming.session, reason=CancelReason.OTHER, by=acting(request), now=request.now),
            _("Called off. Suggest another time when it suits you."),
        )
    return redirect("participant:first_talks", question)


@require_POST
@allow(signed_in)
def missed(request: ActingRequest, question: UUID) -> HttpResponse:
    space = _space(request, question)
    if space.unclear is not None:
        session = space.unclear.session
        is_done(
            request,
            lambda: mark_missed(session, by=acting(request), now=request.now),
            _("Noted. It does not count as one of the three."),
        )
    return redirect("participant:first_talks", question)


@require_POST
@allow(signed_in)
def answer(request: ActingRequest, question: UUID) -> HttpResponse:
    space = _space(request, question)
    said = request.POST.get("answer", "")
    is_done(
        request,
        lambda: answer_talks(space.seen.request, said, by=acting(request), now=request.now),
        _("Kept. Your answer stays private."),
    )
    return redirect("participant:first_talks", question)


def _moment(said: str) -> datetime | None:
    try:
        return aware_moment(said)
    except ValueError:
        return None


def _space(request: ActingRequest, ref: UUID) -> TalkSpace:
    seen = talks_seen(acting(request), ref)
    if seen is None:
        raise Http404
    return talk_space(seen, acting(request), now=request.now)


def _common(seen: SeenRequest, now: datetime) -> list[datetime]:
    return common_times([seen.request.seeker.person, seen.request.wanted.person], minutes=LENGTHS[-1], now=now)


def _when(start: datetime, seen: SeenRequest, request: ActingRequest) -> str:
    return when(start, start + timedelta(minutes=LENGTHS[-1]), reader=acting(request), others=[seen.partner])
