from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.people import NOW, make_account
from timbalik.people.models.organisations import Installation
from timbalik.people.models.persons import Delegation, Person
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.states import Role
from timbalik.web.homes import home_of


def give_role(person: Person, role: Role, **fields: object) -> None:
    RoleAssignment.objects.create(organisation=person.organisation, person=person, role=role, valid_from=NOW, **fields)


def test_visitor_is_told_where_they_are_and_can_sign_in(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "Mentoring yang berjalan dua arah" in page
    assert 'href="/masuk/"' in page
    assert "<script" not in page


def test_account_without_a_person_is_told_so(client: Client, db: None) -> None:
    client.force_login(make_account())
    response = client.get("/")
    assert response.status_code == 403
    assert "belum terhubung" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.ADMINISTRATOR, "coordinator:home"),
        (Role.COORDINATOR, "coordinator:home"),
        (Role.SPONSOR, "sponsor:home"),
        (Role.EVALUATOR, "coordinator:evaluations"),
        (Role.CONFIDENTIAL_CONTACT, "confidant:home"),
    ],
)
def test_home_follows_the_role(citra: Person, role: Role, home: str) -> None:
    give_role(citra, role)
    assert home_of(citra, now=NOW) == home


def test_role_that_ended_leads_home_no_more(citra: Person) -> None:
    give_role(citra, Role.COORDINATOR, valid_until=NOW + timedelta(days=1))
    assert home_of(citra, now=NOW) == "coordinator:home"
    assert home_of(citra, now=NOW + timedelta(days=1)) == "participant:home"


def test_assistant_who_takes_no_part_begins_with_the_calendar(ayu: Person, bram: Person) -> None:
    Delegation.objects.create(organisation=bram.organisation, principal=bram, delegate=ayu, valid_from=NOW)
    assert home_of(ayu, now=NOW) == "assistant:home"
    assert home_of(bram, now=NOW) == "participant:home"


def test_language_is_chosen_by_a_button_and_kept(client: Client, db: None) -> None:
    response = client.post("/bahasa/", {"language": "en", "next": "/"}, follow=True)
    assert '<html lang="en">' in response.content.decode()
    assert "Mentoring that goes both ways" in client.get("/").content.decode()


def test_language_switch_leads_nowhere_else(client: Client, db: None) -> None:
    assert client.post("/bahasa/", {"language": "en", "next": "//evil.example"}).headers["Location"] == "/"


def test_gallery_is_no_part_of_an_installation(client: Client, db: None, settings: Settings) -> None:
    assert client.get("/gaya/").status_code == 404
    Installation.objects.create(pk=1, made_by_demo=True, created_at=NOW)
    assert client.get("/gaya/").status_code == 200
    assert client.get("/gaya/base/").status_code == 404
