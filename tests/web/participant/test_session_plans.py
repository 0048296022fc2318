"""Plan of a session, a visit in the field, and who spoke how much."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.factories.training import finish_training
from tests.web.participant.conftest import Enter, Lead
from timbalik.cli.content import publish_all
from timbalik.learning.models import TrainingProgress
from timbalik.learning.queries import offered_topics
from timbalik.meetings.details import SeenWords, opened_plan, opened_talk_shares
from timbalik.meetings.models import MentoringSession, TalkShare
from timbalik.meetings.operations import cancel_session, mark_held
from timbalik.meetings.states import CancelReason, SessionKind
from timbalik.relationships.models import Goal
from timbalik.relationships.states import Phase
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
SECRET = "rahasia dapur pabrik Cilegon"
TRANSCRIPT = f"""WEBVTT

00:00:00.000 --> 00:00:30.000
<v Ayu Lestari>{SECRET}</v>

00:00:30.000 --> 00:00:40.000
<v Bram W.>Begini?</v>
"""


def at(pair: Pair, name: str, session: MentoringSession) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, session.public_id])


def earlier(pair: Pair, **fields: Any) -> MentoringSession:
    """A session that took place yesterday."""
    session = make_session(pair, starts_at=NOW - timedelta(days=1), now=NOW - timedelta(days=2), **fields)
    return mark_held(session, by=pair.mentor, now=NOW)


def send(client: Client, pair: Pair, session: MentoringSession, text: str | bytes = TRANSCRIPT) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post(at(pair, "talk_share", session), {"transcript": SimpleUploadedFile("rapat.vtt", data)})


def shares(pair: Pair) -> list[tuple[int, int]]:
    vault = open_vault(pair.relationship, reader=pair.mentee)
    return [(one.mentor, one.mentee) for one in opened_talk_shares(pair.relationship, vault)]


@pytest.fixture
def pair(lead: Lead) -> Pair:
    return lead(Phase.GROWTH)


@pytest.fixture
def library(pair: Pair) -> None:
    """The shipped topics and agendas, published once the pair has come so far without them."""
    publish_all()


# --- Plans --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("library")
def test_plan_brings_goal_questions_and_exercise_of_the_topic(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = make_session(pair)
    goal = Goal.objects.of(cast.organisation).get()
    client = enter(cast.ayu)
    topics = client.get(at(pair, "session_plan", session)).context["form"].fields["topic_key"].choices
    key = topics[1][0]
    said = {"topic_key": key, "goal": str(goal.public_id), "aim": "Pak Bram membaca satu grafik sendiri"}
    client.post(at(pair, "session_plan", session), said)
    page = enter(cast.bram).get(at(pair, "session", session))
    assert page.context["topic"].key == key
    assert page.context["topic"].questions[0] in page.content.decode()
    assert "Membaca dasbor sendiri" in page.content.decode()
    assert "Pak Bram membaca satu grafik sendiri" in page.content.decode()


@pytest.mark.usefixtures("library")
def test_booking_from_the_library_begins_the_plan_with_its_topic(cast: Cast, enter: Enter, pair: Pair) -> None:
    TrainingProgress.objects.of(cast.organisation).delete()
    finish_training(pair.relationship.programme, cast.ayu, cast.bram)  # the shipped units too
    client, topic = enter(cast.ayu), offered_topics()[0]
    url = reverse("participant:session_book", args=[pair.relationship.public_id])
    form = client.get(url, {"topik": topic.key}).context["form"]
    assert form.initial["topic"] == topic.title
    said = {"topic": topic.title, "kind": "learning", "slot": "own", "day": "2026-12-01", "at": "10:00"}
    client.post(url, said | {"minutes": "60", "channel": "video", "library": topic.key})
    session = pair.relationship.sessions.order_by("-number")[0]
    assert opened_plan(session, open_vault(pair.relationship, reader=cast.bram)).plan.topic_key == topic.key


@pytest.mark.usefixtures("library")
def test_topic_that_is_not_offered_is_refused(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = make_session(pair)
    assert enter(cast.ayu).post(at(pair, "session_plan", session), {"topic_key": "tidak-ada"}).status_code == 422


@pytest.mark.usefixtures("library")
def test_agenda_of_a_visit_has_its_minutes_and_the_plan_asks_for_safety(cast: Cast, enter: Enter, pair: Pair) -> None:
    """S-11: brief and safety 15, walk 60, talk 20, surprise 15, follow-up 10."""
    session = make_session(pair, kind=SessionKind.FIELD, minutes=120)
    client = enter(cast.ayu)
    assert [round(part["width"]) for part in client.get(at(pair, "session", session)).context["agenda"]] == [
        12,
        49,
        16,
        12,
        8,
    ]
    assert client.post(at(pair, "session_plan", session), {"look_at": "Lini 3"}).status_code == 422
    said = {"look_at": "Lini 3", "meet": "Mandor shift pagi, setuju", "safety": "Sepatu dan rompi"}
    client.post(at(pair, "session_plan", session), said)
    assert "Sepatu dan rompi" in enter(cast.bram).get(at(pair, "session", session)).content.decode()


def test_learning_session_asks_nothing_of_a_visit(cast: Cast, enter: Enter, pair: Pair) -> None:
    form = enter(cast.ayu).get(at(pair, "session_plan", make_session(pair))).context["form"]
    assert set(form.fields) == {"topic_key", "goal", "aim"}


def test_after_a_visit_both_read_what_was_seen(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = earlier(pair, kind=SessionKind.FIELD)
    said = {"happening": "Antrean menumpuk", "surprise": "Tak ada kursi", "follow_up": "Bram bicara dengan mandor"}
    enter(cast.bram).post(at(pair, "session_seen", session), said)
    vault = open_vault(pair.relationship, reader=cast.ayu)
    assert opened_plan(session, vault).seen == SeenWords(**said)
    assert "Antrean menumpuk" in enter(cast.ayu).get(at(pair, "session", session)).content.decode()


def test_visit_that_has_not_begun_has_nothing_seen(cast: Cast, enter: Enter, pair: Pair) -> None:
    for session in (make_session(pair, kind=SessionKind.FIELD), earlier(pair)):
        enter(cast.bram).post(at(pair, "session_seen", session), {"happening": "x"})
        assert opened_plan(session, open_vault(pair.relationship, reader=cast.ayu)).seen is None


def test_session_called_off_keeps_no_new_plan(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = make_session(pair)
    cancel_session(session, reason=CancelReason.TRAVEL, by=cast.ayu, now=NOW)
    page = enter(cast.ayu).post(at(pair, "session_plan", session), {"aim": "x"}, follow=True).content.decode()
    assert opened_plan(session, open_vault(pair.relationship, reader=cast.ayu)).plan.aim == ""
    assert 'name="aim"' in page


@pytest.mark.parametrize("name", ["session_plan", "session_seen", "talk_share"])
def test_gr07_nobody_but_the_two_opens_them(cast: Cast, enter: Enter, pair: Pair, name: str) -> None:
    """GR-07."""
    url = at(pair, name, earlier(pair, kind=SessionKind.FIELD))
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(url).status_code == 404
    assert enter(cast.bram).get(url).status_code == 200


@pytest.mark.usefixtures("library")
def test_page_of_a_session_asks_as_little_beside_three_others(cast: Cast, enter: Enter, pair: Pair) -> None:
    client, visit = enter(cast.ayu), earlier(pair, kind=SessionKind.FIELD)
    url = at(pair, "session", visit)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    send(client, pair, visit)
    client.get(url)
    few = queries()
    for _other in range(3):
        send(client, pair, earlier(pair))
    assert (queries(), few <= 14) == (few, True)


# --- Who spoke how much -------------------------------------------------------------------------------------------


def test_shares_are_shown_to_the_two(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = earlier(pair)
    assert send(enter(cast.ayu), pair, session).status_code == 302
    assert shares(pair) == [(75, 25)]
    page = enter(cast.bram).get(at(pair, "session", session)).content.decode()
    assert "75%" in page
    ledger = reverse("participant:exchange", args=[pair.relationship.public_id])
    assert "75%" in enter(cast.ayu).get(ledger).content.decode()


def test_second_transcript_replaces_the_first_and_figures_can_be_erased(cast: Cast, enter: Enter, pair: Pair) -> None:
    session, client = earlier(pair), enter(cast.ayu)
    send(client, pair, session)
    send(client, pair, session, "Ayu: satu\nBram: dua")
    assert shares(pair) == [(50, 50)]
    enter(cast.bram).post(at(pair, "talk_share_erase", session))
    assert shares(pair) == []


def test_names_that_are_not_the_pairs_are_asked_for_with_figures_alone(cast: Cast, enter: Enter, pair: Pair) -> None:
    session, client = earlier(pair), enter(cast.ayu)
    page = send(client, pair, session, f"Peserta 1: {SECRET} empat lima\nPeserta 2: dua kata")
    assert SECRET not in page.content.decode()
    figures = page.context["form"].initial["figures"]
    said = {"figures": figures, "mentor": "Peserta 1", "mentee": "Peserta 2"}
    assert client.post(at(pair, "talk_share", session), said | {"mentee": "Peserta 1"}).status_code == 422
    assert client.post(at(pair, "talk_share", session), said).status_code == 302
    assert shares(pair) == [(75, 25)]


def test_figures_of_ones_own_making_are_not_believed(cast: Cast, enter: Enter, pair: Pair) -> None:
    session = earlier(pair)
    said = {"figures": "eyJ9:x:y", "mentor": "Ayu", "mentee": "Bram"}
    enter(cast.ayu).post(at(pair, "talk_share", session), said)
    assert not TalkShare.objects.of(cast.organisation).exists()


@pytest.mark.parametrize("text", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"tanpa nama"], ids=["empty", "picture", "no names"])
def test_what_is_no_transcript_is_refused(cast: Cast, enter: Enter, pair: Pair, text: bytes) -> None:
    assert send(enter(cast.ayu), pair, earlier(pair), text).status_code == 422


def test_file_that_is_too_large_is_refused(cast: Cast, enter: Enter, pair: Pair) -> None:
    assert send(enter(cast.ayu), pair, earlier(pair), b"Ayu: ya\n" * 260_000).status_code == 422


def every_value() -> Iterator[object]:
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield from row.values()


def test_no_row_no_file_and_no_log_holds_a_word_of_the_transcript(
    cast: Cast, enter: Enter, pair: Pair, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: Any
) -> None:
    """Also when it is refused, and when its names have to be asked for."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    session, client = earlier(pair), enter(cast.ayu)
    with caplog.at_level(logging.DEBUG):
        for text in (TRANSCRIPT, f"Siapa: {SECRET}", f"{SECRET} tanpa nama", f"{SECRET}\xff\0".encode("latin-1")):
            send(client, pair, session, text)
    assert SECRET not in caplog.text
    assert list(tmp_path.rglob("*")) == []
    values = [bytes(one) if isinstance(one, memoryview) else one for one in every_value()]
    assert not [one for one in values if SECRET in str(one) or (isinstance(one, bytes) and SECRET.encode() in one)]
    kept = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file() and path.stat().st_size < 50_000_000]
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
