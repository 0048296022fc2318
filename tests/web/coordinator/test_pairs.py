"""Every pair of a programme, as whoever runs it may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.people import NOW, make_line
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from tests.journey.pairs import GOAL, hold, lead_to
from timbalik.journey.operations import step_back
from timbalik.meetings.operations import CheckInAnswers, cancel_session, check_in
from timbalik.meetings.states import CancelReason
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Role
from timbalik.relationships.operations import end_relationship, pause_relationship
from timbalik.relationships.states import Ending, Phase, RelationshipState

DAY = timedelta(days=1)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, Role.COORDINATOR, programme)
    return programme


@pytest.fixture
def pair(cast: Cast, programme: Programme) -> Pair:
    return make_pair(programme, mentor=cast.ayu, mentee=cast.bram)


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(programme: Programme, rest: str = "") -> str:
    return f"/pengelola/program/{programme.public_id}/pasangan/{rest}"


def page_of(client: Client, pair: Pair, *, days: float = 0) -> str:
    with time_machine.travel(NOW + days * DAY, tick=False):
        response = client.get(address(pair.relationship.programme, f"{pair.relationship.public_id}/"))
    assert response.status_code == 200
    return response.content.decode()


def refs(client: Client, programme: Programme, query: str, pairs: list[Pair]) -> list[int]:
    """Which of the pairs the list shows, by their place."""
    with time_machine.travel(NOW + 8 * DAY, tick=False):
        text = client.get(address(programme, query)).content.decode()
    return [place for place, one in enumerate(pairs) if str(one.relationship.public_id) in text]


def test_list_is_narrowed_by_phase_state_and_name(client: Client, cast: Cast, programme: Programme, pair: Pair) -> None:
    other = lead_to(Phase.NEGOTIATION, programme=programme)
    paused, ended = make_pair(programme), make_pair(programme)
    pause_relationship(paused.relationship, by=None, now=NOW)
    end_relationship(ended.relationship, Ending.NO_FAULT, by=None, now=NOW)
    pairs = [pair, other, paused, ended]
    as_(client, cast.citra)
    assert refs(client, programme, "", pairs) == [0, 1, 2]
    assert refs(client, programme, "?phase=negotiation", pairs) == [1]
    assert refs(client, programme, "?condition=attention", pairs) == [0]
    assert refs(client, programme, "?condition=paused", pairs) == [2]
    assert refs(client, programme, "?condition=ended", pairs) == [3]
    assert refs(client, programme, "?name=wicaksono", pairs) == [0]
    assert refs(client, programme, "?phase=banana&condition=<b>", pairs) == [0, 1, 2]


def test_list_has_pages(client: Client, cast: Cast, programme: Programme) -> None:
    for _ in range(41):
        make_pair(programme)
    as_(client, cast.citra)
    assert "1 sampai 40 dari 41" in client.get(address(programme)).content.decode()
    assert "41 sampai 41 dari 41" in client.get(address(programme, "?page=2")).content.decode()


def test_pair_page_shows_dates_and_states_and_nothing_they_wrote(
    client: Client, cast: Cast, programme: Programme
) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    session = hold(pair, at=NOW + DAY)
    check_in(
        session,
        CheckInAnswers(5, "mentor", gave="Cara membaca kohor", gained="Cara bicara"),
        by=pair.mentor,
        now=NOW + 2 * DAY,
    )
    called_off = make_session(pair, starts_at=NOW + 9 * DAY, topic="Gaji kami", place="Kafe Senja")
    cancel_session(called_off, reason=CancelReason.ILLNESS, by=pair.mentee, now=NOW + 3 * DAY)
    step_back(pair.relationship, reason="Kami bertengkar", by=pair.mentor, now=NOW + 4 * DAY)
    text = page_of(as_(client, cast.citra), pair, days=5)
    assert "Dibatalkan mentee" in text
    assert "1 dari 2" in text
    assert "mundur selangkah, itu wajar" in text
    assert "1 tujuan; terukur 1, tercapai 0" in text
    assert "ditandatangani berdua pada" in text
    for secret in (
        "kohor",
        "Cara bicara",
        "Gaji kami",
        "Kafe Senja",
        "bertengkar",
        "Tidak enak badan",
        GOAL.title,
        GOAL.measure,
    ):
        assert secret not in text


def test_who_has_not_tapped_is_not_told(client: Client, cast: Cast, programme: Programme) -> None:
    """GR-15: the page is the same, whichever side is missing."""
    texts = []
    for side in ("mentor", "mentee"):
        pair = lead_to(Phase.GROWTH, programme=programme)
        session = hold(pair, at=NOW + DAY)
        check_in(session, CheckInAnswers(5, "mentor"), by=getattr(pair, side), now=NOW + 2 * DAY)
        text = page_of(as_(client, cast.citra), pair, days=5)
        texts.append(text[text.index("<main") : text.index("</main")].replace(str(pair.relationship.public_id), ""))
    clean = [text.replace(text[text.index("mailto:") : text.index('"', text.index("mailto:"))], "") for text in texts]
    tokens = [part.split('"')[0] for text in clean for part in text.split('csrfmiddlewaretoken" value="')[1:]]
    for token in tokens:
        clean = [text.replace(token, "") for text in clean]
    assert clean[0] == clean[1]


def test_pair_under_a_rule_is_ended_by_a_person(client: Client, cast: Cast, programme: Programme, pair: Pair) -> None:
    make_line(cast.ayu, cast.bram)
    as_(client, cast.citra)
    assert "tidak dapat berlanjut" in page_of(client, pair)
    text = client.post(address(programme, f"{pair.relationship.public_id}/akhiri/"), follow=True).content.decode()
    pair.relationship.refresh_from_db()
    assert pair.relationship.ending == Ending.RULE
    assert "tanpa ada yang bersalah" in text


def test_no_coordinator_ends_a_pair_without_a_rule(
    client: Client, cast: Cast, programme: Programme, pair: Pair
) -> None:
    as_(client, cast.citra)
    text = client.post(address(programme, f"{pair.relationship.public_id}/akhiri/"), follow=True).content.decode()
    pair.relationship.refresh_from_db()
    assert pair.relationship.state == RelationshipState.ACTIVE
    assert "mereka berdua yang memutuskan" in text


def test_ended_pair_keeps_its_page(client: Client, cast: Cast, pair: Pair) -> None:
    end_relationship(pair.relationship, Ending.NO_FAULT, by=None, now=NOW)
    text = page_of(as_(client, cast.citra), pair)
    assert "Berakhir pada Senin, 23 November 2026" in text
    assert "/ingatkan/" not in text


@pytest.mark.parametrize("who", ["ayu", "bram", "dian"])
def test_nobody_else_comes_here(client: Client, cast: Cast, programme: Programme, pair: Pair, who: str) -> None:
    as_(client, getattr(cast, who))
    assert client.get(address(programme)).status_code == 404
    assert client.get(address(programme, f"{pair.relationship.public_id}/")).status_code == 404
    for act in ("ingatkan", "akhiri"):
        assert client.post(address(programme, f"{pair.relationship.public_id}/{act}/")).status_code == 404


def test_pair_of_another_programme_is_not_here(client: Client, cast: Cast, programme: Programme) -> None:
    elsewhere = make_pair(make_programme(cast.organisation))
    as_(client, cast.citra)
    assert client.get(address(programme, f"{elsewhere.relationship.public_id}/")).status_code == 404


@pytest.mark.parametrize("query", ["", "?condition=ended"])
def test_list_reads_in_a_fixed_number_of_queries(client: Client, cast: Cast, programme: Programme, query: str) -> None:
    as_(client, cast.citra)
    counts = []
    for more in (1, 3):
        for _ in range(more):
            make_pair(programme)
            end_relationship(make_pair(programme).relationship, Ending.NO_FAULT, by=None, now=NOW)
        with CaptureQueriesContext(connection) as caught:
            client.get(address(programme, query))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("phase", list(Phase))
def test_pair_page_asks_at_most_twelve_times(client: Client, cast: Cast, programme: Programme, phase: Phase) -> None:
    pair = lead_to(phase, programme=programme)
    as_(client, cast.citra)
    with CaptureQueriesContext(connection) as caught:
        page_of(client, pair, days=1)
    assert len(caught) <= 12 + (phase == Phase.PREPARATION)
