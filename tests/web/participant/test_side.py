"""Teach first or learn first: seen after handing in, changed with one button, and held once a round is open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.web.participant.conftest import Enter
from timbalik.cli.content import publish_all
from timbalik.matching.operations import open_round
from timbalik.people.models.consent import NoticeVersion
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import Direction, ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    publish_all()
    notice = NoticeVersion.objects.get(version=2)
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING, direction=Direction.PEER)
    programme.notice = notice
    programme.save()
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def ayu(cast: Cast, studio: Studio) -> Enrolment:
    mine = studio.mentor(person=cast.ayu)
    mine.learning_goal = "Membaca laporan keuangan."
    mine.save()
    return mine


def url(enrolment: Enrolment, name: str = "side") -> str:
    return reverse(f"participant:{name}", args=[enrolment.public_id])


def test_side_is_changed_with_both_consequences_said(enter: Enter, ayu: Enrolment) -> None:
    page = enter(ayu.person)
    assert url(ayu) in page.get(url(ayu, "enrolment_done")).content.decode()
    text = page.get(url(ayu)).content.decode()
    assert "Anda mengajar lebih dulu" in text
    assert "Bila Anda pindah: yang mengajar lebih dulu dapat menjadi pasangan Anda" in text
    assert "mentee" not in text.lower().replace('data-role="mentee"', "").replace('value="mentee"', "")
    page.post(url(ayu), {"side": "mentee"})
    ayu.refresh_from_db()
    assert ayu.role == "mentee"
    assert "Anda belajar lebih dulu" in page.get(url(ayu)).content.decode()


def test_side_stays_while_a_round_is_open(enter: Enter, ayu: Enrolment, studio: Studio) -> None:
    studio.mentee("Endang")
    open_round(studio.cohort, by=studio.coordinator, now=NOW)
    page = enter(ayu.person)
    assert "Putaran sedang berjalan" in page.get(url(ayu)).content.decode()
    assert "Putaran sedang berjalan" in page.post(url(ayu), {"side": "mentee"}, follow=True).content.decode()
    ayu.refresh_from_db()
    assert ayu.role == "mentor"


def test_nobody_elses_and_only_among_peers(enter: Enter, cast: Cast, ayu: Enrolment) -> None:
    for person in (cast.bram, cast.citra, cast.dian):
        assert enter(person).get(url(ayu)).status_code == 404
        assert enter(person).post(url(ayu), {"side": "mentee"}).status_code == 404
    ayu.programme.direction = Direction.RECIPROCAL
    ayu.programme.save()
    assert enter(ayu.person).get(url(ayu)).status_code == 404
