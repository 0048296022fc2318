"""Who left or joined since a round was computed, without computing anything: what a banner says before an adjustment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from timbalik.matching.models import Objection, Proposal, Round, Unmatched
from timbalik.matching.states import ObjectionState, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import HeldPlace
from timbalik.relationships.states import Holder

NAMED: Final = 6
MOST: Final = 200
#: Until the time to answer ends, a pair that somebody said no to looks like any other.
STANDING: Final = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED, ProposalState.DECLINED)


@dataclass(frozen=True)
class News:
    """``left`` are no longer here, ``joined`` were not in the round, ``free`` had a pair that did not come about."""

    left: tuple[Person, ...] = ()
    joined: tuple[Person, ...] = ()
    free: tuple[Person, ...] = ()
    is_more: bool = False  # than could be named here

    def __bool__(self) -> bool:
        return bool(self.left or self.joined or self.free)


def news_of(round_: Round, *, viewer: Person | None = None) -> News:
    """For a round that is proposed or sent; nothing for any other. Three queries at most.

    Once pairs were asked, nothing is said about the viewer's own: a coordinator who takes part learns nothing of it.
    """
    if round_.state not in (RoundState.PROPOSED, RoundState.SENT):
        return News()
    mine = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    waiting = list(_waiting(round_, mine)[: MOST + 1])
    unsettled = {row.pk for row in waiting}
    ended = _side(mine.filter(state__in=[ProposalState.REPLACED, ProposalState.EXPIRED]), unsettled) if waiting else []
    if viewer and round_.state == RoundState.SENT:
        own = {side for row in ended if viewer in _people(row) for side in (row.mentor_id, row.mentee_id)}
        ended = [row for row in ended if viewer not in _people(row)]
        waiting = [row for row in waiting if row.pk not in own and row.person != viewer]
    away = mine.filter(Q(state__in=STANDING) & (_away("mentor") | _away("mentee")))
    gone = [*_gone(ended), *_gone(away.select_related("mentor__person", "mentee__person")[:MOST])]
    had_pair = {side for row in ended for side in (row.mentor_id, row.mentee_id)}
    return News(
        left=tuple(dict.fromkeys(gone)),
        joined=tuple(row.person for row in waiting if row.pk not in had_pair),
        free=tuple(row.person for row in waiting if row.pk in had_pair),
        is_more=len(waiting) > MOST,
    )


@dataclass(frozen=True)
class ToPair:
    """Who has a free place, for the next round after a published one: the first by name, and how many in all."""

    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    mentor_count: int
    mentee_count: int

    def __bool__(self) -> bool:
        return bool(self.mentors and self.mentees)


def people_to_pair(cohort: Cohort) -> ToPair:
    """Nobody while another round of the cohort is under way. Five queries at most."""
    under_way = Round.objects.of(cohort.organisation_id).filter(
        cohort=cohort, state__in=[RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT]
    )
    if under_way.exists():
        return ToPair((), (), 0, 0)
    rows = _with_a_place(cohort).select_related("person").order_by("person__full_name", "pk")
    mentors, mentees = (rows.filter(role=role) for role in (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE))
    return ToPair(
        tuple(row.person for row in mentors[:NAMED]),
        tuple(row.person for row in mentees[:NAMED]),
        mentors.count(),
        mentees.count(),
    )


def _waiting(round_: Round, mine: QuerySet[Proposal]) -> QuerySet[Enrolment]:
    """Enrolled with a free place, in no pair that stands, and not among those the round left over with a reason."""
    standing = mine.filter(state__in=STANDING)
    left_over = Unmatched.objects.of(round_.organisation_id).filter(round=round_, enrolment=OuterRef("pk"))
    return (
        _with_a_place(round_.cohort, round_)
        .exclude(Exists(standing.filter(mentor=OuterRef("pk"))))
        .exclude(Exists(standing.filter(mentee=OuterRef("pk"))))
        .exclude(Exists(left_over))
        .select_related("person")
        .order_by("person__full_name", "pk")
    )


def _with_a_place(cohort: Cohort, round_: Round | None = None) -> QuerySet[Enrolment]:
    """Who could be paired now. Places that proposals of the round itself hold count as free."""
    organisation = cohort.organisation_id
    places = HeldPlace.objects.of(organisation).filter(enrolment=OuterRef("pk"))
    if round_ is not None:
        own = Proposal.objects.of(organisation).filter(round=round_)
        places = places.exclude(holder=Holder.PROPOSAL, ref__in=own.values("public_id"))
    held = Subquery(
        places.order_by().values("enrolment").annotate(n=Count("pk")).values("n"), output_field=IntegerField()
    )
    waits_for_a_person = Objection.objects.of(organisation).filter(
        enrolment=OuterRef("pk"), state__in=[ObjectionState.OPEN, ObjectionState.PAIRED]
    )
    return (
        Enrolment.objects.of(organisation)
        .filter(
            cohort=cohort,
            state=EnrolmentState.SUBMITTED,
            no_rematch_at__isnull=True,
            person__erased_at__isnull=True,
            person__restricted_at__isnull=True,
            person__employment=Employment.ACTIVE,
        )
        .annotate(held=Coalesce(held, 0))
        .filter(held__lt=F("capacity"))
        .exclude(Exists(waits_for_a_person))
    )


def _side(rows: QuerySet[Proposal], keys: set[int]) -> list[Proposal]:
    chosen = rows.filter(Q(mentor__in=keys) | Q(mentee__in=keys))
    return list(chosen.select_related("mentor__person", "mentee__person").order_by("pk"))


def _away(side: str) -> Q:
    """Enrolled no more, or not at work: the pair may not become one."""
    return (
        ~Q(**{f"{side}__state": EnrolmentState.SUBMITTED})
        | ~Q(**{f"{side}__person__employment": Employment.ACTIVE})
        | Q(**{f"{side}__person__restricted_at__isnull": False})
        | Q(**{f"{side}__person__erased_at__isnull": False})
    )


def _people(row: Proposal) -> tuple[Person, Person]:
    return row.mentor.person, row.mentee.person


def _gone(rows: Iterable[Proposal]) -> list[Person]:
    return [one.person for row in rows for one in (row.mentor, row.mentee) if _is_away(one)]


def _is_away(enrolment: Enrolment) -> bool:
    person = enrolment.person
    frozen = person.restricted_at is not None or person.erased_at is not None
    return enrolment.state != EnrolmentState.SUBMITTED or person.employment != Employment.ACTIVE or frozen
