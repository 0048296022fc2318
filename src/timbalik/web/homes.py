"""Where a person begins: the page of the widest role they hold now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from timbalik.people.models.persons import Person
from timbalik.programmes.states import Role

HOMES = (
    ({Role.ADMINISTRATOR, Role.COORDINATOR}, "coordinator:home"),
    ({Role.SPONSOR}, "sponsor:home"),
    ({Role.EVALUATOR}, "coordinator:evaluations"),
    ({Role.PARTNER_COORDINATOR}, "partner:home"),
)


def home_of(person: Person, *, now: datetime) -> str:
    """The name of a URL. A coordinator who takes part reaches their own pair from the coordinator's navigation."""
    held = set(person.roles.filter(_valid(now)).values_list("role", flat=True))
    for roles, home in HOMES:
        if held & {str(role) for role in roles}:
            return home
    takes_part = person.enrolments.exists()
    if not takes_part and Role.CONFIDENTIAL_CONTACT in held:
        return "confidant:home"
    if not takes_part and person.delegations_held.filter(_valid(now)).exists():
        return "assistant:home"
    return "participant:home"


def _valid(now: datetime) -> Q:
    return Q(valid_from__lte=now) & (Q(valid_until__isnull=True) | Q(valid_until__gt=now))
