"""Who reads and who writes lessons; each has its queryset twin in ``queries``. The default is no."""

from __future__ import annotations

from django.db.models import QuerySet

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState


def takes_part(person: Person, programme: Programme) -> bool:
    return _own(person, programme).exists()


def teaches_in(person: Person, programme: Programme) -> bool:
    """Mentors of the programme write lessons in it and copy the shared ones."""
    return _own(person, programme).filter(role=EnrolmentRole.MENTOR).exists()


def _own(person: Person, programme: Programme) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(organisation_id=person.organisation_id, person=person, programme=programme)
    return rows.filter(state=EnrolmentState.SUBMITTED)
