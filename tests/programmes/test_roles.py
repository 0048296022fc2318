"""Who may give and end which role, and what it sets in motion."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.notifications.states import EffectKind
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes import queries, rules
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.operations import (
    LastAdministrator,
    NotAppointable,
    RoleNotYours,
    WayIn,
    appoint,
    end_role,
)
from timbalik.programmes.states import Role

WATCHERS = {Role.SPONSOR, Role.EVALUATOR, Role.CONFIDENTIAL_CONTACT}


@pytest.fixture
def programme(cast: Cast) -> Programme:
    programme = make_programme(cast.organisation)
    make_role(cast.citra, programme=programme)
    return programme


@pytest.fixture
def administrator(cast: Cast) -> Person:
    person = make_person(cast.organisation, "Suharti", with_account=True)
    make_role(person, Role.ADMINISTRATOR)
    return person


def givable(by: Person, person: Person, programme: Programme | None) -> set[str]:
    return {role for role in Role if rules.may_appoint(by, person, role, programme)}


def test_coordinator_of_a_programme_gives_what_watches_over_it(cast: Cast, programme: Programme) -> None:
    other = make_programme(cast.organisation)

    assert givable(cast.citra, cast.ayu, programme) == WATCHERS
    assert givable(cast.citra, cast.ayu, other) == givable(cast.citra, cast.ayu, None) == set()


def test_administrator_gives_every_role_where_it_means_something(
    cast: Cast, programme: Programme, administrator: Person
) -> None:
    assert givable(administrator, cast.ayu, None) == set(Role) - {Role.PARTNER_COORDINATOR}
    assert givable(administrator, cast.ayu, programme) == set(Role) - {Role.ADMINISTRATOR, Role.PARTNER_COORDINATOR}


@pytest.mark.parametrize("scope", ["programme", "organisation"])
def test_nobody_gives_themselves_a_role_but_an_administrator(
    cast: Cast, programme: Programme, administrator: Person, scope: str
) -> None:
    where = programme if scope == "programme" else None
    make_role(cast.bram, Role.SPONSOR, programme)

    assert [givable(one, one, where) for one in (cast.citra, cast.ayu, cast.bram)] == [set(), set(), set()]
    assert givable(administrator, administrator, None) == set(Role) - {Role.PARTNER_COORDINATOR}
    for role in Role:
        with pytest.raises(RoleNotYours):
            appoint(cast.citra, role, programme=where, by=cast.citra, now=NOW)


def test_role_of_another_organisation_is_out_of_reach(cast: Cast, programme: Programme, administrator: Person) -> None:
    make_role(cast.dian, Role.ADMINISTRATOR)

    assert givable(cast.dian, cast.ayu, programme) == givable(cast.dian, cast.ayu, None) == set()
    assert givable(administrator, cast.dian, None) == set()


def test_appointment_gives_an_account_and_one_letter(cast: Cast, programme: Programme) -> None:
    made = make_person(cast.organisation, "Ir. Made Suteja", email="made@kirana.example")

    first, again = (appoint(made, Role.SPONSOR, programme=programme, by=cast.citra, now=NOW) for _ in range(2))

    assert (first.way_in, first.assignment) == (WayIn.READY, again.assignment)
    made.refresh_from_db()
    assert made.account is not None
    letter = read_content(Effect.objects.of(cast.organisation).get(recipient=made))
    assert "http://127.0.0.1:8000/masuk/" in letter["text"]
    assert programme.name in letter["subject"]


def test_appointment_without_an_address_says_so(cast: Cast, programme: Programme) -> None:
    person = make_person(cast.organisation, "Suharti", email="")

    done = appoint(person, Role.SPONSOR, programme=programme, by=cast.citra, now=NOW)

    assert done.way_in is WayIn.NO_ADDRESS
    assert rules.is_sponsor(person, programme)
    assert Effect.objects.of(cast.organisation).get().kind == EffectKind.IN_APP


def test_address_that_came_later_is_written_to(cast: Cast, programme: Programme) -> None:
    person = make_person(cast.organisation, "Suharti", email="")
    appoint(person, Role.SPONSOR, programme=programme, by=cast.citra, now=NOW)
    person.email = "suharti@kirana.example"
    person.save()

    assert appoint(person, Role.SPONSOR, programme=programme, by=cast.citra, now=NOW).way_in is WayIn.READY
    assert Effect.objects.of(cast.organisation).filter(kind=EffectKind.MAIL).count() == 1


@pytest.mark.parametrize("fields", [{"employment": Employment.LEFT}, {"is_guest": True}, {"erased_at": NOW}])
def test_who_left_or_is_a_guest_holds_no_role(cast: Cast, programme: Programme, fields: dict[str, Any]) -> None:
    person = make_person(cast.organisation, "Wulan", **fields)

    with pytest.raises(NotAppointable):
        appoint(person, Role.SPONSOR, programme=programme, by=cast.citra, now=NOW)


def test_coordinator_ends_what_they_may_give_and_nothing_else(
    cast: Cast, programme: Programme, administrator: Person
) -> None:
    sponsor, coordinator = make_role(cast.bram, Role.SPONSOR, programme), programme.roles.get(person=cast.citra)

    with pytest.raises(RoleNotYours):
        end_role(coordinator, by=cast.citra, now=NOW)
    end_role(sponsor, by=cast.citra, now=NOW)
    end_role(coordinator, by=administrator, now=NOW)

    assert not rules.is_sponsor(cast.bram, programme)
    assert not rules.is_coordinator(cast.citra, programme)


def test_shown_and_endable_roles_are_those_of_the_rules(
    cast: Cast, programme: Programme, administrator: Person
) -> None:
    make_role(cast.bram, Role.SPONSOR, programme)
    make_role(cast.ayu, Role.COORDINATOR, make_programme(cast.organisation))
    make_role(cast.dian, Role.ADMINISTRATOR)
    whole = make_role(make_person(cast.organisation, "Rahmat"))
    roles = list(RoleAssignment.everywhere.select_related("programme"))

    for person in (cast.ayu, cast.bram, cast.citra, cast.dian, administrator, whole.person):
        assert set(queries.roles_shown_to(person)) == {one for one in roles if rules.can_see_role(person, one)}
        assert set(queries.roles_endable_by(person)) == {one for one in roles if rules.can_end_role(person, one)}


def test_last_administrator_who_can_sign_in_stays(cast: Cast, administrator: Person) -> None:
    """One who left, and one who never had an account, are no help."""
    make_role(make_person(cast.organisation, "Wulan"), Role.ADMINISTRATOR)
    make_role(make_person(cast.organisation, "Joko", with_account=True, employment=Employment.LEFT), Role.ADMINISTRATOR)

    with pytest.raises(LastAdministrator):
        end_role(administrator.roles.get(), by=administrator, now=NOW)
    with pytest.raises(LastAdministrator):
        erase_person(administrator, by=administrator, now=NOW)

    administrator.refresh_from_db()
    assert administrator.full_name == "Suharti"
    assert rules.is_administrator(administrator)


def test_administrator_with_a_successor_may_be_erased(cast: Cast, administrator: Person) -> None:
    make_role(cast.ayu, Role.ADMINISTRATOR)

    erase_person(administrator, by=administrator, now=NOW)

    assert queries.is_last_administrator(cast.ayu)
