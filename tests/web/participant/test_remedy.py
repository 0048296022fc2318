"""One more place, other hours, another topic: asked on the person's own first page, with the answers of the mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.web.participant.conftest import Enter
from timbalik.matching.models import RemedyTaken, Round
from timbalik.matching.operations import open_round, undo_remedy
from timbalik.matching.states import Answer, RemedyKind
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState

HOME = "/saya/"


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def ayu(cast: Cast, studio: Studio) -> Enrolment:
    return studio.mentor(person=cast.ayu)


@pytest.fixture
def round_(studio: Studio, ayu: Enrolment) -> Round:
    studio.mentee("Endang")
    studio.concept("konten")
    return open_round(studio.cohort, by=studio.coordinator, now=NOW)


def ask(round_: Round, who: Enrolment, kind: RemedyKind, **facts: object) -> RemedyTaken:
    lacking = round_.programme.enrolments.of(round_.organisation).exclude(pk=who.pk).get()
    return RemedyTaken.objects.create(
        organisation=round_.organisation, round=round_, enrolment=lacking, asked=who, kind=kind, facts=facts, at=NOW
    )


def url(taken: RemedyTaken) -> str:
    return reverse("participant:remedy", args=[taken.public_id])


def test_place_is_asked_on_home_and_answered_there(enter: Enter, round_: Round, ayu: Enrolment) -> None:
    taken = ask(round_, ayu, RemedyKind.PLACE)
    page = enter(ayu.person)
    assert url(taken) in page.get(HOME).content.decode()
    assert "Endang" not in page.get(url(taken)).content.decode()  # who waits is told to nobody

    page.post(url(taken), {"answer": "no"})
    taken.refresh_from_db()
    assert taken.answer == Answer.NO
    assert url(taken) not in page.get(HOME).content.decode()
    assert "masih boleh menjawab ya" in page.get(url(taken)).content.decode()

    page.post(url(taken), {"answer": "yes"})
    ayu.refresh_from_db()
    assert ayu.capacity == 2
    assert "Terima kasih" in page.get(url(taken)).content.decode()


def test_topic_is_chosen_and_none_chosen_is_said(enter: Enter, round_: Round, ayu: Enrolment) -> None:
    taken = ask(round_, ayu, RemedyKind.TOPICS, topics=["konten"])
    page = enter(ayu.person)
    assert "Tidak ada yang diubah" in page.post(url(taken), {"answer": "yes"}, follow=True).content.decode()
    page.post(url(taken), {"answer": "yes:konten"})
    assert "konten" in ayu.offers.of(round_.organisation).values_list("concept__key", flat=True)


def test_hours_lead_to_the_own_week_and_are_reported(enter: Enter, round_: Round, ayu: Enrolment) -> None:
    taken = ask(round_, ayu, RemedyKind.HOURS)
    page = enter(ayu.person)
    assert reverse("participant:profile_hours") in page.get(url(taken)).content.decode()
    page.post(url(taken), {"answer": "yes"})
    taken.refresh_from_db()
    assert taken.answer == Answer.YES
    studio = reverse("coordinator:round", args=[round_.programme.public_id, round_.number])
    assert round_.opened_by is not None
    assert enter(round_.opened_by).get(studio).status_code == 200


def test_question_whose_time_is_over_says_so_and_takes_no_answer(enter: Enter, round_: Round, ayu: Enrolment) -> None:
    taken = ask(round_, ayu, RemedyKind.PLACE)
    page = enter(ayu.person)
    with time_machine.travel(NOW + timedelta(days=15), tick=False):
        page = enter(ayu.person)
        assert url(taken) not in page.get(HOME).content.decode()
        assert "Masa menjawab berakhir pada Senin, 7 Desember 2026." in page.get(url(taken)).content.decode()
        assert "Tidak ada yang diubah" in page.post(url(taken), {"answer": "yes"}, follow=True).content.decode()
    ayu.refresh_from_db()
    assert ayu.capacity == 1


def test_question_taken_back_leaves_home(enter: Enter, round_: Round, ayu: Enrolment, studio: Studio) -> None:
    taken = ask(round_, ayu, RemedyKind.PLACE)
    undo_remedy(taken, by=studio.coordinator, now=NOW)
    page = enter(ayu.person)
    assert url(taken) not in page.get(HOME).content.decode()
    assert "sudah ditutup" in page.get(url(taken)).content.decode()


def test_nobody_elses(enter: Enter, cast: Cast, round_: Round, ayu: Enrolment) -> None:
    taken = ask(round_, ayu, RemedyKind.PLACE)
    for person in (cast.bram, cast.citra, cast.dian):
        assert enter(person).get(url(taken)).status_code == 404
        assert enter(person).post(url(taken), {"answer": "yes"}).status_code == 404
