"""What was read about oneself as a mentor, the answer, and the objection: each person's own alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.talent import make_talent_file
from timbalik.programmes.models import Nomination, Shortlist, ShortlistEntry
from timbalik.programmes.operations.shortlists import ask_from_shortlist, begin_shortlist
from timbalik.programmes.operations.talent import receive_talent_file, use_talent_file
from timbalik.programmes.states import Asked, Route
from timbalik.web.participant.profile.own_data import own_data

pytestmark = pytest.mark.usefixtures("content", "monday")
PAGE = "/saya/profil/calon-mentor/"


@pytest.fixture
def shortlist(cast: Cast) -> Shortlist:
    programme = make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])
    made = begin_shortlist(programme, ["membaca-dasbor"], by=cast.citra, now=NOW)
    row = f"{cast.ayu.staff_number};Tableau Desktop;;4;5;1990-01-01;"
    receive_talent_file(made, make_talent_file(row), file_name="talenta.csv", now=NOW)
    use_talent_file(made, by=cast.citra, now=NOW)
    return made


def test_person_reads_what_was_read_and_nobody_else_does(shortlist: Shortlist, cast: Cast) -> None:
    mine = signed_in(cast.ayu).get(PAGE).content.decode()
    for words in ("Tableau Desktop", "4/5", "talenta.csv"):
        assert words in mine
    for person in (cast.bram, cast.citra, cast.dian):
        assert "Tableau" not in signed_in(person).get(PAGE).content.decode()
    taken: dict[str, Any] = own_data(cast.ayu, now=NOW)
    assert taken["thought_of_as_a_mentor"][0]["read"] == [
        "Sertifikat: Tableau Desktop (Membaca dasbor tanpa terkecoh)",
        "Penilaian komunikasi: 4/5",
    ]


def test_answer_on_the_page_is_the_persons_own(shortlist: Shortlist, cast: Cast) -> None:
    row = ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    address = reverse("participant:nomination_answer", args=[row.public_id])
    assert signed_in(cast.bram).post(address, {"reply": "yes"}).status_code == 404
    assert signed_in(cast.ayu).post(address, {"reply": "maybe"}).status_code == 404
    signed_in(cast.ayu).post(address, {"reply": "yes"})
    row.refresh_from_db()
    assert row.answer == Asked.YES


def test_objection_empties_the_page_and_can_be_taken_back(shortlist: Shortlist, cast: Cast) -> None:
    client, address = signed_in(cast.ayu), reverse("participant:shortlists_objection")
    client.post(address)
    assert not ShortlistEntry.objects.of(cast.organisation).exists()
    assert "Anda keberatan" in client.get(PAGE).content.decode()
    client.post(address, {"reply": "allow"})
    assert "Anda boleh keberatan" in client.get(PAGE).content.decode()


def test_one_tap_card_says_what_was_read_and_that_silence_is_fine(
    shortlist: Shortlist, cast: Cast, client: Client
) -> None:
    ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    link = next(word for word in waiting(cast.ayu)[-1].text.split() if "/ketuk/" in word)
    card = client.get(link.partition("/ketuk/")[1] + link.partition("/ketuk/")[2]).content.decode()
    for words in ("Tableau Desktop", "tidak terjadi apa-apa", "Ya, boleh mengundang saya"):
        assert words in card
    assert Nomination.objects.of(cast.organisation).get().answer == Asked.WAITING
