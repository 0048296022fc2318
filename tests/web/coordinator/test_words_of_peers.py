"""Where both teach and both learn, no page of the coordinator speaks of mentor and mentee, not even to a screen reader."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round
from timbalik.programmes.states import Direction, ProgrammeState

OF_THE_ROUND = ("round", "round_unmatched", "round_load", "round_two", "round_decisions", "round_adjust")
OF_THE_PROGRAMME = ("studio", "round_compare", "programme", "participants", "programme_home", "objections")


def spoken(html: str) -> str:
    """What is read: no tags, no attributes; the name of the product's field stays."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def studio_of(cast: Cast, direction: str) -> tuple[Studio, Round]:
    programme = make_programme(cast.organisation, "Belajar Sejawat", state=ProgrammeState.MATCHING, direction=direction)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    studio.mentor("Wahyu")
    studio.mentor("Rahmat", offers={"mandarin": 5})
    studio.mentee("Endang")
    return studio, open_round(studio.cohort, by=studio.coordinator, now=NOW)


def addresses(round_: Round) -> list[str]:
    programme = round_.programme.public_id
    return [reverse(f"coordinator:{name}", args=[programme, round_.number]) for name in OF_THE_ROUND] + [
        reverse(f"coordinator:{name}", args=[programme]) for name in OF_THE_PROGRAMME
    ]


@pytest.mark.parametrize("direction", [Direction.PEER, Direction.RECIPROCAL])
def test_pages_of_a_mutual_programme_name_no_mentee(client: Client, cast: Cast, direction: str) -> None:
    _studio, round_ = studio_of(cast, direction)
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    found = {}
    for url in addresses(round_):
        response = client.get(url)
        assert response.status_code == 200, url
        text = spoken(response.content.decode())
        found[url] = re.findall(r"(?:\w+\W+){0,4}\bmentee\b(?:\W+\w+){0,4}", text, re.IGNORECASE)
    assert {url: words for url, words in found.items() if words} == {}


def test_running_home_of_peers_names_no_mentee(client: Client, cast: Cast) -> None:
    programme = make_programme(cast.organisation, direction=Direction.PEER)
    make_role(cast.citra, programme=programme)
    make_pair(programme)
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    text = spoken(client.get("/pengelola/").content.decode())
    assert "mentee" not in text.lower()
    assert "Belajar lebih dulu" in text


def test_other_programmes_keep_their_words(client: Client, cast: Cast) -> None:
    _studio, round_ = studio_of(cast, Direction.REVERSE)
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    assert "mentee" in spoken(client.get(addresses(round_)[0]).content.decode()).lower()
