"""Requests as each of the two reads them, and how many there are for the coordinator.

The one who asks never sees an answer that is not a yes: until the time is over a request is *asked*, afterwards it did
not come about. Whoever is asked sees their own answer alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from timbalik.matching.models import Findable, PairRequest
from timbalik.matching.request_states import OPEN, RequestReply, RequestState, RequestWish
from timbalik.meetings.states import SessionState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Route
from timbalik.relationships.vault import KeyDestroyed, vault_of

NO_WORDS: Mapping[str, str] = {"learn": "", "why": "", "give": ""}
SHOWN = 30


@dataclass(frozen=True)
class SeenRequest:
    """One request for one of its two people, with the sentences they may read."""

    request: PairRequest
    words: Mapping[str, str]
    is_mine: bool  # the reader asked; else the reader was asked

    @property
    def partner(self) -> Person:
        return self.request.wanted.person if self.is_mine else self.request.seeker.person

    @property
    def partner_enrolment(self) -> Enrolment:
        return self.request.wanted if self.is_mine else self.request.seeker

    @property
    def state(self) -> str:
        return self.request.state

    @property
    def is_in_line(self) -> bool:
        return self.request.state == RequestState.IN_LINE

    @property
    def is_asked(self) -> bool:
        return self.request.state == RequestState.ASKED

    @property
    def is_talking(self) -> bool:
        return self.request.state == RequestState.TALKING

    @property
    def wants_talk(self) -> bool:
        return self.request.wish == RequestWish.TALK

    @property
    def said_not_now(self) -> bool:
        """Known to the one who said it, as long as it can still become a yes."""
        return not self.is_mine and self.is_asked and self.request.reply == RequestReply.NOT_NOW


def searches_of(person: Person) -> QuerySet[Enrolment]:
    """The person's enrolments as a mentee where a way to look for somebody may be open, whatever their state."""
    rows = own(person).filter(role=EnrolmentRole.MENTEE)
    return rows.exclude(state__in=[EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN])


def found_as(person: Person) -> list[tuple[Enrolment, bool]]:
    """The person's enrolments as a mentor where mentees look for themselves, and whether they can be found."""
    rows = own(person).filter(role=EnrolmentRole.MENTOR, state=EnrolmentState.SUBMITTED).select_related("findable")
    return [(one, _is_findable(one)) for one in rows if is_search_open(one.programme)]


def is_search_open(programme: Programme) -> bool:
    return is_route_open(programme, Route.SEARCH) or is_route_open(programme, Route.FIRST_TALKS)


def _is_findable(enrolment: Enrolment) -> bool:
    try:
        return enrolment.findable is not None
    except Findable.DoesNotExist:
        return False


def own(person: Person) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.of(person.organisation_id).filter(person=person)
    rows = rows.exclude(programme__state__in=[ProgrammeState.DRAFT, ProgrammeState.CLOSED])
    return rows.select_related(
        "programme__organisation", "cohort__programme", "person__organisation", "organisation"
    ).order_by("-programme__starts_on", "pk")


def sent_by(seeker: Enrolment) -> list[SeenRequest]:
    """What stands first, in its order; then what is over, the newest first."""
    rows = list(_rows(seeker.organisation_id).filter(seeker=seeker).order_by("position", "pk"))
    standing = [one for one in rows if one.state in OPEN]
    line = [one for one in rows if one.state == RequestState.IN_LINE]
    over = sorted((one for one in rows if one.ended_at), key=lambda one: one.ended_at or one.created_at, reverse=True)
    return [_seen(one, is_mine=True) for one in (*standing, *line, *over)]


def received_by(person: Person) -> list[SeenRequest]:
    """What waits for this person or is being talked about; what is over is nobody's list."""
    rows = _rows(person.organisation_id).filter(wanted__person=person, state__in=OPEN)
    return [_seen(one, is_mine=False) for one in rows.order_by("answer_by", "pk")[:SHOWN]]


