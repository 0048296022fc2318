"""Links in mails: opening changes nothing however often, they end, they cannot be guessed, bent or used for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories.people import NOW
from tests.security.browsing import digest
from tests.security.conftest import Worlds
from timbalik.notifications.models import ActionLink
from timbalik.programmes.administrators import SIGN_IN
from timbalik.programmes.operations.invitations import ENROL

# What each kind of link opens: where, whose, and what its button sends.
KINDS = {
    SIGN_IN: ("/masuk/tautan/", "mentor", {}),
    ENROL: ("/saya/undangan/", "colleague", {"start": ""}),
    "answer_session": ("/ketuk/", "mentee", {"reply": "yes"}),
}
SIGNED_IN = "_auth_user_id"


def address(worlds: Worlds, act: str) -> str:
    path, person, _ = KINDS[act]
    return f"{path}{worlds.here.link(act, of=person)}/"


@pytest.mark.parametrize("act", KINDS)
def test_opening_a_link_changes_nothing(worlds: Worlds, act: str) -> None:
    """Scanners of mails open every link, some of them twice and with HEAD."""
    url, scanner = address(worlds, act), Client()
    before = digest()
    answers = [getattr(scanner, method)(url) for method in ("head", "get", "get", "head", "options")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 405]
    assert SIGNED_IN not in scanner.session
    assert digest() == before
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers[:4])


@pytest.mark.parametrize("act", [SIGN_IN, ENROL])
def test_link_that_signs_in_does_so_once(worlds: Worlds, act: str) -> None:
    url, body = address(worlds, act), KINDS[act][2]
    first, second = Client(), Client()
    assert first.post(url, body).status_code == 302
    assert first.session[SIGNED_IN] == str(worlds.here.people[KINDS[act][1]].account_id)
    assert second.post(url, body).status_code == second.get(url).status_code == 410
    assert SIGNED_IN not in second.session


@pytest.mark.parametrize("act", KINDS)
def test_link_ends(worlds: Worlds, act: str) -> None:
    url, before = address(worlds, act), digest()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        late = Client()
        assert (late.get(url).status_code, late.post(url, KINDS[act][2]).status_code) == (410, 410)
    assert SIGNED_IN not in late.session
    assert digest() == before


@pytest.mark.parametrize("act", KINDS)
def test_link_of_one_kind_opens_no_other_door(worlds: Worlds, act: str) -> None:
    token = address(worlds, act).rstrip("/").rsplit("/", 1)[1]
    before, client = digest(), Client()
    for other, (path, _, body) in KINDS.items():
        if other != act:
            assert client.post(f"{path}{token}/", body).status_code == 410, other
    assert SIGNED_IN not in client.session
    assert digest() == before


def test_bent_token_opens_nothing(worlds: Worlds) -> None:
    url = address(worlds, SIGN_IN)
    token = url.rstrip("/").rsplit("/", 1)[1]
    bent = {token[:-1], f"{token}A", token.swapcase(), f" {token}", f"{token}%00", "A" * len(token), "%27%20OR%201=1"}
    assert {Client().post(url.replace(token, one)).status_code for one in bent} <= {404, 410}
    stored = ActionLink.everywhere.order_by("-pk")[0]
    assert Client().post(url.replace(token, stored.token_hash)).status_code == 410, "what is stored is no key"


def test_link_acts_for_its_person_whoever_is_signed_in(worlds: Worlds) -> None:
    """The coordinator opens the mentee's link: it answers for the mentee, and shows nothing of the coordinator."""
    url = address(worlds, "answer_session")
    browser = worlds.browsers["coordinator"]
    page = browser.ask("GET", url).content.decode().replace(url.rstrip("/").rsplit("/", 1)[1], "")  # may spell a name
    assert worlds.here.people["coordinator"].full_name not in page
    assert browser.ask("POST", url, {"reply": "yes"}).status_code == 200


def test_signing_in_by_link_gives_a_new_session(worlds: Worlds) -> None:
    client = Client()
    client.post("/masuk/", {"email": "suharti@kirana.example"})
    planted = client.session.session_key
    client.post(address(worlds, SIGN_IN))
    assert planted
    assert client.session.session_key != planted
