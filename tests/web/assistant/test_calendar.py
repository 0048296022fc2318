from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from timbalik.meetings.states import Reply
from timbalik.people.operations import end_delegation, grant_delegation
from timbalik.web.moments import unbroken

pytestmark = pytest.mark.django_db
HOME = "/asisten/"


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(cast: Cast) -> Pair:
    """Citra keeps Bram's calendar."""
    grant_delegation(cast.bram, cast.citra, by=cast.bram, now=NOW)
    return make_pair(make_programme(cast.organisation), mentor=cast.ayu, mentee=cast.bram)


def entered(cast: Cast, name: str = "citra") -> Client:
    client = Client()
    client.force_login(getattr(cast, name).account)
    return client


def test_calendar_shows_when_and_with_whom_and_nothing_else(cast: Cast, pair: Pair) -> None:
    make_session(pair)
    page = entered(cast).get(HOME).content.decode()
    assert "Sesi ke-1 dengan Ayu" in page
    assert unbroken("10.00–11.00 WIB") in page
    for word in ("keranjang", "Rinjani"):
        assert word not in page


def test_assistant_answers_and_moves(cast: Cast, pair: Pair) -> None:
    session, client = make_session(pair), entered(cast)
    seat = session.participants.get(person=cast.bram)
    client.post(reverse("assistant:answer", args=[seat.public_id]), {"reply": "yes"})
    seat.refresh_from_db()
    assert (seat.reply, seat.answered_by) == (Reply.YES, cast.citra)
    address = reverse("assistant:move", args=[seat.public_id])
    slots = client.get(address).context["slots"]
    client.post(address, {"starts_at": slots[0][0]})
    session.refresh_from_db()
    assert session.starts_at.isoformat() == slots[0][0]


def test_assistant_cannot_touch_the_partners_calendar(cast: Cast, pair: Pair) -> None:
    seat = make_session(pair).participants.get(person=cast.ayu)
    client = entered(cast)
    assert client.post(reverse("assistant:answer", args=[seat.public_id]), {"reply": "no"}).status_code == 404
    assert client.get(reverse("assistant:move", args=[seat.public_id])).status_code == 404


def test_only_who_keeps_a_calendar_finds_it(cast: Cast, pair: Pair) -> None:
    for name in ("ayu", "bram", "dian"):
        assert entered(cast, name).get(HOME).status_code == 404
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        end_delegation(cast.bram.delegations_given.get(), by=cast.bram, now=NOW)
        assert entered(cast).get(HOME).status_code == 404


def test_odd_moves_are_refused_in_words(cast: Cast, pair: Pair) -> None:
    seat = make_session(pair).participants.get(person=cast.bram)
    address = reverse("assistant:move", args=[seat.public_id])
    for odd in ("", "besok", "2027-01-01T10:00:00", "2020-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"):
        page = entered(cast).post(address, {"starts_at": odd}, follow=True).content.decode()
        assert "Mohon periksa lagi" in page


def test_queries_do_not_grow_with_the_sessions(cast: Cast, pair: Pair) -> None:
    client = entered(cast)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(HOME)
        return len(context)

    make_session(pair)
    one = queries()
    for days in (7, 14):
        make_session(pair, starts_at=NEXT_DAY + timedelta(days=days))
    other = make_pair(
        pair.relationship.programme, mentor=make_person(cast.organisation), mentee=make_person(cast.organisation)
    )
    grant_delegation(other.mentee, cast.citra, by=other.mentee, now=NOW)
    make_session(other)
    assert queries() == one
