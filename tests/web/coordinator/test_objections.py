"""The queue of wishes for a human decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import make_line
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
from timbalik.matching.models import Objection, Proposal
from timbalik.matching.operations import open_round
from timbalik.matching.operations.objecting import raise_objection
from timbalik.matching.states import ProposalState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def wish(studio: Studio) -> Objection:
    endang = studio.mentee("Endang")
    return raise_objection(endang, words="Mohon dibicarakan dulu.", by=endang.person, now=timezone.now())


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


def queue(studio: Studio) -> str:
    return reverse("coordinator:objections", args=[studio.programme.public_id])


def at(wish: Objection) -> str:
    return reverse("coordinator:objection", args=[wish.programme.public_id, wish.public_id])


def choose(page: Client, wish: Objection, partner: Enrolment, reason: str = "Sekota.") -> str:
    body = {"act": "pair", "partner": str(partner.public_id), "reason": reason}
    return page.post(at(wish), body).content.decode()


def test_queue_names_who_waits_and_how_long(page: Client, studio: Studio, wish: Objection) -> None:
    html = page.get(queue(studio)).content.decode()
    assert "Endang" in html
    assert at(wish) in html
    assert at(wish) not in page.get(reverse("coordinator:studio", args=[studio.programme.public_id])).content.decode()


def test_time_that_ended_is_said(page: Client, studio: Studio, wish: Objection) -> None:
    Objection.objects.of(studio.organisation).update(answer_by=timezone.now() - timedelta(hours=1))
    assert "3×24 jam sudah lewat" in page.get(at(wish)).content.decode()


def test_answer_is_sent(page: Client, studio: Studio, wish: Objection) -> None:
    assert page.post(at(wish), {"act": "answer", "answer": ""}).status_code == 200
    page.post(at(wish), {"act": "answer", "answer": "Kita bicara Selasa."})
    wish.refresh_from_db()
    assert (wish.state, wish.answer, wish.decided_by) == ("answered", "Kita bicara Selasa.", studio.coordinator)


def test_partner_is_chosen_with_a_reason(page: Client, studio: Studio, wish: Objection) -> None:
    wahyu = studio.mentor("Wahyu")
    assert "Wahyu" in page.get(at(wish)).content.decode()
    choose(page, wish, wahyu)
    wish.refresh_from_db()
    assert (wish.state, wish.partner) == ("paired", wahyu)


def test_line_manager_is_refused_with_the_rule(page: Client, studio: Studio, wish: Objection) -> None:
    wahyu = studio.mentor("Wahyu")
    make_line(wahyu.person, wish.person)
    assert "memimpin" in choose(page, wish, wahyu)
    wish.refresh_from_db()
    assert wish.state == "open"


def test_others_find_nothing(client: Client, cast: Cast, studio: Studio, wish: Objection) -> None:
    for person in (cast.ayu, cast.dian):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(queue(studio)).status_code == 404
        assert client.post(at(wish), {"act": "answer", "answer": "x"}).status_code == 404


def test_coordinator_does_not_decide_about_an_own_wish(page: Client, cast: Cast, studio: Studio) -> None:
    mine = studio.mentee(person=cast.citra)
    own = raise_objection(mine, words="", by=cast.citra, now=timezone.now())
    assert at(own) not in page.get(queue(studio)).content.decode()
    assert page.get(at(own)).status_code == 404


def test_choice_in_a_large_round_is_computed_by_the_worker(
    page: Client, studio: Studio, wish: Objection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round of many people: the choice is kept at once, the arrangement follows."""
    rizky = studio.mentor("Rizky")
    studio.mentee("Suharti")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=timezone.now())
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 1)

    choose(page, wish, rizky)

    work = round_.works.get()
    assert (work.kind, work.end) == ("solve", "")
    tasks.carry_out.func(work.pk)
    pairs = Proposal.objects.of(studio.organisation).exclude(state=ProposalState.REPLACED)
    assert [(one.mentor, one.mentee) for one in pairs] == [(rizky, wish.enrolment)]
