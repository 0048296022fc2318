"""Peers come from one list: everybody enrols once, on the side that begins, and either side teaches and learns."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import Direction, EnrolmentRole, EnrolmentState


class Begins(TextChoices):
    """How a peer would like to begin; who does not mind is put where places are fewer."""

    EITHER = "either", _("Either: put me where somebody is needed")
    TEACHES = "teaches", _("I would rather teach first")
    LEARNS = "learns", _("I would rather learn first")


def side_for(enrolment: Enrolment, begins: str) -> str:
    """The side of a peer: the one they chose, else the one with fewer places offered so far, as the numbers stand now."""
    if begins == Begins.TEACHES:
        return EnrolmentRole.MENTOR.value
    if begins == Begins.LEARNS:
        return EnrolmentRole.MENTEE.value
    enrolled = Enrolment.objects.of(enrolment.organisation_id).filter(
        programme=enrolment.programme_id, state=EnrolmentState.SUBMITTED
    )
    places = dict(enrolled.exclude(pk=enrolment.pk).values_list("role").annotate(places=Sum("capacity")))
    teach, learn = places.get(EnrolmentRole.MENTOR.value, 0), places.get(EnrolmentRole.MENTEE.value, 0)
    if teach == learn:
        return enrolment.role
    return EnrolmentRole.MENTOR.value if teach < learn else EnrolmentRole.MENTEE.value


def once_each(
    programme: Programme, wanted: Iterable[tuple[Person, EnrolmentRole]]
) -> list[tuple[Person, EnrolmentRole]]:
    """Among peers nobody is asked on both sides: who has a side keeps it."""
    asked = list(wanted)
    if programme.direction != Direction.PEER:
        return asked
    rows = programme.enrolments.filter(person__in=[person for person, _ in asked])
    sides = dict(rows.values_list("person_id", "role"))
    return [(person, EnrolmentRole(sides.setdefault(person.pk, role.value))) for person, role in asked]
