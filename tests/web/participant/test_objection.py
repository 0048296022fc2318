"""The button for a human decision: mine alone, with or without words, taken back at any time."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.matching.models import Objection
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def mine(cast: Cast) -> Enrolment:
    return make_enrolment(make_programme(cast.organisation, state=ProgrammeState.MATCHING), cast.bram, "mentee")


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def at(enrolment: Enrolment, name: str = "objection") -> str:
    return reverse(f"participant:{name}", args=[enrolment.public_id])


def test_wish_is_raised_read_and_taken_back(client: Client, cast: Cast, mine: Enrolment) -> None:
    page = signed_in(client, cast.bram)
    assert at(mine) in page.get(reverse("participant:proposals")).content.decode()
    assert "Minta dipilihkan oleh manusia" in page.get(at(mine)).content.decode()

    page.post(at(mine), {"words": "Mohon dibicarakan dulu."})
    html = page.get(at(mine)).content.decode()
    assert "Mohon dibicarakan dulu." in html
    assert re.search("tersisa 7[12] jam", html), html

    page.post(at(mine, "objection_withdraw"))
    assert Objection.objects.of(cast.organisation).get().state == "withdrawn"
    assert "Minta dipilihkan oleh manusia" in page.get(at(mine)).content.decode()


def test_no_words_are_needed(client: Client, cast: Cast, mine: Enrolment) -> None:
    signed_in(client, cast.bram).post(at(mine), {"words": ""})
    assert Objection.objects.of(cast.organisation).get().words == ""


def test_nobody_elses(client: Client, cast: Cast, mine: Enrolment) -> None:
    for person in (cast.ayu, cast.citra, cast.dian):
        assert signed_in(client, person).get(at(mine)).status_code == 404
        assert client.post(at(mine)).status_code == 404
        assert client.post(at(mine, "objection_withdraw")).status_code == 404
