from __future__ import annotations

from datetime import time

import pytest

from tests.factories.people import NOW, make_line, make_organisation, make_person
from timbalik.people.erasure import AlreadyErased, erase_person, person_keys
from timbalik.people.models.accounts import Account
from timbalik.people.models.persons import Person
from timbalik.people.operations import (
    AddressMissing,
    LineCycle,
    WeeklyHours,
    add_avoidance,
    confirm_left,
    give_account,
    grant_delegation,
    place_under,
    set_availability,
)
from timbalik.people.queries import ancestors, avoidances, is_delegate_of, working
from timbalik.people.states import LineKind, LineKnowledge

pytestmark = pytest.mark.django_db


def test_ancestors_reach_every_depth() -> None:
    organisation = make_organisation()
    staff, lead, head, director = (
        make_person(organisation, name) for name in ("Deden", "Rahma", "Poltak Hutabarat", "Suharti")
    )
    make_line(staff, lead)
    make_line(lead, head)
    make_line(head, director)
    assert ancestors(organisation) == {
        staff.pk: {lead.pk, head.pk, director.pk},
        lead.pk: {head.pk, director.pk},
        head.pk: {director.pk},
    }


def test_line_cycle_is_refused_at_any_depth() -> None:
    organisation = make_organisation()
    staff, lead, head = (make_person(organisation, name) for name in ("Deden", "Rahma", "Poltak"))
    place_under(staff, lead, on=NOW.date(), by=None, now=NOW)
    place_under(lead, head, on=NOW.date(), by=None, now=NOW)
    with pytest.raises(LineCycle):
        place_under(head, staff, on=NOW.date(), by=None, now=NOW)


def test_new_manager_ends_the_old_line() -> None:
    organisation = make_organisation()
    staff, old, new = (make_person(organisation, name) for name in ("Deden", "Rahma", "Poltak"))
    place_under(staff, old, on=NOW.date(), by=None, now=NOW)
    place_under(staff, new, on=NOW.date(), by=None, now=NOW)
    assert list(staff.lines_up.order_by("pk").values_list("manager_id", "valid_until")) == [
        (old.pk, NOW.date()),
        (new.pk, None),
    ]
    place_under(staff, None, on=NOW.date(), by=None, now=NOW)
    staff.refresh_from_db()
    assert staff.line_knowledge == LineKnowledge.TOP


def test_appraiser_does_not_make_a_line_known() -> None:
    organisation = make_organisation()
    staff, judge = make_person(organisation, "Deden"), make_person(organisation, "Rahma")
    place_under(staff, judge, on=NOW.date(), by=None, now=NOW, kind=LineKind.APPRAISER)
    assert staff.line_knowledge == LineKnowledge.UNKNOWN


def test_overlapping_hours_are_joined() -> None:
    person = make_person(make_organisation())
    set_availability(
        person,
        [WeeklyHours(0, time(9), time(11)), WeeklyHours(0, time(10), time(12)), WeeklyHours(1, time(9), time(10))],
        by=person,
        now=NOW,
    )
    assert list(person.availability.order_by("weekday").values_list("weekday", "starts", "ends")) == [
        (0, time(9), time(12)),
        (1, time(9), time(10)),
    ]


def test_account_needs_an_address_and_is_shared_across_organisations() -> None:
    one = make_person(make_organisation(), email="rizky@kirana.example")
    other = make_person(make_organisation("Sagara Raya"), email="rizky@kirana.example")
    assert give_account(one, by=None, now=NOW) == give_account(other, by=None, now=NOW)
    with pytest.raises(AddressMissing):
        give_account(make_person(make_organisation(), email=""), by=None, now=NOW)


def test_somebody_who_left_is_not_working_and_can_not_sign_in() -> None:
    organisation = make_organisation()
    person = make_person(organisation, with_account=True)
    confirm_left(person, on=NOW.date(), by=None, now=NOW)
    assert not working(organisation).exists()
    assert not Account.objects.get().is_active


def test_delegate_is_known_for_the_principal_alone() -> None:
    organisation = make_organisation()
    principal, assistant, other = (
        make_person(organisation, name) for name in ("Ir. Sutrisno, M.M.", "Yuli", "Bambang")
    )
    grant_delegation(principal, assistant, by=None, now=NOW)
    assert is_delegate_of(assistant, principal, now=NOW)
    assert not is_delegate_of(assistant, other, now=NOW)


def test_erased_person_leaves_a_tombstone_without_personal_data() -> None:
    organisation = make_organisation()
    person = make_person(organisation, "Maria Goretti Simanjuntak", with_account=True, position="Analis")
    other = make_person(organisation, "Deden")
    add_avoidance(other, person, by=other, now=NOW)
    erase_person(person, by=None, now=NOW)
    left = Person.objects.of(organisation).get(pk=person.pk)
    assert (left.full_name, left.email, left.staff_number, left.position, left.account) == ("", "", "", "", None)
    assert avoidances(organisation) == set()
    assert not Account.objects.exists()
    with pytest.raises(AlreadyErased):
        erase_person(left, by=None, now=NOW)


def test_every_key_to_a_person_has_an_erasure_rule() -> None:
    assert len(person_keys()) > 20
