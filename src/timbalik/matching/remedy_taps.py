"""The question of a remedy as the person asked sees it: from a link in a mail, and on their own pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.models import RemedyTaken
from timbalik.matching.operations.remedies import ACT, ASKED_KINDS, OPEN_FOR, answer_remedy
from timbalik.matching.queries.words import concept_names
from timbalik.matching.states import Answer, RemedyKind
from timbalik.notifications.models import ActionLink
from timbalik.people.models.persons import Person
from timbalik.programmes.states import EnrolmentState, ProgrammeState

__all__ = [
    "ACT",
    "AskedRemedy",
    "MatchingRefused",
    "answer_remedy",
    "asked_remedy",
    "own_open_remedies",
    "own_remedy",
]


@dataclass(frozen=True)
class AskedRemedy:
    """``topics``: (key, name) to choose from. ``is_open``: an answer still counts; ``is_late``: only the time is over."""

    taken: RemedyTaken
    topics: tuple[tuple[str, str], ...]
    until: datetime
    is_open: bool
    is_late: bool

    @property
    def is_place(self) -> bool:
        return self.taken.kind == RemedyKind.PLACE

    @property
    def is_hours(self) -> bool:
        return self.taken.kind == RemedyKind.HOURS

    @property
    def said_yes(self) -> bool:
        return self.taken.answer == Answer.YES

    @property
    def said_no(self) -> bool:
        return self.taken.answer == Answer.NO


def asked_remedy(link: ActionLink, *, now: datetime) -> AskedRemedy | None:
    """What this link asks; None where it leads nowhere."""
    return own_remedy(link.person, link.subject_ref, now=now)


def own_remedy(person: Person, ref: UUID, *, now: datetime) -> AskedRemedy | None:
    """One question that went to this person; None where it is not theirs."""
    taken = _asked_of(person).filter(public_id=ref).first()
    return _seen(taken, now=now) if taken else None


def own_open_remedies(person: Person, *, now: datetime) -> list[AskedRemedy]:
    """The questions that wait for this person's answer, the first to end first; one query while they are about no topic."""
    rows = _asked_of(person).filter(answer=Answer.WAITING, undone_at__isnull=True, at__gte=now - OPEN_FOR)
    return [seen for taken in rows.order_by("at", "pk") if (seen := _seen(taken, now=now)).is_open]


def _asked_of(person: Person) -> QuerySet[RemedyTaken]:
    rows = RemedyTaken.objects.of(person.organisation_id).filter(asked__person=person, kind__in=ASKED_KINDS)
    return rows.select_related("asked__person", "asked__programme", "enrolment__programme")


def _seen(taken: RemedyTaken, *, now: datetime) -> AskedRemedy:
    names = concept_names() if taken.kind == RemedyKind.TOPICS else {}
    until = taken.at + OPEN_FOR
    stands = (
        taken.undone_at is None
        and taken.answer != Answer.YES
        and taken.asked.state == EnrolmentState.SUBMITTED
        and taken.asked.programme.state != ProgrammeState.CLOSED
    )
    return AskedRemedy(
        taken=taken,
        topics=tuple((key, names.get(key, key)) for key in taken.facts.get("topics", [])),
        until=until,
        is_open=stands and now <= until,
        is_late=stands and now > until,
    )
