"""Reads of people and their lines."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from timbalik.people.models.accounts import Account
from timbalik.people.models.organisations import Installation, Organisation
from timbalik.people.models.persons import Avoidance, Delegation, Person
from timbalik.people.models.structure import ReportingLine
from timbalik.people.states import Employment, LineKind


def made_by_demo() -> bool:
    return Installation.objects.filter(made_by_demo=True).exists()


def persons_of(account: Account) -> QuerySet[Person]:
    """The persons an account may act as, one in each organisation; those who left are not among them."""
    return (
        Person.everywhere.filter(account=account, erased_at__isnull=True)
        .exclude(employment=Employment.LEFT)
        .select_related("organisation")
        .order_by("organisation__name")
    )


def working(organisation: Organisation) -> QuerySet[Person]:
    """Everybody who may be invited and paired: here, not erased, not restricted."""
    return (
        Person.objects.of(organisation)
        .filter(erased_at__isnull=True, restricted_at__isnull=True)
        .exclude(employment=Employment.LEFT)
    )


def delegated_to(delegate: Person, *, now: datetime) -> QuerySet[Delegation]:
    """The standing delegations an assistant holds."""
    return delegate.delegations_held.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now), valid_from__lte=now
    ).select_related("principal")


def is_delegate_of(delegate: Person, principal: Person, *, now: datetime) -> bool:
    return delegated_to(delegate, now=now).filter(principal=principal).exists()


def ancestors(organisation: Organisation, *, kind: str = LineKind.MANAGER) -> dict[int, frozenset[int]]:
    """For each person with a present line: the keys of all who stand above them, at any depth.

    Time is linear in the lines times the depth; a cycle (which no operation writes) ends the climb.
    """
    above = dict(
        ReportingLine.objects.of(organisation)
        .filter(kind=kind, valid_until__isnull=True)
        .values_list("person_id", "manager_id")
    )
    known: dict[int, frozenset[int]] = {}
    for person in above:
        trail: list[int] = []
        seen: set[int] = set()
        at = person
        while at in above and at not in known and at not in seen:
            trail.append(at)
            seen.add(at)
            at = above[at]
        for lower in reversed(trail):
            manager = above[lower]
            known[lower] = known.get(manager, frozenset()) | {manager}
    return known


def appraisers(organisation: Organisation) -> dict[int, int]:
    """Who appraises whom at present: person → appraiser."""
    lines = ReportingLine.objects.of(organisation).filter(kind=LineKind.APPRAISER, valid_until__isnull=True)
    return dict(lines.values_list("person_id", "manager_id"))


def avoidances(organisation: Organisation) -> set[tuple[int, int]]:
    """Pairs of persons of whom one asked never to be paired with the other."""
    return set(Avoidance.objects.of(organisation).values_list("person_id", "other_id"))


SHORTEST_SEARCH = 3


def named(said: str, prefix: str = "") -> Q:
    """Part of a name, or a whole staff number."""
    return Q(**{f"{prefix}full_name__icontains": said}) | Q(**{f"{prefix}staff_number__iexact": said})


def can_name_others(person: Person) -> bool:
    """Looks for colleagues by name, to choose one. Guests see their own relationship alone, so they name nobody."""
    return not person.is_guest


def others_here(person: Person) -> QuerySet[Person]:
    """Whom somebody may name: everybody else who is here."""
    others = Person.objects.of(person.organisation_id).exclude(pk=person.pk)
    if not can_name_others(person):
        return others.none()
    here = others.filter(erased_at__isnull=True, is_guest=False).exclude(employment=Employment.LEFT)
    return here.select_related("organisation", "account", "unit")


def colleagues(person: Person, said: str) -> QuerySet[Person]:
    """Others here whose name holds these letters, by name.

    Fewer than three letters find nobody, so that the list of people cannot be leafed through.
    """
    said = said.strip()
    if len(said) < SHORTEST_SEARCH:
        return others_here(person).none()
    return others_here(person).filter(named(said)).order_by("full_name", "pk")
