"""Any two people of a round: the search, the price, and two mentees kept together or apart."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import AFTERNOONS, Studio, many
from tests.factories.people import make_line
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations import group_mentees, open_round
from timbalik.matching.states import OverrideKind, ProposalState
from timbalik.people.operations import add_avoidance
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState

BECAUSE = "Keduanya memimpin satu direktorat."


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


@pytest.fixture
def roomy(studio: Studio) -> tuple[Enrolment, Enrolment, Enrolment, Enrolment]:
    return (
        studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3}, capacity=2),
        studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3}, capacity=2),
        studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3}),
        studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3}),
    )


def address(round_: Round, name: str = "round_two") -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number])


def asked(page: Client, round_: Round, one: Enrolment, other: Enrolment) -> str:
    answer = page.get(address(round_), {"untuk": str(one.public_id), "dengan": str(other.public_id)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_enrolled_is_found_and_partners_come_first(page: Client, studio: Studio, now: datetime) -> None:
    many(studio, 40)
    mentee = studio.mentee("Suharti")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    first = page.get(address(round_), {"cari": "suhar"}).content.decode()
    second = page.get(address(round_), {"untuk": str(mentee.public_id), "cari": "Mentor 39"}).content.decode()

    assert ("Suharti" in first, "Mentor 39" in first) == (True, False)
    assert ("Mentor 39" in second, "Mentee 39" in second) == (True, False)
    last = studio.programme.enrolments.get(person__full_name="Mentor 39")
    assert "Suharti" in asked(page, round_, mentee, last)  # a pair far beyond the named thirty


def test_rule_and_confidence_are_one_neutral_sentence(page: Client, studio: Studio, now: datetime) -> None:
    ayu, bayu = studio.mentor("Ayu"), studio.mentor("Bayu")
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    make_line(one.person, ayu.person)
    add_avoidance(other.person, bayu.person, by=other.person, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert "salah satu memimpin yang lain" in asked(page, round_, ayu, one)
    confided = asked(page, round_, bayu, other)
    assert "keinginan yang tetap rahasia" in confided
    assert "hindari" not in confided.lower()


def test_two_mentees_are_kept_together_after_the_price_and_a_reason(
    page: Client, studio: Studio, roomy: tuple[Enrolment, ...], now: datetime
) -> None:
    _, _, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    shown = asked(page, round_, sutikno, theresia)
    assert "−48,0 poin" in shown
    assert "1 pasangan akan berubah" in shown
    said = {"one": sutikno.public_id, "other": theresia.public_id, "kind": "together"}

    assert page.post(address(round_, "round_group"), said).status_code == 422
    assert not Override.objects.of(studio.organisation).exists()
    html = page.post(address(round_, "round_group"), said | {"reason": BECAUSE}, follow=True).content.decode()

    assert "48,0 poin" in html
    assert BECAUSE in html
    rows = Proposal.objects.of(studio.organisation).exclude(state=ProposalState.REPLACED)
    assert len(set(rows.values_list("mentor_id", flat=True))) == 1
    override = Override.objects.of(studio.organisation).get()
    undo = reverse("coordinator:round_undo", args=[studio.programme.public_id, round_.number, override.public_id])
    assert "Keputusan Anda" not in page.post(undo, follow=True).content.decode()


def test_contradiction_is_named_with_both_names(
    page: Client, studio: Studio, roomy: tuple[Enrolment, ...], now: datetime
) -> None:
    _, _, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(
        round_,
        kind=OverrideKind.TOGETHER,
        one=sutikno,
        other=theresia,
        reason=BECAUSE,
        by=studio.coordinator,
        now=now,
    )
    third = studio.programme.enrolments.get(person__full_name="Ayu")
    third.capacity = 1
    third.save()

    html = asked(page, round_, sutikno, theresia)

    assert "Anda sudah memutuskan demikian" in html


def test_nobody_has_room_for_two(page: Client, studio: Studio, now: datetime) -> None:
    many(studio, 2)
    one, other = studio.programme.enrolments.filter(role="mentee").order_by("pk")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    html = asked(page, round_, one, other)

    assert "tidak dapat disatukan: tidak ada mentor yang punya tempat untuk keduanya" in html


def test_two_mentors_and_people_who_are_away_get_a_sentence(page: Client, studio: Studio, now: datetime) -> None:
    many(studio, 2)
    away = studio.mentee("Wulan", employment=Employment.ON_LEAVE)
    mentors = list(studio.programme.enrolments.filter(role="mentor").order_by("pk"))
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert "sama-sama mentor" in asked(page, round_, *mentors)
    assert "sedang cuti" in asked(page, round_, mentors[0], away)


def test_coordinator_learns_nothing_of_the_own_pair(page: Client, cast: Cast, studio: Studio, now: datetime) -> None:
    many(studio, 2)
    mine = studio.mentee(person=cast.citra)
    mentor = studio.programme.enrolments.filter(role="mentor").order_by("pk")[0]
    add_avoidance(mentor.person, cast.citra, by=mentor.person, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    html = asked(page, round_, mentor, mine)

    assert "pasangan Anda sendiri" in html
    assert "rahasia" not in html


def test_decision_that_a_rule_overtook_says_so(page: Client, studio: Studio, now: datetime) -> None:
    mentor = studio.mentor("Ayu", capacity=2)
    studio.mentor("Bayu", hours=AFTERNOONS)
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(
        round_, kind=OverrideKind.TOGETHER, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now
    )
    make_line(one.person, mentor.person)

    html = page.post(address(round_, "round_compute"), follow=True).content.decode()

    assert "tidak dapat dijaga saat ini" in html


@pytest.mark.parametrize("name", ["round_two", "round_group"])
def test_it_is_not_there_for_others(client: Client, cast: Cast, studio: Studio, now: datetime, name: str) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(address(round_, name)).status_code in (404, 405)
        assert client.post(address(round_, name)).status_code in (404, 405)


def test_search_costs_the_same_for_few_and_many(page: Client, studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    page.get(address(round_))
    with CaptureQueriesContext(
        connection,
    ) as few:
        page.get(address(round_), {"cari": "Ment"})
    many(studio, 10)
    with CaptureQueriesContext(connection) as more:
        page.get(address(round_), {"cari": "Ment"})

    assert len(more) == len(few)
