"""Reads of programmes, roles and enrolments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.queries import named, working
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment, Programme, RoleAssignment
from timbalik.programmes.rules import GIVEN_BY_COORDINATORS, is_administrator, is_any_coordinator
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Role

WAITING = (EnrolmentState.INVITED, EnrolmentState.STARTED)


def programmes_with_role(person: Person, role: str) -> QuerySet[Programme]:
    """The programmes in which the person holds the role, directly or for the whole organisation."""
    roles = RoleAssignment.objects.of(person.organisation_id).filter(
        person=person, role=role, valid_until__isnull=True, relationship_ref__isnull=True
    )
    scope = roles.filter(Q(programme__isnull=True) | Q(programme=OuterRef("pk")))
    return Programme.objects.of(person.organisation_id).filter(Exists(scope))


def programmes_coordinated_by(person: Person) -> QuerySet[Programme]:
    return programmes_with_role(person, Role.COORDINATOR)


def coordinators_of(programme: Programme) -> list[Person]:
    """Who runs this programme, directly or for the whole organisation."""
    rows = RoleAssignment.objects.filter(
        organisation_id=programme.organisation_id,
        role=Role.COORDINATOR,
        valid_until__isnull=True,
        relationship_ref__isnull=True,
    ).select_related("person")
    own = [row.person for row in rows if row.programme_id == programme.pk]
    return own or [row.person for row in rows if row.programme_id is None]


def programmes_sponsored_by(person: Person) -> QuerySet[Programme]:
    return programmes_with_role(person, Role.SPONSOR)


def programmes_joined_by(person: Person) -> QuerySet[Programme]:
    """Twin of ``rules.is_participant``."""
    mine = Enrolment.objects.of(person.organisation_id).filter(person=person, programme=OuterRef("pk"))
    return Programme.objects.of(person.organisation_id).filter(Exists(mine)).exclude(state=ProgrammeState.DRAFT)


def programmes_visible_to(person: Person) -> QuerySet[Programme]:
    """Twin of ``rules.can_see_programme``."""
    everything = Programme.objects.of(person.organisation_id)
    keys = [
        programmes_with_role(person, role).values("pk") for role in (Role.COORDINATOR, Role.SPONSOR, Role.EVALUATOR)
    ]
    seen = Q(pk__in=programmes_joined_by(person).values("pk"))
    for chosen in keys:
        seen |= Q(pk__in=chosen)
    return everything.filter(seen)


def _roles(person: Person) -> QuerySet[RoleAssignment]:
    """Those people give and end; roles within a relationship are not among them."""
    everything = RoleAssignment.objects.of(person.organisation_id)
    return everything.filter(relationship_ref__isnull=True, subject__isnull=True)


def roles_shown_to(person: Person) -> QuerySet[RoleAssignment]:
    """Twin of ``rules.can_see_role``; the ended ones too."""
    if is_administrator(person):
        return _roles(person)
    if not is_any_coordinator(person):
        return _roles(person).none()
    coordinated = programmes_coordinated_by(person).values("pk")
    return _roles(person).filter(Q(programme__isnull=True) | Q(programme__in=coordinated))


def roles_endable_by(person: Person) -> QuerySet[RoleAssignment]:
    """Twin of ``rules.can_end_role``."""
    if is_administrator(person):
        return _roles(person).exclude(role=Role.ADMINISTRATOR, programme__isnull=False)
    coordinated = programmes_coordinated_by(person).values("pk")
    return _roles(person).filter(role__in=GIVEN_BY_COORDINATORS, programme__in=coordinated)


def administrators(organisation: Organisation | int) -> QuerySet[Person]:
    """Those who administer the organisation and can sign in."""
    standing = RoleAssignment.objects.of(organisation).filter(
        person=OuterRef("pk"), role=Role.ADMINISTRATOR, valid_until__isnull=True, programme__isnull=True
    )
    here = Person.objects.of(organisation).filter(erased_at__isnull=True, account__is_active=True)
    return here.exclude(employment=Employment.LEFT).filter(Exists(standing))


def is_last_administrator(person: Person) -> bool:
    """Nobody else could sign in and administer the organisation."""
    return set(administrators(person.organisation_id).values_list("pk", flat=True)) == {person.pk}


def appointable(organisation: Organisation | int) -> QuerySet[Person]:
    """Who may hold a role: everybody who is here, no guests."""
    here = Person.objects.of(organisation).filter(erased_at__isnull=True, is_guest=False)
    return here.exclude(employment=Employment.LEFT)


def enrolments_readable_by(person: Person) -> QuerySet[Enrolment]:
    """Twin of ``rules.can_read_enrolment``."""
    coordinated = programmes_coordinated_by(person).values("pk")
    return Enrolment.objects.of(person.organisation_id).filter(
        Q(person=person)
        | Q(programme__in=coordinated, state=EnrolmentState.SUBMITTED, person__restricted_at__isnull=True)
    )


def own_enrolments(person: Person) -> QuerySet[Enrolment]:
    """The person's own, newest programme first; none of a programme still in draft."""
    mine = Enrolment.objects.of(person.organisation_id).filter(person=person)
    return (
        mine.exclude(programme__state=ProgrammeState.DRAFT)
        .select_related("programme")
        .order_by("-programme__starts_on")
    )


