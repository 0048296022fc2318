"""Who reads and who writes lessons; each has its queryset twin in ``queries``. The default is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

if TYPE_CHECKING:
    from timbalik.learning.models import Lesson


def takes_part(person: Person, programme: Programme) -> bool:
    return _own(person, programme).exists()


def teaches_in(person: Person, programme: Programme) -> bool:
    """Mentors of the programme write lessons in it and copy the shared ones."""
    return _own(person, programme).filter(role=EnrolmentRole.MENTOR).exists()


def may_read(person: Person, lesson: Lesson) -> bool:
    """One's own; or one that is shared where the person takes part, unless its owner's data rest."""
    if lesson.owner_id == person.pk:
        return True
    if person.is_guest:  # sees their own pair alone
        return False
    return lesson.shared_at is not None and lesson.owner.restricted_at is None and takes_part(person, lesson.programme)


def _own(person: Person, programme: Programme) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(organisation_id=person.organisation_id, person=person, programme=programme)
    return rows.filter(state=EnrolmentState.SUBMITTED)
