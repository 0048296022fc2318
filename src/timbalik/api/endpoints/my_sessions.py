"""Mentoring sessions of a person: book, answer, call off, say that it took place, two taps."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.endpoints.my_relationships import naming_criteria
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import listed, own_session, page_of, the_space
from timbalik.api.schemas import At, In, Line, Listed, Moment, Out, Paging, PersonOut, person_out
from timbalik.journey.operations import book_session
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.operations import CheckInAnswers, answer_session, cancel_session, check_in, mark_held
from timbalik.meetings.operations.booking import LONGEST, SHORTEST
from timbalik.meetings.queries import SessionWords, seats, session_words_for
from timbalik.meetings.states import CancelReason, Channel, SessionKind

router = Router(tags=["my sessions"])
SESSIONS = "/my/relationships/{uuid:relationship}/sessions"
ONE = "/my/sessions/{uuid:session}"


class BookingIn(In):
    """Topic and place are sealed: only the members read them. Without a kind the phase's own is taken."""

    starts_at: Moment
    minutes: Annotated[int, Field(ge=SHORTEST, le=LONGEST)]
    topic: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    kind: SessionKind | None = None
    channel: Channel = Channel.VIDEO
    place: Line = ""


class ReplyIn(In):
    reply: Literal["yes", "no"]


class CancelIn(In):
    reason: CancelReason


class CheckInIn(In):
    """The sentences are sealed for the pair."""

    usefulness: Annotated[int, Field(ge=1, le=5)]
    taught_more: Literal["mentor", "both", "mentee"]
    gave: Line = ""
    gained: Line = ""


class SeatOut(Out):
    person: PersonOut
    side: str
    reply: str


class SessionOut(Out):
    id: UUID
    relationship: UUID | None
    number: int
    kind: str
    state: str
    starts_at: At
    ends_at: At
    channel: str
    topic: str
    place: str
    participants: list[SeatOut]


class CheckedInOut(Out):
    at: At


def _session_out(row: MentoringSession, participants: list[SessionParticipant], words: SessionWords) -> SessionOut:
    return SessionOut(
        id=row.public_id,
        relationship=row.relationship.public_id if row.relationship else None,
        number=row.number,
        kind=row.kind,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        channel=row.channel,
        topic=words.topic,
        place=words.place,
        participants=[
            SeatOut(person=person_out(one.person), side=one.side, reply=one.reply)
            for one in sorted(participants, key=lambda one: one.pk)  # the same after somebody answered
        ],
    )


def _one(request: ApiRequest, row: MentoringSession) -> SessionOut:
    return _session_out(row, seats(row), session_words_for(row, reader=request.person))


@router.get(SESSIONS, response={200: Listed[SessionOut], FAILURES: Failure})
def list_my_sessions(request: ApiRequest, relationship: UUID, paging: Query[Paging]) -> Listed[SessionOut]:
    """The sessions of one's own relationship, the oldest first, with topic and place opened."""
    space = the_space(request, relationship)
    rows, total = page_of(
        space.relationship.sessions.prefetch_related("participants__person").order_by("starts_at", "number"), paging
    )
    items = []
    for row in rows:
        row.relationship = space.relationship
        items.append(_session_out(row, list(row.participants.all()), space.words(row)))
    return listed(items, total, paging)


@router.post(SESSIONS, response={201: SessionOut, FAILURES: Failure})
def book_my_session(request: ApiRequest, relationship: UUID, said: BookingIn) -> Status[SessionOut]:
    """Book a session and invite everybody, where the phase allows it."""
    space = the_space(request, relationship)
    with naming_criteria(space):
        made = book_session(
            space.relationship,
            starts_at=said.starts_at,
            minutes=said.minutes,
            topic=said.topic,
            kind=said.kind or "",
            channel=said.channel,
            place=said.place,
            by=request.person,
            now=request.now,
        )
    return Status(201, _one(request, made))


@router.post(f"{ONE}/answer", response={200: SessionOut, FAILURES: Failure})
def answer_my_session(request: ApiRequest, session: UUID, said: ReplyIn) -> SessionOut:
    row = own_session(request, session)
    answer_session(row, person=request.person, reply=said.reply, by=request.person, now=request.now)
    return _one(request, row)


@router.post(f"{ONE}/cancel", response={200: SessionOut, FAILURES: Failure})
def cancel_my_session(request: ApiRequest, session: UUID, said: CancelIn) -> SessionOut:
    """Call it off before it begins; everybody is told."""
    row = own_session(request, session)
    return _one(request, cancel_session(row, reason=said.reason, by=request.person, now=request.now))


@router.post(f"{ONE}/held", response={200: SessionOut, FAILURES: Failure})
def say_my_session_was_held(request: ApiRequest, session: UUID) -> SessionOut:
    row = own_session(request, session)
    return _one(request, mark_held(row, by=request.person, now=request.now))


@router.post(f"{ONE}/check-in", response={200: CheckedInOut, FAILURES: Failure})
def check_in_after_my_session(request: ApiRequest, session: UUID, said: CheckInIn) -> CheckedInOut:
    """Two taps, and a sentence where one likes; again replaces them."""
    answers = CheckInAnswers(said.usefulness, said.taught_more, gave=said.gave, gained=said.gained)
    row = check_in(own_session(request, session), answers, by=request.person, now=request.now)
    return CheckedInOut(at=row.at)
