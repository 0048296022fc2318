"""Rank up to three of a few people, without a script, and for nobody else's eyes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Ballot, RankingCall
from timbalik.matching.operations.ranking import open_ranking
from timbalik.people.models.persons import Person
from timbalik.people.states import LineKnowledge
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def bram(cast: Cast, now: datetime) -> Enrolment:
    """Bram may choose among four mentors."""
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING, routes=["ranked"])
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    cast.bram.line_knowledge = LineKnowledge.TOP
    cast.bram.save()
    for name in ("Wahyu", "Ratna", "Sinta", "Yoga"):
        studio.mentor(name, position="Staf pemasaran")
    mine = studio.mentee(person=cast.bram)
    open_ranking(studio.cohort, closes_at=now + timedelta(days=3), by=cast.citra, now=now)
    return mine


def at(enrolment: Enrolment) -> str:
    return reverse("participant:ranking", args=[enrolment.public_id])


def ballot(enrolment: Enrolment) -> Ballot:
    return Ballot.objects.of(enrolment.organisation_id).get(enrolment=enrolment)


def enter(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def refs(enrolment: Enrolment) -> list[str]:
    return [option["ref"] for option in ballot(enrolment).options]


def test_list_shows_names_and_no_photo(client: Client, cast: Cast, bram: Enrolment) -> None:
    page = enter(client, cast.bram)
    html = page.get(at(bram)).content.decode()
    assert all(name in html for name in ("Wahyu", "Ratna", "Sinta", "Yoga"))
    assert "<img" not in html
    assert at(bram) in page.get(reverse("participant:home")).content.decode()


def test_places_are_kept_and_gaps_close(client: Client, cast: Cast, bram: Enrolment) -> None:
    first, second, *_ = refs(bram)
    enter(client, cast.bram).post(at(bram), {f"place-{second}": "2", f"place-{first}": "3", "act": "rank"})
    assert ballot(bram).choices == [second, first]


def test_one_place_for_two_people_is_asked_again(client: Client, cast: Cast, bram: Enrolment) -> None:
    first, second, *_ = refs(bram)
    answer = enter(client, cast.bram).post(at(bram), {f"place-{second}": "1", f"place-{first}": "1"})
    assert "Berikan tiap urutan kepada satu orang saja" in answer.content.decode()
    assert ballot(bram).answered_at is None


def test_programme_may_choose(client: Client, cast: Cast, bram: Enrolment) -> None:
    enter(client, cast.bram).post(at(bram), {f"place-{refs(bram)[0]}": "1", "act": "programme"})
    assert (ballot(bram).choices, ballot(bram).answered_at is None) == ([], False)


def test_after_the_time_the_page_says_so(client: Client, cast: Cast, bram: Enrolment, now: datetime) -> None:
    RankingCall.objects.of(cast.organisation).update(closed_at=now)
    page = enter(client, cast.bram)
    page.post(at(bram), {f"place-{refs(bram)[0]}": "1", "act": "rank"})
    assert ballot(bram).choices == []
    assert "Masa memilih sudah selesai" in page.get(at(bram)).content.decode()


def test_nobody_else_reads_it(client: Client, cast: Cast, bram: Enrolment) -> None:
    for person in (cast.ayu, cast.citra, cast.dian):
        assert enter(client, person).get(at(bram)).status_code == 404
        assert client.post(at(bram)).status_code == 404