def received(person: Person, ref: UUID) -> SeenRequest | None:
    """A request this person was asked, open or over; next choices in line are not theirs to see."""
    rows = _rows(person.organisation_id).filter(wanted__person=person, public_id=ref, asked_at__isnull=False)
    found = rows.first()
    return _seen(found, is_mine=False) if found else None


def sent(person: Person, ref: UUID) -> PairRequest | None:
    return _rows(person.organisation_id).filter(seeker__person=person, public_id=ref).first()


def talks_seen(person: Person, ref: UUID) -> SeenRequest | None:
    """Talks of this person, for either of the two, also when they are over."""
    rows = _rows(person.organisation_id).filter(public_id=ref, talks_since__isnull=False)
    found = rows.filter(Q(seeker__person=person) | Q(wanted__person=person)).first()
    return _seen(found, is_mine=found.seeker.person_id == person.pk) if found else None


def talking_with(person: Person) -> list[SeenRequest]:
    rows = _rows(person.organisation_id).filter(state=RequestState.TALKING)
    rows = rows.filter(Q(seeker__person=person) | Q(wanted__person=person))
    return [_seen(one, is_mine=one.seeker.person_id == person.pk) for one in rows]


def _rows(organisation_id: int) -> QuerySet[PairRequest]:
    return PairRequest.objects.of(organisation_id).select_related(
        "organisation",
        "programme__organisation",
        "seeker__programme__organisation",
        "seeker__cohort__programme",
        "seeker__person__organisation",
        "seeker__person__unit",
        "wanted__programme",
        "wanted__person__organisation",
        "wanted__person__unit",
    )


def _seen(request: PairRequest, *, is_mine: bool) -> SeenRequest:
    return SeenRequest(request, _words(request), is_mine)


def _words(request: PairRequest) -> Mapping[str, str]:
    """For the two alone: every caller here has looked for one of them."""
    if request.words_sealed is None:
        return NO_WORDS
    try:
        words: dict[str, str] = vault_of(request.public_id).open(
            request.words_sealed, place=f"request:{request.public_id}"
        )
    except KeyDestroyed:
        return NO_WORDS
    return words


def own_questions(person: Person) -> list[dict[str, object]]:
    """What a person asked, for the copy of their own data: plain values; no answers, which are the others'."""
    rows = _rows(person.organisation_id).filter(seeker__person=person)
    return [
        {
            "programme": one.programme.name,
            "to": one.wanted.person.display_name,
            "state": one.state,
            "created_at": one.created_at.isoformat(),
            "sentences": dict(_words(one)),
        }
        for one in rows
    ]


@dataclass(frozen=True)
class RequestCounts:
    """Counts of one programme; the keys of people behind them, so that small groups can be hidden."""

    seekers: frozenset[int]
    asked: frozenset[int]
    came_about: frozenset[int]
    talked: frozenset[int]
    findable: frozenset[int]


def counts_of(programme: Programme, *, but_for: Person | None = None) -> RequestCounts:
    """Who got how far, by person; a coordinator who takes part is left out with the ones they met. Three queries."""
    rows = PairRequest.objects.of(programme.organisation_id).filter(programme=programme)
    if but_for is not None:
        rows = rows.exclude(Q(seeker__person=but_for) | Q(wanted__person=but_for))
    held = Count("talks", filter=Q(talks__session__state=SessionState.HELD))
    seekers, asked, came_about, talked = set(), set(), set(), set()
    for person, asked_at, state, talks in rows.annotate(held=held).values_list(
        "seeker__person_id", "asked_at", "state", "held"
    ):
        seekers.add(person)
        if asked_at:
            asked.add(person)
        if state == RequestState.PAIRED:
            came_about.add(person)
        if talks:
            talked.add(person)
    findable = Findable.objects.of(programme.organisation_id).filter(enrolment__programme=programme)
    return RequestCounts(
        frozenset(seekers),
        frozenset(asked),
        frozenset(came_about),
        frozenset(talked),
        frozenset(findable.values_list("enrolment__person_id", flat=True)),
    )
