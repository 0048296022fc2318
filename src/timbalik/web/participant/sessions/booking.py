"""Find a time: three that suit both, or another."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.journey.operations import book_session, propose_session
from timbalik.journey.phases import phase_module
from timbalik.journey.space import Space
from timbalik.learning.queries import topic_pack
from timbalik.meetings.details import PlanWords
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import reschedule
from timbalik.meetings.operations.planning import plan_session
from timbalik.meetings.states import Channel
from timbalik.meetings.suggestions import common_times
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.moments import when
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done
from timbalik.web.participant.sessions.find import the_session
from timbalik.web.participant.sessions.forms import BookingForm, TimeForm
from timbalik.web.participant.sessions.present import session_view


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def book(request: ActingRequest, pair: UUID) -> HttpResponse:
    """``?topik=`` names a topic of the library: its title is proposed, and the plan of the session begins with it."""
    space = the_space(request, pair)
    chosen = topic_pack(request.GET.get("topik", "")) if "topik" in request.GET else None
    chosen = chosen if chosen and chosen.is_offered else None
    slots = _slots(space, minutes=space.programme.session_minutes, after=_next_in_rhythm(space))
    form = BookingForm(
        request.POST or None,
        slots=slots,
        zone=ZoneInfo(space.me.person.time_zone),
        kinds=phase_module(space.relationship.phase).SESSION_KINDS,
        initial={
            "kind": phase_module(space.relationship.phase).SESSION_KINDS[0].value,
            "minutes": space.programme.session_minutes,
            "channel": Channel.IN_PERSON,
            "topic": chosen.title if chosen else "",
            "library": chosen.key if chosen else "",
        },
    )
    if request.method == "POST" and form.is_valid() and _booked(request, space, form, slots):
        return redirect("participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "has_slots": len(slots) > 1}
    return render(request, "participant/sessions/book.html", page, status=422 if form.errors else 200)


def _booked(request: ActingRequest, space: Space, form: BookingForm, slots: list[tuple[str, str]]) -> bool:
    said = form.cleaned_data
    common = {name: said[name] for name in ("minutes", "topic", "kind", "channel", "place")}
    if "propose" in request.POST:
        starts = [datetime.fromisoformat(value) for value, _words in slots]
        return is_done(
            request,
            lambda: _planned(
                propose_session(space.relationship, starts=starts, by=acting(request), now=request.now, **common),
                said["library"],
                request,
            ),
            _("Your partner chooses one of the times; you hear of it at once."),
        )
    return is_done(
        request,
        lambda: _planned(
            book_session(space.relationship, starts_at=form.starts_at(), by=acting(request), now=request.now, **common),
            said["library"],
            request,
        ),
        _("Booked. The invitation is on its way to both of you."),
    )


def _planned(session: MentoringSession, topic_key: str, request: ActingRequest) -> None:
    if topic_key:
        plan_session(session, PlanWords(topic_key=topic_key), by=acting(request), now=request.now)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def move(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = the_session(space, session)
    slots = _slots(space, minutes=int((found.ends_at - found.starts_at).total_seconds()) // 60)
    form = TimeForm(request.POST or None, slots=slots, zone=ZoneInfo(space.me.person.time_zone))
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: reschedule(found, starts_at=form.starts_at(), by=acting(request), now=request.now),
            _("Moved. Everybody has the new invitation."),
        )
        if done:
            return redirect("participant:session", pair=pair, session=session)
    page = {"section": "pair", "space": space, "form": form, "view": session_view(space, found)}
    return render(request, "participant/sessions/move.html", page, status=422 if form.errors else 200)


def _slots(space: Space, *, minutes: int, after: datetime | None = None) -> list[tuple[str, str]]:
    """Mentees come first: days are counted by their clock."""
    people = [*space.mentees, *space.mentors]
    for person in people:
        person.organisation = space.relationship.organisation
    starts = common_times(people, minutes=minutes, now=space.now, after=after)
    length = timedelta(minutes=minutes)
    return [
        (start.isoformat(), when(start, start + length, reader=space.me.person, others=space.partners))
        for start in starts
    ]


def _next_in_rhythm(space: Space) -> datetime | None:
    """A little before the rhythm's next date, so that the first suggestion keeps it."""
    if not space.held:
        return None
    return space.held[-1].starts_at + timedelta(days=max(space.programme.cadence_days - 2, 1))
