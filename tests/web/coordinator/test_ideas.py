"""Ideas from below: the proposer's pages, the queue, the answer, and one letter to all leaders."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.ideas import make_approved, make_idea
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from timbalik.programmes.models import Campaign, Idea, Programme
from timbalik.programmes.operations.campaigns import begin_campaign
from timbalik.programmes.operations.ideas import ask_first_mentor
from timbalik.programmes.states import Asked, IdeaState, ProgrammeState, Role

pytestmark = pytest.mark.usefixtures("content", "monday")


def answer_page(idea: Idea) -> str:
    return reverse("coordinator:idea", args=[idea.public_id])


def test_junior_proposes_and_asks_a_first_mentor(cast: Cast) -> None:
    client = signed_in(cast.ayu)
    said = {"name": "Dasbor bersama", "reason": "Rute menunggu laporan.", "leader_gains": "Angka hari ini."}
    incomplete = client.post(reverse("participant:idea_new"), said)
    assert incomplete.status_code == 422
    client.post(reverse("participant:idea_new"), said | {"topics": ["membaca-dasbor"], "takes_part": "on"})
    idea = Idea.objects.of(cast.organisation).get()
    page = reverse("participant:idea", args=[idea.public_id])
    client.post(page, {"person": str(cast.bram.public_id)})
    assert idea.mentors.get().person == cast.bram
    client.get(page)  # the toast says who was asked, once
    assert cast.bram.display_name not in client.get(page).content.decode()
    assert signed_in(cast.bram).get(page).status_code == 404
    assert signed_in(cast.dian).get(page).status_code == 404


def test_named_mentor_answers_with_one_tap(cast: Cast, client: Client) -> None:
    idea = make_idea(cast.ayu)
    row = ask_first_mentor(idea, cast.bram, by=cast.ayu, now=NOW)
    link = re.search(r"/ketuk/[^/\s]+/", waiting(cast.bram)[0].text)
    assert link is not None
    assert idea.reason in client.get(link.group()).content.decode()
    row.refresh_from_db()
    assert row.answer == Asked.WAITING
    client.post(link.group(), {"reply": "yes"})
    row.refresh_from_db()
    assert row.answer == Asked.YES
    page = signed_in(cast.ayu).get(reverse("participant:idea", args=[idea.public_id])).content.decode()
    assert cast.bram.display_name in page


def test_answer_needs_a_reason_or_a_day(cast: Cast) -> None:
    make_role(cast.citra)
    idea = make_idea(cast.ayu)
    client = signed_in(cast.citra)
    assert client.post(answer_page(idea), {"not_now": "1", "reason": ""}).status_code == 422
    past = {"approve": "1", "template": "tpl-standar-2mingguan", "starts_on": "2020-01-01"}
    assert client.post(answer_page(idea), past).status_code == 422
    client.post(answer_page(idea), {"not_now": "1", "reason": "Anggaran habis."})
    idea.refresh_from_db()
    assert (idea.state, idea.answer) == (IdeaState.NOT_NOW, "Anggaran habis.")
    proposer = signed_in(cast.ayu).get(reverse("participant:idea", args=[idea.public_id])).content.decode()
    assert "Anggaran habis." in proposer


def test_approval_leads_to_the_letter_and_one_act_sends_it(cast: Cast) -> None:
    make_role(cast.citra)
    idea = make_idea(cast.ayu)
    client = signed_in(cast.citra)
    said = {"approve": "1", "template": "tpl-standar-2mingguan", "starts_on": "2027-01-18"}
    answer = client.post(answer_page(idea), said | {"leaders_from": "8", "leaders_to": "8"})
    programme = Programme.objects.of(cast.organisation).get()
    letter = reverse("coordinator:campaign", args=[programme.public_id])
    assert answer.headers["Location"] == letter
    page = client.get(letter).content.decode()
    assert idea.reason in page
    assert "asks you" in page
    assert not programme.enrolments.exists()
    client.post(letter)
    programme.refresh_from_db()
    assert programme.state == ProgrammeState.OPEN
    assert [one.person for one in programme.enrolments.filter(role="mentee")] == [cast.bram]
    assert client.post(letter).status_code == 302
    assert Campaign.objects.of(cast.organisation).count() == 1
    assert signed_in(cast.bram).get(letter).status_code == 404


def test_funnel_hides_small_groups_and_names_nobody(cast: Cast) -> None:
    make_role(cast.citra)
    idea = make_idea(cast.ayu)
    programme = make_approved(idea, cast.citra)
    begin_campaign(idea, by=cast.citra, now=NOW)
    pages = {
        cast.citra: reverse("coordinator:campaign", args=[programme.public_id]),
        cast.ayu: reverse("participant:idea", args=[idea.public_id]),
    }
    for person, address in pages.items():
        page = signed_in(person).get(address).content.decode()
        assert page.count("<b>–</b>") == 4
        assert cast.bram.display_name not in page


def test_queue_is_for_those_who_answer(cast: Cast) -> None:
    make_role(cast.bram, Role.SPONSOR)
    idea = make_idea(cast.ayu)
    queue = reverse("coordinator:ideas")
    assert idea.name in signed_in(cast.bram).get(queue).content.decode()
    for person in (cast.ayu, cast.dian, cast.citra):
        assert signed_in(person).get(queue).status_code == 404
        assert signed_in(person).get(answer_page(idea)).status_code == 404


def test_queue_asks_as_little_for_60_ideas_as_for_2(cast: Cast) -> None:
    make_role(cast.citra)
    client, queue = signed_in(cast.citra), reverse("coordinator:ideas")
    asked, page = [], ""
    for number in (2, 58):
        for place in range(number):
            make_idea(make_person(cast.organisation, f"Suharti {number} {place}"))
        client.get(queue)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(queue).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert page.count('<tr><th scope="row">') == 25