@dataclass(frozen=True)
class Funnel:
    """How many were invited in one role, and where they stand."""

    invited: int = 0
    started: int = 0
    submitted: int = 0
    declined: int = 0
    withdrawn: int = 0

    @property
    def asked(self) -> int:
        return self.invited + self.started + self.submitted + self.declined + self.withdrawn

    @property
    def waiting(self) -> int:
        return self.invited + self.started


def funnels(programmes: Iterable[Programme]) -> dict[int, dict[str, Funnel]]:
    """Programme pk → role → funnel, in one query. Every programme and both roles are present."""
    chosen = list(programmes)
    counts: dict[int, dict[str, dict[str, int]]] = {
        one.pk: {role: {} for role in EnrolmentRole.values} for one in chosen
    }
    if chosen:
        rows = Enrolment.objects.of(chosen[0].organisation_id).filter(programme__in=chosen)
        for programme, role, state, number in rows.values_list("programme", "role", "state").annotate(
            number=Count("pk")
        ):
            counts[programme][role][state] = number
    return {pk: {role: Funnel(**states) for role, states in roles.items()} for pk, roles in counts.items()}


def ladder(organisation: Organisation) -> dict[int, str]:
    """The ranks in use among those who work here, each with one of its names."""
    ranks = working(organisation).filter(level_rank__isnull=False).values_list("level_rank", "level_name")
    return {rank: name for rank, name in ranks.distinct().order_by("-level_rank", "-level_name") if rank is not None}


@dataclass(frozen=True)
class InvitationFilter:
    """Whom to suggest. ``levels``: lowest and highest rank, both included; empty means anybody."""

    role: str
    levels: list[int] = field(default_factory=list)
    units: tuple[int, ...] = ()
    name: str = ""


def invitable(programme: Programme, chosen: InvitationFilter) -> QuerySet[Person]:
    """Those who work here, fit the filter and were not asked in this programme yet, in either role; guests are invited by name."""
    people = working(programme.organisation).filter(is_guest=False).select_related("unit")
    asked = Enrolment.objects.of(programme.organisation_id).filter(programme=programme, person=OuterRef("pk"))
    people = people.filter(~Exists(asked))
    if chosen.levels:
        people = people.filter(level_rank__range=tuple(chosen.levels))
    if chosen.units:
        people = people.filter(unit__in=chosen.units)
    if chosen.name:
        people = people.filter(named(chosen.name))
    return people.annotate(sort_name=Coalesce(NullIf("full_name", Value("")), "staff_number")).order_by(
        "sort_name", "pk"
    )


def participants(
    programme: Programme, *, role: str = "", state: str = "", unit: int | None = None, name: str = ""
) -> QuerySet[Enrolment]:
    """The enrolments of a programme with their people, by name."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(programme=programme).select_related("person__unit")
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(state=state)
    if unit is not None:
        rows = rows.filter(person__unit=unit)
    if name:
        rows = rows.filter(named(name, "person__"))
    label = Coalesce(NullIf("person__full_name", Value("")), "person__staff_number")
    return rows.annotate(sort_name=label).order_by("sort_name", "pk")


def to_remind(programme: Programme, *, before: datetime) -> QuerySet[Enrolment]:
    """Invited people who did not answer, last written to before that moment; nobody whose data rests."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(
        programme=programme, state__in=WAITING, person__restricted_at__isnull=True
    )
    return rows.annotate(written_at=Coalesce("reminded_at", "invited_at")).filter(
        Q(written_at__isnull=True) | Q(written_at__lte=before)
    )


def concepts_by_group() -> list[tuple[str, list[SkillConcept]]]:
    """Every concept, grouped, in the order of the lists people choose from."""
    groups: dict[str, list[SkillConcept]] = {}
    for concept in SkillConcept.objects.all():
        groups.setdefault(concept.group, []).append(concept)
    return list(groups.items())
