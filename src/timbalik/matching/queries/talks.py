"""First talks as one of the two sees them: what comes next, and one's own answer. The other's answer is not in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from timbalik.matching.content import Prompts, prompts_for
from timbalik.matching.models import FirstTalk, PairRequest
from timbalik.matching.queries.requests import SeenRequest
from timbalik.matching.request_states import RequestState
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import when
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship

MOST_TALKS: Final = 3


def talks_of(request: PairRequest) -> list[FirstTalk]:
    """Those that were or will be, in order; called off or missed ones left out."""
    rows = request.talks.select_related("session__organisation", "session__programme").order_by("session__starts_at")
    gone = (SessionState.CANCELLED, SessionState.MISSED)
    return [talk for talk in rows if talk.session.state not in gone]


def is_talk(session: MentoringSession) -> bool:
    """Booked and not called off; one whose time was never chosen did not take place."""
    return session.state in (SessionState.BOOKED, SessionState.HELD)


def is_ahead(session: MentoringSession, *, now: datetime) -> bool:
    """Booked and not over, or waiting for one of its times to be chosen."""
    if session.state == SessionState.PROPOSED:
        return any(datetime.fromisoformat(moment) > now for moment in session.proposed_times)
    return session.state == SessionState.BOOKED and session.ends_at > now


@dataclass(frozen=True)
class SeenTalk:
    session: MentoringSession
    when: str


@dataclass(frozen=True)
class TalkSpace:
    """``proposed`` waits for a time to be chosen, ``booked`` is ahead, ``unclear`` has passed without anybody's word."""

    seen: SeenRequest
    over: tuple[SeenTalk, ...]
    proposed: SeenTalk | None
    offered: tuple[tuple[str, str], ...]
    booked: SeenTalk | None
    unclear: SeenTalk | None
    i_proposed: bool
    my_answer: str
    prompts: Prompts
    pair: UUID | None

    @property
    def is_open(self) -> bool:
        return self.seen.request.state == RequestState.TALKING

    @property
    def offered_starts(self) -> list[datetime]:
        return [datetime.fromisoformat(moment) for moment, _words in self.offered]

    @property
    def can_propose(self) -> bool:
        return self.is_open and not self.proposed and not self.booked and len(self.over) < MOST_TALKS

    @property
    def can_answer(self) -> bool:
        return self.is_open and bool(self.over)


def talk_space(seen: SeenRequest, me: Person, *, now: datetime) -> TalkSpace:
    """A fixed number of queries."""
    request = seen.request
    sessions = [talk.session for talk in talks_of(request)]
    ahead = [one for one in sessions if is_ahead(one, now=now)]
    over = [one for one in sessions if is_talk(one) and one not in ahead]
    proposed = next((one for one in ahead if one.state == SessionState.PROPOSED), None)
    booked = next((one for one in ahead if one.state == SessionState.BOOKED), None)
    unclear = next((one for one in over if one.state == SessionState.BOOKED), None)
    mine = request.talk_answers.filter(person=me).first()
    pairs = Relationship.objects.of(request.organisation_id).filter(proposal_ref=request.public_id)
    return TalkSpace(
        seen=seen,
        over=tuple(_seen(one, seen, me) for one in over),
        proposed=_seen(proposed, seen, me) if proposed else None,
        offered=_offered(proposed, seen, me, now) if proposed else (),
        booked=_seen(booked, seen, me) if booked else None,
        unclear=_seen(unclear, seen, me) if unclear else None,
        i_proposed=proposed is not None and proposed.booked_by_id == me.pk,
        my_answer=mine.answer if mine else "",
        prompts=prompts_for(len(over) + 1),
        pair=pairs.values_list("public_id", flat=True).first(),
    )


def _seen(session: MentoringSession, seen: SeenRequest, me: Person) -> SeenTalk:
    return SeenTalk(session, when(session.starts_at, session.ends_at, reader=me, others=[seen.partner]))


def _offered(session: MentoringSession, seen: SeenRequest, me: Person, now: datetime) -> tuple[tuple[str, str], ...]:
    length = session.ends_at - session.starts_at
    starts = [datetime.fromisoformat(moment) for moment in session.proposed_times]
    return tuple(
        (start.isoformat(), when(start, start + length, reader=me, others=[seen.partner]))
        for start in starts
        if start > now
    )
