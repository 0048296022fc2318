"""Ayu mentors Bram; Citra coordinates; Dian is elsewhere. It is Monday, 09.00 WIB."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair
from tests.journey.pairs import lead_to
from timbalik.people.models.persons import Person
from timbalik.relationships.states import Phase

Enter = Callable[[Person], Client]
Lead = Callable[[Phase], Pair]


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enter() -> Enter:
    """A browser in which this person is signed in."""

    def enter(person: Person) -> Client:
        client = Client()
        assert person.account is not None
        client.force_login(person.account)
        return client

    return enter


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """The pair of Ayu and Bram at the beginning of a phase, in a programme that Citra coordinates."""

    def lead(phase: Phase) -> Pair:
        programme = make_programme(cast.organisation, notes_enabled=True)
        make_role(cast.citra, programme=programme)
        return lead_to(phase, programme=programme, mentor=cast.ayu, mentee=cast.bram)

    return lead
