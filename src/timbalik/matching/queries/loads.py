"""How many pairs each mentor holds against the places given, and who was never chosen. Sums in the database, one page read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from timbalik.matching.models import Acceptance, Proposal, Round, Unmatched
from timbalik.matching.states import ProposalState, RoundState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import RelationshipMember

COUNTED: Final = (RoundState.PROPOSED, RoundState.SENT, RoundState.PUBLISHED)
UNDER_WAY: Final = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED)


@dataclass(frozen=True)
class LoadSummary:
    """Of the mentors of one round. ``free``: places that are still open."""

    mentors: int
    never: int
    full: int
    places: int
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)


def loads_of(round_: Round, chosen: str = "") -> QuerySet[Enrolment]:
    """The cohort's mentors, those longest without a pair first. ``chosen``: never, full, free or none.

    ``held`` counts pairs that stand, ``proposed`` those of this round, ``rounds_alone`` the rounds of the programme that
    ended or stand without a pair for this person, whatever the cause: it is no judgement.
    """
    organisation = round_.organisation_id
    mine = Q(mentor=OuterRef("pk"))
    proposals = Proposal.objects.of(organisation).filter(mine, round=round_, state__in=UNDER_WAY)
    members = RelationshipMember.objects.of(organisation).filter(enrolment=OuterRef("pk"))
    left = Unmatched.objects.of(organisation).filter(
        enrolment=OuterRef("pk"), round__programme=round_.programme_id, round__state__in=COUNTED
    )
    rows = (
        Enrolment.objects.of(organisation)
        .filter(cohort_id=round_.cohort_id, role=EnrolmentRole.MENTOR, state=EnrolmentState.SUBMITTED)
        .select_related("person__unit")
        .annotate(
            held=_count(members.filter(left_at__isnull=True), "enrolment"),
            proposed=_count(proposals, "mentor"),
            ever=Exists(members),
            rounds_alone=_count(left, "enrolment") + _count(_ended_without(round_), "mentor", distinct="round"),
            sort_name=Coalesce(NullIf("person__full_name", Value("")), F("person__staff_number")),
        )
        .annotate(load=F("held") + F("proposed"))
        .order_by("-rounds_alone", "sort_name", "pk")
    )
    match chosen:
        case "never":
            return rows.filter(load=0, ever=False)
        case "full":
            return rows.filter(load__gte=F("capacity"))
        case "free":
            return rows.filter(load__lt=F("capacity"))
    return rows


def _ended_without(round_: Round) -> QuerySet[Proposal]:
    """Proposals that both were asked about in published rounds, of whom this mentor got no pair there."""
    organisation = round_.organisation_id
    rows = Proposal.objects.of(organisation).filter(
        mentor=OuterRef("pk"), round__programme=round_.programme_id, round__state=RoundState.PUBLISHED
    )
    opened = Proposal.objects.of(organisation).filter(
        mentor=OuterRef("mentor"), round=OuterRef("round"), state=ProposalState.PUBLISHED
    )
    left = Unmatched.objects.of(organisation).filter(enrolment=OuterRef("mentor"), round=OuterRef("round"))
    asked = Acceptance.objects.of(organisation).filter(proposal=OuterRef("pk"))
    return rows.filter(Exists(asked), ~Exists(opened), ~Exists(left))


def _count(
    rows: QuerySet[Proposal] | QuerySet[RelationshipMember] | QuerySet[Unmatched], by: str, distinct: str = "pk"
) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count(distinct, distinct=distinct != "pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def load_summary(round_: Round) -> LoadSummary:
    """One query."""
    found = (
        loads_of(round_)
        .order_by()
        .aggregate(
            mentors=Count("pk"),
            never=Count("pk", filter=Q(load=0, ever=False)),
            full=Count("pk", filter=Q(load__gte=F("capacity"))),
            places=Coalesce(Sum("capacity"), 0),
            taken=Coalesce(Sum("load"), 0),
        )
    )
    return LoadSummary(**found)
