"""Pages that everybody has are read in the shell of where a person begins."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.people.models.persons import Person
from timbalik.programmes.states import Role

EVERYBODYS = (
    "profile",
    "profile_change",
    "profile_hours",
    "profile_pause",
    "consents",
    "assistants",
    "erase",
    "notices",
)
MARKS = {
    Role.COORDINATOR: "coordinator:imports",
    Role.ADMINISTRATOR: "coordinator:imports",
    Role.EVALUATOR: "coordinator:evaluations",
    Role.SPONSOR: "sponsor:home",
    Role.CONFIDENTIAL_CONTACT: "confidant:home",
}


def as_(person: Person) -> Client:
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    return client


@pytest.mark.parametrize("role", list(MARKS))
def test_profile_and_news_stand_in_the_readers_own_shell(cast: Cast, role: Role) -> None:
    make_role(cast.citra, role, None if role == Role.ADMINISTRATOR else make_programme(cast.organisation))
    with time_machine.travel(NOW, tick=False):
        browser = as_(cast.citra)
        for name in EVERYBODYS:
            page = browser.get(reverse(f"participant:{name}")).content.decode()
            assert f'href="{reverse(MARKS[role])}"' in page
            assert f'href="{reverse("participant:trainings")}"' not in page


def test_participant_keeps_the_participants_shell(cast: Cast) -> None:
    page = as_(cast.ayu).get(reverse("participant:profile")).content.decode()
    assert f'href="{reverse("participant:trainings")}"' in page


def test_coordinator_who_takes_part_finds_the_way_to_their_own_pair(cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    make_role(cast.citra, programme=programme)
    with time_machine.travel(NOW, tick=False):
        before = as_(cast.citra).get(reverse("participant:profile")).content.decode()
        make_pair(programme, mentor=cast.citra)
        after = as_(cast.citra).get(reverse("participant:profile")).content.decode()
    assert "Tempat Anda ikut sendiri" not in before
    assert "Tempat Anda ikut sendiri" in after
