"""Rounds and proposals as the coordinator reads them. Each read is one query, whatever the number of pairs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Least, NullIf

from timbalik.matching.models import Acceptance, Override, Proposal, Round, Unmatched
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import Answer, OverrideKind, ProposalOrigin, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.queries import programmes_coordinated_by

#: One group for those who read: once the time to answer is over, a no and a silence are the same.
NOT_GOING_AHEAD = (ProposalState.DECLINED, ProposalState.EXPIRED)


def rounds_run_by(person: Person) -> QuerySet[Round]:
    """The rounds of the programmes this person coordinates. Twin of ``rules.can_run_round``."""
    return (
        Round.objects.of(person.organisation_id)
        .filter(programme__in=programmes_coordinated_by(person))
        .select_related("programme__organisation", "cohort__programme", "cohort__organisation", "organisation")
    )


def rounds_of(programme: Programme) -> QuerySet[Round]:
    """Newest first, each with its pairs counted."""
    lasting = ~Q(proposals__state=ProposalState.REPLACED)
    return (
        Round.objects.of(programme.organisation_id)
        .filter(programme=programme)
        .annotate(
            pairs=Count("proposals", filter=lasting),
            opened=Count("proposals", filter=Q(proposals__state=ProposalState.PUBLISHED)),
        )
        .order_by("-number")
    )


@dataclass(frozen=True)
class Standing:
    """The arrangement as it stands, against the engine's own. ``listed`` counts those that were answered with no, too."""

    listed: int
    pairs: int
    total: int
    under_floor: int
    waiting: int
    accepted: int
    declined: int
    published: int
    chosen: int
    can_open: int
    value: int
    bound: int
    best_pairs: int

    @property
    def mean(self) -> int:
        return self.total // self.pairs if self.pairs else 0

    @property
    def gap(self) -> int:
        """Hundredths of a point between what stands and the most there could be."""
        return self.bound - self.total

    @property
    def missing_pairs(self) -> int:
        return self.best_pairs - self.pairs

    @property
    def is_proved(self) -> bool:
        """Nothing better exists: the engine's bound is reached, by as many pairs."""
        return self.pairs > 0 and self.value == self.bound == self.total and self.best_pairs == self.pairs

    @property
    def is_engine_proved(self) -> bool:
        return self.value == self.bound


def standing_of(round_: Round, *, viewer: Person | None = None) -> Standing:
    """Counts and sums in one query; of a published round, those of the pairs that opened.

    Counts of answers leave out the viewer's own pairs; ``can_open`` does not.
    """
    others = ~_with(viewer) if viewer else Q()
    floor = RoundSettings.from_json(round_.settings).floor_points * 100
    opened = Q(state=ProposalState.PUBLISHED) if round_.state == RoundState.PUBLISHED else Q()
    rows = lasting_proposals(round_).annotate(weaker=Least("mentor_benefit", "mentee_benefit"))
    found = rows.aggregate(
        listed=Count("pk"),
        pairs=Count("pk", filter=opened),
        total=Coalesce(Sum("score_hundredths", filter=opened), 0),
        under_floor=Count("pk", filter=opened & Q(weaker__lt=floor)),
        waiting=Count("pk", filter=others & Q(state=ProposalState.ASKED)),
        accepted=Count("pk", filter=others & Q(state=ProposalState.ACCEPTED)),
        declined=Count("pk", filter=others & Q(state__in=NOT_GOING_AHEAD)),
        can_open=Count("pk", filter=Q(state=ProposalState.ACCEPTED)),
        published=Count("pk", filter=Q(state=ProposalState.PUBLISHED)),
        chosen=Count("pk", filter=Q(origin=ProposalOrigin.OVERRIDE)),
    )
    best = len((round_.certificate or {}).get("pairs", ()))
    return Standing(**found, value=round_.value or 0, bound=round_.bound or 0, best_pairs=best)


def _with(person: Person) -> Q:
    return Q(mentor__person=person) | Q(mentee__person=person)


def lasting_proposals(round_: Round) -> QuerySet[Proposal]:
    """What stands now; in an ended round, what stood at its end."""
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    if round_.state in (RoundState.PUBLISHED, RoundState.DISCARDED):
        asked = Acceptance.objects.of(round_.organisation_id).filter(proposal=OuterRef("pk"))
        return rows.filter(~Q(state=ProposalState.REPLACED) | Exists(asked))
    return rows.exclude(state=ProposalState.REPLACED)


def listed_proposals(round_: Round, chosen: str = "", *, viewer: Person | None = None) -> QuerySet[Proposal]:
    """With people and units, by the mentor's name. ``chosen``: flagged, chosen, waiting, accepted, declined or none.

    The lists by answer leave out the viewer's own pairs: a coordinator who takes part learns nothing extra of them.
    """
    floor = RoundSettings.from_json(round_.settings).floor_points * 100
    rows = (
        lasting_proposals(round_)
        .select_related("mentor__person__unit", "mentee__person__unit")
        .annotate(
            weaker=Least("mentor_benefit", "mentee_benefit"),
            sort_name=Coalesce(NullIf("mentor__person__full_name", Value("")), F("mentor__person__staff_number")),
        )
        .order_by("sort_name", "pk")
    )
    if viewer and chosen in ("waiting", "accepted", "declined"):
        rows = rows.exclude(_with(viewer))
    match chosen:
        case "flagged":
            return rows.filter(weaker__lt=floor)
        case "chosen":
            return rows.filter(origin=ProposalOrigin.OVERRIDE)
        case "waiting":
            return rows.filter(state=ProposalState.ASKED)
        case "accepted":
            return rows.filter(state__in=[ProposalState.ACCEPTED, ProposalState.PUBLISHED])
        case "declined":
            return rows.filter(state__in=NOT_GOING_AHEAD)
    return rows


def left_over(round_: Round) -> QuerySet[Unmatched]:
    return (
        Unmatched.objects.of(round_.organisation_id)
        .filter(round=round_)
        .select_related("enrolment__person")
        .order_by("enrolment__role", "enrolment__person__full_name", "pk")
    )


def overrides_of(round_: Round) -> QuerySet[Override]:
    return (
        Override.objects.of(round_.organisation_id)
        .filter(round=round_)
        .select_related("mentor__person", "mentee__person", "other_mentee__person", "by")
    )


def decided_about_unknown_lines(round_: Round) -> bool:
    return overrides_of(round_).filter(kind=OverrideKind.UNKNOWN_LINES).exists()


def people_waiting(round_: Round) -> int:
    """How many people of pairs still possible have not answered."""
    return (
        Acceptance.objects.of(round_.organisation_id)
        .filter(proposal__round=round_, proposal__state=ProposalState.ASKED, answer=Answer.WAITING)
        .count()
    )
