"""A pair grows: ledger, promises, experiments, decisions, a visit, a transcript; on the phone and on a desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage, Scheme
from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.journey.pairs import lead_to
from timbalik.cli.content import publish_all
from timbalik.learning.queries import offered_topics
from timbalik.meetings.details import PlanWords, SeenWords
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import CheckInAnswers, check_in, mark_held
from timbalik.meetings.operations.planning import note_seen, plan_session
from timbalik.meetings.operations.talking import keep_talk_share
from timbalik.meetings.states import SessionKind
from timbalik.relationships.models import Goal
from timbalik.relationships.operations.applying import note_applied
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.relationships.operations.decisions import consent_to_names, log_decision
from timbalik.relationships.operations.experiments import end_experiment, start_experiment
from timbalik.relationships.operations.promises import close_promise, make_promise
from timbalik.relationships.states import Phase, PromiseState, Reach, Side

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]
UNTIL = (NOW + timedelta(days=14)).date()


def grown(cast: Cast) -> Pair:
    """A pair in the middle of its way, with something of everything."""
    programme = make_programme(cast.organisation, notes_enabled=True)
    pair = lead_to(Phase.GROWTH, programme=programme, mentor=cast.ayu, mentee=cast.bram)
    publish_all()
    for days, gave in ((30, "cara membaca dasbor kunjungan"), (16, "dua contoh video pendek"), (3, "")):
        then = NOW - timedelta(days=days)
        session = make_session(pair, starts_at=then, now=then - timedelta(hours=1))
        check_in(session, CheckInAnswers(4, "mentee", gave, "cara bicara di rapat direksi"), by=cast.ayu, now=NOW)
        if days != 3:
            check_in(session, CheckInAnswers(5, "mentee", "", "sebab penurunan keranjang"), by=cast.bram, now=NOW)
        keep_talk_share(session, {"mentor": days + 20, "mentee": 60}, "seconds", by=cast.ayu, now=NOW)
    relationship, now = pair.relationship, NOW
    make_promise(
        relationship, "Membuka dasbor sendiri setiap Senin pagi", owner=cast.bram, by=cast.ayu, now=now, due_on=UNTIL
    )
    done = make_promise(relationship, "Mengirim dua contoh video", owner=cast.ayu, by=cast.ayu, now=now)
    close_promise(done, PromiseState.KEPT, by=cast.ayu, now=now)
    start_experiment(
        relationship,
        "Rapat Senin berdiri, 15 menit",
        "selesai tepat waktu tiga kali",
        until=UNTIL,
        by=cast.bram,
        now=now,
    )
    tried = start_experiment(
        relationship, "Membalas komentar pelanggan sendiri", "", until=UNTIL, by=cast.bram, now=now
    )
    end_experiment(tried, "Dua pelanggan kembali berbelanja.", "Jawab dalam satu jam.", by=cast.bram, now=now)
    decision = log_decision(
        relationship,
        insight="Pelanggan muda membaca ulasan sebelum membuka katalog",
        insight_by=Side.MENTOR,
        decision="Anggaran ulasan naik, katalog cetak dihentikan",
        reach=Reach.UNIT,
        by=cast.bram,
        now=now,
    )
    consent_to_names(decision, by=cast.ayu, now=now)
    note_applied(
        relationship, "Memakai grafik sendiri di rapat direksi", "Keputusan dalam 10 menit", by=cast.bram, now=now
    )
    review_benefit(relationship, "Ingin tahu cara keputusan besar diambil", "Waktu dan contoh", by=cast.ayu, now=now)
    review_benefit(relationship, "Ingin membaca data tanpa menunggu laporan", "", by=cast.bram, now=now)
    return pair


def planned(pair: Pair) -> MentoringSession:
    session = make_session(pair)
    goal = Goal.objects.of(pair.relationship.organisation).get()
    words = PlanWords(offered_topics()[0].key, str(goal.public_id), "Pak Bram membaca satu grafik sendiri")
    plan_session(session, words, by=pair.mentor, now=NOW)
    return session


def visited(pair: Pair) -> MentoringSession:
    at = NOW - timedelta(days=8)
    visit = make_session(pair, kind=SessionKind.FIELD, starts_at=at, now=at - timedelta(hours=2), minutes=120)
    plan_session(
        visit,
        PlanWords(aim="Melihat antrean", look_at="Lini 3", meet="Mandor pagi", safety="Sepatu, rompi"),
        by=pair.mentor,
        now=NOW,
    )
    mark_held(visit, by=pair.mentor, now=NOW)
    note_seen(
        visit,
        SeenWords("Antrean menumpuk pukul tujuh", "Tidak ada kursi", "Bram bicara dengan mandor"),
        by=pair.mentor,
        now=NOW,
    )
    return visit


@pytest.mark.parametrize(("name", "size", "scheme"), [("bram", PHONE, "light"), ("ayu", WIDE, "dark")])
def test_pages_of_growth_are_read_from_both_sides(
    open_page: OpenPage, look: Look, cast: Cast, name: str, size: tuple[int, int], scheme: Scheme
) -> None:
    pair = grown(cast)
    pages = ("pair", "exchange", "benefit", "promises", "experiments", "insights", "applied")
    addresses = {page: reverse(f"participant:{page}", args=[pair.relationship.public_id]) for page in pages}
    for what, session in (("session", planned(pair)), ("visit", visited(pair))):
        for view in ("session", "session_plan", "session_seen", "talk_share"):
            refs = [pair.relationship.public_id, session.public_id]
            addresses[f"{what}-{view}"] = reverse(f"participant:{view}", args=refs)
    for address in addresses.values():
        page = open_page(address, getattr(cast, name), size=size, dark=scheme == "dark")
        look(page, scheme)
        page.context.close()


def test_transcript_is_counted_on_the_phone(open_page: OpenPage, cast: Cast, tmp_path: Path) -> None:
    pair = grown(cast)
    visit = visited(pair)
    file = tmp_path / "rapat.vtt"
    file.write_text(
        "WEBVTT\n\n00:00.000 --> 00:30.000\n<v Ayu Lestari>satu</v>\n\n00:30.000 --> 00:40.000\n<v Bram>dua</v>\n"
    )
    url = reverse("participant:talk_share", args=[pair.relationship.public_id, visit.public_id])
    page = open_page(url, cast.bram, size=PHONE)
    page.set_input_files("input[type=file]", str(file))
    page.locator("button.btn--main").last.click()
    assert "75%" in page.locator("#talk").inner_text()
