from __future__ import annotations

import pytest

from tests.factories.people import make_organisation, make_person, make_unit
from timbalik.lib.tenancy import ForeignOrganisation, OrganisationMissing
from timbalik.people.models.persons import Person

pytestmark = pytest.mark.django_db


def test_query_without_organisation_is_refused() -> None:
    make_person(make_organisation())
    for forgetful in (
        lambda: list(Person.objects.all()),
        Person.objects.count,
        lambda: Person.objects.filter(full_name="Suharti").exists(),
        lambda: Person.objects.get(full_name="Suharti"),
        lambda: Person.objects.filter(full_name="Suharti").update(full_name=""),
        lambda: Person.objects.filter(full_name="Suharti").delete(),
        lambda: list(Person.objects.values_list("email")),
        lambda: list(Person.objects.all().iterator()),
    ):
        with pytest.raises(OrganisationMissing):
            forgetful()


def test_query_of_an_organisation_sees_its_rows_alone() -> None:
    ours, theirs = make_organisation(), make_organisation("Sagara Raya")
    mine = make_person(ours)
    make_person(theirs)
    assert list(Person.objects.of(ours)) == [mine]
    assert list(Person.objects.filter(organisation=ours).order_by("pk")) == [mine]


def test_related_manager_is_narrowed_by_its_row() -> None:
    organisation = make_organisation()
    unit = make_unit(organisation)
    person = make_person(organisation, unit=unit)
    assert list(unit.people.all()) == [person]


def test_row_pointing_to_another_organisation_is_refused() -> None:
    ours, theirs = make_organisation(), make_organisation("Sagara Raya")
    foreign_unit = make_unit(theirs)
    with pytest.raises(ForeignOrganisation):
        make_person(ours, unit=foreign_unit)
    with pytest.raises(ForeignOrganisation):
        make_person(ours, unit_id=foreign_unit.pk)
