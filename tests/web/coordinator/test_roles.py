"""Who holds which role; give one, end one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.people.models.persons import Person
from timbalik.programmes import rules
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState, Role

LIST, GIVE = reverse("coordinator:roles"), reverse("coordinator:role_give")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Citra coordinates it; Suharti administers the organisation."""
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2027", state=ProgrammeState.OPEN)
    make_role(cast.citra, programme=programme)
    return programme


@pytest.fixture
def suharti(cast: Cast) -> Person:
    person = make_person(cast.organisation, "Suharti", with_account=True)
    make_role(person, Role.ADMINISTRATOR)
    return person


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def given(person: Person) -> set[tuple[str, Programme | None]]:
    return {(one.role, one.programme) for one in person.roles.filter(valid_until__isnull=True)}


def asks(person: Person, role: str, scope: str) -> dict[str, str]:
    return {"person": str(person.public_id), "role": role, "scope": scope}


def test_pages_are_for_those_who_give_roles(client: Client, cast: Cast, programme: Programme) -> None:
    made = make_role(cast.bram, Role.SPONSOR, programme)
    end = reverse("coordinator:role_end", args=[made.public_id])
    for person in (cast.ayu, cast.bram, cast.dian):
        signed_in(client, person)
        assert [client.get(address).status_code for address in (LIST, GIVE, end)] == [404] * 3
        assert client.post(GIVE, asks(person, Role.ADMINISTRATOR, "semua")).status_code == 404
        assert client.post(end).status_code == 404
    assert given(cast.bram) == {(Role.SPONSOR, programme)}


def test_list_says_who_holds_what_since_when(client: Client, cast: Cast, programme: Programme, suharti: Person) -> None:
    make_role(make_person(cast.organisation, "Wulan", email=""), Role.SPONSOR, programme)
    make_role(cast.dian, Role.ADMINISTRATOR)

    page = signed_in(client, cast.citra).get(LIST).content.decode()

    assert "Tiga orang memegang peran" in page
    assert "23 Nov 2026" in page
    assert "Tanpa alamat email, tidak dapat masuk" in page
    assert "Dian" not in page


def test_person_is_found_by_name_or_staff_number_and_named_sponsor(
    client: Client, cast: Cast, programme: Programme
) -> None:
    made = make_person(cast.organisation, "Ir. Made Suteja", staff_number="K-77")
    signed_in(client, cast.citra)
    for said in ("suteja", "k-77"):
        assert str(made.public_id) in client.get(GIVE, {"q": said}).content.decode()

    page = client.post(GIVE, asks(made, Role.SPONSOR, str(programme.public_id)), follow=True).content.decode()

    assert given(made) == {(Role.SPONSOR, programme)}
    assert "Surat berisi alamat masuk segera dikirim." in page


def test_missing_address_is_said_at_once(client: Client, cast: Cast, programme: Programme) -> None:
    made = make_person(cast.organisation, "Ir. Made Suteja", email="")
    signed_in(client, cast.citra)
    assert "tanpa alamat email: tidak dapat masuk" in client.get(GIVE, {"q": "made"}).content.decode()

    page = client.post(GIVE, asks(made, Role.SPONSOR, str(programme.public_id)), follow=True).content.decode()

    assert "belum punya alamat email" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR])
def test_coordinator_cannot_reach_beyond_their_programme(
    client: Client, cast: Cast, programme: Programme, role: str
) -> None:
    other = make_programme(cast.organisation)
    signed_in(client, cast.citra)

    for person, scope in (
        (cast.ayu, "semua"),
        (cast.ayu, str(other.public_id)),
        (cast.citra, str(programme.public_id)),
        (cast.citra, "semua"),
        (cast.dian, str(programme.public_id)),
    ):
        assert client.post(GIVE, asks(person, role, scope)).status_code == 422

    assert given(cast.ayu) == given(cast.dian) == set()
    assert given(cast.citra) == {(Role.COORDINATOR, programme)}


def test_administrator_names_a_coordinator_and_another_administrator(
    client: Client, cast: Cast, programme: Programme, suharti: Person
) -> None:
    signed_in(client, suharti)

    client.post(GIVE, asks(cast.bram, Role.COORDINATOR, str(programme.public_id)))
    client.post(GIVE, asks(cast.ayu, Role.ADMINISTRATOR, "semua"))
    refused = client.post(GIVE, asks(cast.bram, Role.ADMINISTRATOR, str(programme.public_id)))

    assert given(cast.bram) == {(Role.COORDINATOR, programme)}
    assert given(cast.ayu) == {(Role.ADMINISTRATOR, None)}
    assert refused.status_code == 422


def test_nothing_wide_is_chosen_by_mistake(client: Client, cast: Cast, programme: Programme, suharti: Person) -> None:
    page = signed_in(client, suharti).get(GIVE, {"q": "ayu"}).content.decode()
    assert '<option value="" selected>' in page

    assert client.post(GIVE, {**asks(cast.ayu, Role.COORDINATOR, "")}).status_code == 422


def test_role_ends_after_a_question(client: Client, cast: Cast, programme: Programme) -> None:
    made = make_role(cast.bram, Role.SPONSOR, programme)
    address = reverse("coordinator:role_end", args=[made.public_id])
    signed_in(client, cast.citra)

    assert client.get(address).status_code == 200
    assert rules.is_sponsor(cast.bram, programme)
    client.post(address)

    assert given(cast.bram) == set()
    assert client.post(address).status_code == 404
    assert "Peran yang sudah berakhir" in client.get(LIST).content.decode()


def test_last_administrator_cannot_step_down(client: Client, cast: Cast, suharti: Person) -> None:
    address = reverse("coordinator:role_end", args=[suharti.roles.get().public_id])
    page = signed_in(client, suharti).post(address, follow=True).content.decode()
    assert "administrator terakhir" in page
    assert rules.is_administrator(suharti)

    make_role(cast.ayu, Role.ADMINISTRATOR)
    answer = client.post(address)

    assert answer.headers["Location"] == "/"
    assert not rules.is_administrator(suharti)


def test_list_asks_few_queries_however_many_roles(client: Client, cast: Cast, programme: Programme) -> None:
    signed_in(client, cast.citra)
    counts = []
    for more in (1, 30):
        for _ in range(more):
            make_role(make_person(cast.organisation, "Suharti", unit=cast.ayu.unit), Role.SPONSOR, programme)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
