from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.onetap import ACT, act, card_for
from timbalik.matching.operations import answer_proposal, discard_round, open_round, publish_round, send_proposals
from timbalik.matching.states import Answer
from timbalik.notifications.models import ActionLink
from timbalik.people.models.persons import Person
from timbalik.people.states import LineKnowledge
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def now() -> datetime:
    """The page asks the clock, so the round is asked now."""
    return timezone.now()


@pytest.fixture
def asked(cast: Cast, now: datetime) -> Proposal:
    """Ayu and Bram, both asked."""
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    Person.objects.of(cast.organisation).update(line_knowledge=LineKnowledge.TOP)
    for person in (cast.ayu, cast.bram):
        person.refresh_from_db()
    studio = Studio(programme, cast.citra)
    studio.mentor(person=cast.ayu)
    studio.mentee(person=cast.bram)
    round_ = open_round(studio.cohort, by=cast.citra, now=now)
    send_proposals(round_, by=cast.citra, now=now)
    return round_.proposals.get()


def page_of(client: Client, person: Person, proposal: Proposal) -> str:
    assert person.account is not None
    client.force_login(person.account)
    html = client.get(reverse("participant:proposal", args=[proposal.public_id])).content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken":)"[^"]+"', "", html)


def link_of(person: Person) -> ActionLink:
    return ActionLink.objects.of(person.organisation_id).select_related("person").get(person=person, act=ACT)


def test_each_side_sees_what_it_gives_and_gains(client: Client, cast: Cast, asked: Proposal) -> None:
    html = page_of(client, cast.ayu, asked)
    assert "Yang dapat Anda berikan kepada Bram: <b>toko daring</b>" in html
    assert "Yang ditawarkan Bram kepada Anda: <b>laporan keuangan</b>" in html
    assert asked.mentee.motivation in html

    html = page_of(client, cast.bram, asked)
    assert "Yang ditawarkan Ayu kepada Anda: <b>toko daring</b>" in html


def test_single_open_proposal_is_shown_at_once(client: Client, cast: Cast, asked: Proposal) -> None:
    assert cast.ayu.account is not None
    client.force_login(cast.ayu.account)

    answer = client.get(reverse("participant:proposals"))

    assert answer.headers["Location"] == reverse("participant:proposal", args=[asked.public_id])


@pytest.mark.parametrize("name", ["dian", "citra"])
def test_proposal_is_for_its_two_people_alone(client: Client, cast: Cast, asked: Proposal, name: str) -> None:
    """Dian of another company, and Citra, who coordinates but was not asked."""
    person: Person = getattr(cast, name)
    assert person.account is not None
    client.force_login(person.account)
    address = reverse("participant:proposal", args=[asked.public_id])

    assert client.get(address).status_code == client.post(address, {"answer": "yes"}).status_code == 404
    assert "Belum ada pasangan yang diusulkan" in client.get(reverse("participant:proposals")).content.decode()


def test_answer_is_one_tap_and_can_be_changed(client: Client, cast: Cast, asked: Proposal) -> None:
    assert cast.ayu.account is not None
    client.force_login(cast.ayu.account)
    address = reverse("participant:proposal", args=[asked.public_id])

    html = client.post(address, {"answer": "yes"}, follow=True).content.decode()
    assert "Kesediaan Anda sudah dicatat." in html
    client.post(address, {"answer": "no"})

    assert asked.acceptances.get(person=cast.ayu).answer == Answer.NO


def test_no_of_the_partner_changes_nothing_on_my_page(
    client: Client, cast: Cast, asked: Proposal, now: datetime
) -> None:
    answer_proposal(asked, person=cast.ayu, answer=Answer.YES, now=now)
    before = page_of(client, cast.ayu, asked)

    answer_proposal(asked, person=cast.bram, answer=Answer.NO, now=now)

    assert page_of(client, cast.ayu, asked) == before


def test_end_reads_the_same_whether_declined_or_set_aside(
    client: Client, cast: Cast, asked: Proposal, now: datetime
) -> None:
    """After the round: a pair that somebody declined, and one that nobody answered, read alike."""
    round_ = Round.objects.of(cast.organisation).get()
    pages = []
    for answer in (Answer.NO, Answer.WAITING):
        Acceptance.objects.of(cast.organisation).filter(person=cast.bram).update(answer=answer)
        asked.state = "declined" if answer == Answer.NO else "asked"
        asked.save()
        if answer == Answer.NO:
            discard_round(round_, by=cast.citra, now=now)
        pages.append(page_of(client, cast.ayu, asked))

    assert pages[0] == pages[1]
    assert "Pasangan ini tidak jadi." in pages[0]
    assert 'value="yes"' not in pages[0]


def test_late_answer_is_refused_kindly(client: Client, cast: Cast, asked: Proposal, now: datetime) -> None:
    Round.objects.of(cast.organisation).update(answer_by=now - timedelta(minutes=1))
    assert "Waktu menjawab sudah habis" in page_of(client, cast.ayu, asked)

    address = reverse("participant:proposal", args=[asked.public_id])
    html = client.post(address, {"answer": "yes"}, follow=True).content.decode()

    assert "Pengelola program masih dapat membantu Anda." in html
    assert asked.acceptances.get(person=cast.ayu).answer == Answer.WAITING


def test_opened_pair_is_told(client: Client, cast: Cast, asked: Proposal, now: datetime) -> None:
    for person in (cast.ayu, cast.bram):
        answer_proposal(asked, person=person, answer=Answer.YES, now=now)
    publish_round(Round.objects.of(cast.organisation).get(), by=cast.citra, now=now)

    assert "Pasangan mentoring Anda sudah dibuka." in page_of(client, cast.ayu, asked)


def test_link_shows_the_card_and_changes_nothing(cast: Cast, asked: Proposal, now: datetime) -> None:
    card = card_for(link_of(cast.bram), now=now)

    html = render_to_string(card.template, card.context)

    assert "Bersediakah Anda menjadi pasangan mentoring Ayu?" in html
    assert 'name="answer" value="yes"' in html
    assert asked.acceptances.get(person=cast.bram).answer == Answer.WAITING


def test_link_answers_in_one_tap_and_again(cast: Cast, asked: Proposal, now: datetime) -> None:
    link = link_of(cast.bram)

    act(link, {"answer": "no"}, now=now)
    card = act(link, {"answer": "yes"}, now=now)

    assert asked.acceptances.get(person=cast.bram).answer == Answer.YES
    assert "Kesediaan Anda sudah dicatat." in render_to_string(card.template, card.context)


@pytest.mark.parametrize("data", [{}, {"answer": "waiting"}, {"answer": "'; --"}])
def test_link_with_a_strange_answer_keeps_nothing(
    cast: Cast, asked: Proposal, now: datetime, data: dict[str, str]
) -> None:
    card = act(link_of(cast.bram), data, now=now)

    assert card.context["refused"]
    assert asked.acceptances.get(person=cast.bram).answer == Answer.WAITING
    assert "Jawaban belum tersimpan" in render_to_string(card.template, card.context)


def test_link_of_another_act_shows_no_proposal(cast: Cast, asked: Proposal, now: datetime) -> None:
    link = link_of(cast.bram)
    link.act = "answer_session"

    assert card_for(link, now=now).context["asked"] is None
