"""The calendar of those whose calendar one keeps: answer and move. Topic, place, notes and check-ins are not here."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.lib.moments import aware_moment
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.operations import (
    AnswerTooLate,
    SessionInThePast,
    SessionNotBooked,
    SessionOver,
    SessionTooFar,
    answer_session,
    reschedule,
)
from timbalik.meetings.queries import on_calendars_of
from timbalik.meetings.rules import answers_are_open
from timbalik.meetings.states import Reply, SessionState
from timbalik.meetings.suggestions import common_times
from timbalik.meetings.wording import names
from timbalik.people.models.persons import Person
from timbalik.people.queries import delegated_to
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.moments import when

REFUSED = (AnswerTooLate, SessionInThePast, SessionNotBooked, SessionOver, SessionTooFar)


def keeps_a_calendar(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    return request.person is not None and delegated_to(request.person, now=request.now).exists()


@require_safe
@allow(keeps_a_calendar)
def home(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    days: dict[Person, list[dict[str, Any]]] = defaultdict(list)
    for seat in on_calendars_of(me, now=request.now):
        days[seat.person].append(_row(seat, me, request.now))
    return render(request, "assistant/home.html", {"me": me, "calendars": dict(days)})


@require_POST
@allow(keeps_a_calendar)
def answer(request: ActingRequest, seat: UUID) -> HttpResponse:
    found, reply = _seat(request, seat), request.POST.get("reply")
    if reply not in (Reply.YES, Reply.NO):
        raise Http404
    try:
        answer_session(found.session, person=found.person, reply=reply, by=acting(request), now=request.now)
        messages.success(request, _("The answer of %(name)s is known.") % {"name": found.person.called})
    except REFUSED:
        messages.error(request, _("The session has changed, or begins very soon. Please look again."))
    if reply == Reply.NO:
        return redirect("assistant:move", seat=seat)
    return redirect("assistant:home")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(keeps_a_calendar)
def move(request: ActingRequest, seat: UUID) -> HttpResponse:
    """Three times that suit everybody; moving is one tap."""
    me, found = acting(request), _seat(request, seat)
    if request.method == "POST":
        try:
            starts_at = aware_moment(request.POST.get("starts_at", ""))
            reschedule(found.session, starts_at=starts_at, by=me, now=request.now)
            messages.success(request, _("Moved. Everybody has the new invitation."))
        except (*REFUSED, ValueError):
            messages.error(request, _("The session has changed, or begins very soon. Please look again."))
        return redirect("assistant:home")
    row = _row(found, me, request.now)
    return render(request, "assistant/move.html", {"me": me, "row": row, "slots": _slots(found, me, request.now)})


def _seat(request: ActingRequest, ref: UUID) -> SessionParticipant:
    found = on_calendars_of(acting(request), now=request.now).filter(public_id=ref).first()
    if found is None or found.session.state != SessionState.BOOKED:
        raise Http404
    return found


def _others(seat: SessionParticipant) -> list[Person]:
    return [one.person for one in seat.session.participants.all() if one.person_id != seat.person_id]


def _row(seat: SessionParticipant, me: Person, now: datetime) -> dict[str, Any]:
    session, others = seat.session, _others(seat)
    return {
        "seat": seat,
        "session": session,
        "names": names(others),
        "when": when(session.starts_at, session.ends_at, reader=me, others=others),
        "is_booked": session.state == SessionState.BOOKED,
        "is_open": session.state == SessionState.BOOKED and answers_are_open(session, now=now),
    }


def _slots(seat: SessionParticipant, me: Person, now: datetime) -> list[tuple[str, str]]:
    session, others = seat.session, _others(seat)
    length = session.ends_at - session.starts_at
    starts = common_times([seat.person, *others], minutes=int(length.total_seconds()) // 60, now=now)
    return [(start.isoformat(), when(start, start + length, reader=me, others=others)) for start in starts]
