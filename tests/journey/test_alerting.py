"""GR-11: after two sessions in a row fell out, first the pair hears of it, then whoever runs the programme; once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.journey.pairs import hold, lead_to
from timbalik.journey.alerting import tell_of_risk
from timbalik.meetings.operations import mark_missed
from timbalik.notifications.states import EffectKind
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.states import Phase

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation())


@pytest.fixture
def citra(programme: Programme) -> Person:
    citra = make_person(programme.organisation, "Citra")
    make_role(citra, programme=programme)
    return citra


def miss(pair: Pair, *days: int) -> None:
    for day in days:
        session = make_session(pair, starts_at=NOW + day * DAY)
        mark_missed(session, by=pair.mentor, now=NOW + day * DAY + timedelta(hours=1))


def test_coordinator_hears_once_of_a_pair_at_risk(programme: Programme, citra: Person) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    miss(pair, 1)
    assert tell_of_risk(programme, now=NOW + 2 * DAY) == 0
    miss(pair, 3)
    assert [tell_of_risk(programme, now=NOW + days * DAY) for days in (4, 5, 9)] == [1, 0, 0]
    [letter] = waiting(citra)
    assert letter.subject == "Satu pasangan membutuhkan Anda"
    assert "Ayu dan Pak Bram: " in letter.text
    assert "2 sesi berturut-turut" in letter.text
    assert len(waiting(citra, kind=EffectKind.IN_APP)) == 1


def test_two_pairs_are_one_letter_and_after_a_session_it_may_be_said_again(programme: Programme, citra: Person) -> None:
    pairs = [lead_to(Phase.GROWTH, programme=programme) for _ in range(2)]
    for pair in pairs:
        miss(pair, 1, 3)
    assert tell_of_risk(programme, now=NOW + 4 * DAY) == 2
    assert len(waiting(citra)) == 1
    hold(pairs[0], at=NOW + 5 * DAY)
    miss(pairs[0], 7, 9)
    assert tell_of_risk(programme, now=NOW + 10 * DAY) == 1
    assert len(waiting(citra)) == 2


def test_nobody_who_takes_part_reads_it(programme: Programme, citra: Person) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    miss(pair, 1, 3)
    before = [len(waiting(person)) for person in (pair.mentor, pair.mentee)]
    tell_of_risk(programme, now=NOW + 4 * DAY)
    assert [len(waiting(person)) for person in (pair.mentor, pair.mentee)] == before


def test_quiet_programme_writes_nothing(programme: Programme, citra: Person) -> None:
    lead_to(Phase.GROWTH, programme=programme)
    assert tell_of_risk(programme, now=NOW + DAY) == 0
    assert waiting(citra) == []
