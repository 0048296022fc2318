"""The hard rules between one person and many, without the tables of a round.

``eligibility.rule_table`` says the same for all pairs at once; a test holds the two equal. Which rule it was is not told
here: whoever looks for a mentor finds only those who may be one, and learns nothing about the others. A line that
nobody knows forbids pairs of one unit always: a coordinator's decision about unknown lines belongs to its round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from timbalik.matching.models import Acceptance, Override, PairRequest
from timbalik.matching.request_states import RequestState
from timbalik.matching.states import Answer, OverrideKind, RoundState
from timbalik.people.models.persons import Avoidance, Person
from timbalik.people.models.structure import ReportingLine
from timbalik.people.states import LineKind, LineKnowledge
from timbalik.programmes.models import Enrolment, Programme
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.rematch import parted_early


@dataclass(frozen=True)
class Other:
    """One enrolment of the other side."""

    enrolment_id: int
    person_id: int
    unit_id: int | None
    is_guest: bool = False


def barred(mentee: Enrolment, mentors: Iterable[Other]) -> set[int]:
    """The enrolments of mentors that may not become a pair with this mentee, by key; hours are not looked at.

    A fixed number of queries, however many mentors.
    """
    others = list(mentors)
    me = mentee.person
    people = _avoided(me) | _paired(mentee) | _appraising(me) | {me.pk}
    enrolments = _declined(mentee) | _ruled_out(mentee) | _asked_before(mentee)
    enrolments |= {mentor for mentor, other in parted_early(mentee.programme) if other == mentee.pk}
    lines = _Lines(me)
    found = set()
    for other in others:
        within = mentee.programme.only_across and me.is_guest == other.is_guest
        if within or other.person_id in people or other.enrolment_id in enrolments or lines.between(other):
            found.add(other.enrolment_id)
    return found


def talked_without_pair(programme: Programme) -> frozenset[tuple[int, int]]:
    """Enrolments (mentor, mentee) who had first talks and became no pair: a round looks for somebody else for both."""
    rows = PairRequest.objects.of(programme.organisation_id).filter(
        programme=programme, state=RequestState.PASSED, talks_since__isnull=False
    )
    return frozenset(rows.values_list("wanted_id", "seeker_id"))


class _Lines:
    """Managers above and below one person, and where a chain of managers breaks off."""

    def __init__(self, me: Person) -> None:
        self._me = me
        rows = ReportingLine.objects.of(me.organisation_id).filter(kind=LineKind.MANAGER, valid_until__isnull=True)
        self._above: Mapping[int, int] = dict(rows.values_list("person_id", "manager_id"))
        self._known: Mapping[int, tuple[str, int | None]] = {
            person: (knowledge, unit)
            for person, knowledge, unit in Person.objects.of(me.organisation_id).values_list(
                "pk", "line_knowledge", "unit_id"
            )
        }
        self._above_me = self._managers(me.pk)

    def between(self, other: Other) -> bool:
        """One stands above the other, or that may be: one unit, and a chain that breaks off in it."""
        if other.person_id in self._above_me or self._me.pk in self._managers(other.person_id):
            return True
        return self._may_be_hidden(other)

    def _may_be_hidden(self, other: Other) -> bool:
        mine, theirs = self._me.unit_id, other.unit_id
        if self._me.is_guest or other.is_guest or not (mine == theirs or mine is None or theirs is None):
            return False
        return self._breaks_in(self._me.pk, theirs) or self._breaks_in(other.person_id, mine)

    def _breaks_in(self, person: int, unit: int | None) -> bool:
        knowledge, gap = self._known[self._end(person)]
        return knowledge != LineKnowledge.TOP and (gap == unit or gap is None or unit is None)

    def _managers(self, person: int) -> set[int]:
        found: set[int] = set()
        while person in self._above and self._above[person] not in found:
            person = self._above[person]
            found.add(person)
        return found

    def _end(self, person: int) -> int:
        """Where the climb from a person ends: at somebody whose own line is not known, or who has none."""
        seen: set[int] = set()
        while person in self._above and person not in seen and self._known[person][0] == LineKnowledge.KNOWN:
            seen.add(person)
            person = self._above[person]
        return person


def _avoided(me: Person) -> set[int]:
    rows = Avoidance.objects.of(me.organisation_id).filter(Q(person=me) | Q(other=me))
    return {one for pair in rows.values_list("person_id", "other_id") for one in pair}


def _appraising(me: Person) -> set[int]:
    rows = ReportingLine.objects.of(me.organisation_id).filter(kind=LineKind.APPRAISER, valid_until__isnull=True)
    return {
        one for pair in rows.filter(Q(person=me) | Q(manager=me)).values_list("person_id", "manager_id") for one in pair
    }


def _paired(mentee: Enrolment) -> set[int]:
    """Who shares a standing relationship of this programme with the person."""
    standing = RelationshipMember.objects.of(mentee.organisation_id).filter(
        relationship__programme_id=mentee.programme_id, left_at__isnull=True
    )
    mine = standing.filter(person_id=mentee.person_id).values("relationship")
    return set(standing.filter(relationship__in=mine).values_list("person_id", flat=True))


def _declined(mentee: Enrolment) -> set[int]:
    """Whoever was proposed in a round, and one of the two would rather have had somebody else."""
    rows = Acceptance.objects.of(mentee.organisation_id).filter(proposal__mentee=mentee, answer=Answer.NO)
    return set(rows.values_list("proposal__mentor_id", flat=True))


def _ruled_out(mentee: Enrolment) -> set[int]:
    """Pairs a coordinator ruled out in a round that was not set aside."""
    rows = Override.objects.of(mentee.organisation_id).filter(mentee=mentee, kind=OverrideKind.FORBID)
    rows = rows.exclude(round__state=RoundState.DISCARDED).exclude(mentor=None)
    return set(rows.values_list("mentor_id", flat=True))


def _asked_before(mentee: Enrolment) -> set[int]:
    """Asked before, without a pair: whether there was a no or a silence is in no row."""
    rows = PairRequest.objects.of(mentee.organisation_id).filter(seeker=mentee, state=RequestState.PASSED)
    return set(rows.values_list("wanted_id", flat=True))
