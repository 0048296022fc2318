"""The pages of a pair's growth: for its two members, with words for who reads what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.journey.pairs import hold
from tests.web.participant.conftest import Enter, Lead
from timbalik.meetings.operations import CheckInAnswers, check_in
from timbalik.people.operations import grant_delegation
from timbalik.programmes.states import Role
from timbalik.relationships.growing import opened_benefits, opened_decisions, opened_promises
from timbalik.relationships.operations.applying import note_applied
from timbalik.relationships.operations.decisions import log_decision
from timbalik.relationships.operations.experiments import start_experiment
from timbalik.relationships.operations.promises import make_promise
from timbalik.relationships.operations.standing import pause_relationship
from timbalik.relationships.states import Phase, PromiseState, Reach, Side
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
LISTS = ("exchange", "benefit", "promises", "experiments", "insights", "applied")
UNTIL = (NOW + timedelta(days=14)).date()


def at(pair: Pair, name: str, *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


def meet(pair: Pair, times: int, *, by: Any = None, **answers: str) -> None:
    for days in range(times, 0, -1):
        session = hold(pair, at=NOW - timedelta(days=days))
        taps = CheckInAnswers(4, answers.get("taught", "mentor"), answers.get("gave", ""), answers.get("gained", ""))
        check_in(session, taps, by=by or pair.mentee, now=NOW)


def fill(pair: Pair) -> dict[str, object]:
    """One thing of each kind; returns what the addresses with a second part need."""
    relationship, by = pair.relationship, pair.mentor
    words = {"insight": "wawasan", "insight_by": Side.MENTOR, "decision": "keputusan", "reach": Reach.TEAM}
    return {
        "promise_close": make_promise(relationship, "janji", owner=by, by=by, now=NOW).public_id,
        "experiment": start_experiment(relationship, "coba", "", until=UNTIL, by=by, now=NOW).public_id,
        "insight_consent": log_decision(relationship, **words, by=by, now=NOW).public_id,
        "applied_erase": note_applied(relationship, "pakai", "", by=by, now=NOW).public_id,
    }


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


@pytest.mark.parametrize("name", LISTS)
def test_gr07_both_sides_open_every_page_and_nobody_else(cast: Cast, enter: Enter, lead: Lead, name: str) -> None:
    """GR-07: no role opens them, neither does the assistant or somebody of another company."""
    pair = lead(Phase.GROWTH)
    fill(pair)
    for role in Role:
        make_role(cast.citra, role)
    grant_delegation(cast.bram, cast.citra, by=cast.bram, now=NOW)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, name)).status_code == 404
        assert enter(outsider).post(at(pair, name), {"text": "x"}).status_code == 404
    for member in (cast.ayu, cast.bram):
        page = enter(member).get(at(pair, name))
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1


def test_things_of_another_pair_are_not_found(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.ayu)
    for name in fill(pair):
        assert client.post(at(pair, name, uuid4()), {"state": "kept"}).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_pages_ask_as_little_for_three_things_as_for_one(cast: Cast, enter: Enter, lead: Lead, name: str) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.ayu)
    meet(pair, 1, gained="dasbor")
    fill(pair)
    few = queries(client, at(pair, name))
    meet(pair, 2, gained="dasbor")
    fill(pair)
    fill(pair)
    assert (queries(client, at(pair, name)), few <= 14) == (few, True)


def test_promise_is_made_for_the_partner_and_kept(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    said = {"text": "Coba satu kali sendiri", "owner": str(cast.bram.public_id), "due_on": "2026-12-01"}
    enter(cast.ayu).post(at(pair, "promises"), said)
    bram = enter(cast.bram)
    page = bram.get(at(pair, "promises")).content.decode()
    assert "Coba satu kali sendiri" in page
    [opened] = opened_promises(pair.relationship, open_vault(pair.relationship, reader=cast.bram))
    assert opened.promise.owner == cast.bram
    bram.post(at(pair, "promise_close", opened.promise.public_id), {"state": "kept"})
    opened.promise.refresh_from_db()
    assert opened.promise.state == PromiseState.KEPT


def test_promise_of_an_outsider_is_refused(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    said = {"text": "x", "owner": str(cast.citra.public_id)}
    assert enter(cast.ayu).post(at(pair, "promises"), said).status_code == 422
    assert not pair.relationship.promises.exists()


def test_experiment_begins_with_two_weeks_and_ends_with_what_happened(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.bram)
    assert f'value="{UNTIL.isoformat()}"' in client.get(at(pair, "experiments")).content.decode()
    client.post(at(pair, "experiments"), {"what": "Rapat berdiri", "sign": "", "until": UNTIL.isoformat()})
    experiment = pair.relationship.experiments.get()
    client.post(at(pair, "experiment", experiment.public_id), {"happened": "Gagal dua kali", "lesson": "Perlu agenda"})
    page = enter(cast.ayu).get(at(pair, "experiments")).content.decode()
    assert "Gagal dua kali" in page
    assert "Perlu agenda" in page


def test_experiment_of_a_year_is_refused(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    said = {"what": "Rapat berdiri", "until": "2027-11-23"}
    assert enter(cast.bram).post(at(pair, "experiments"), said).status_code == 422


def test_story_may_be_told_once_both_lend_their_names(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    said = {"insight": "Ulasan dibaca dulu", "insight_by": "mentor", "decision": "Anggaran naik", "reach": "unit"}
    bram.post(at(pair, "insights"), said)

    def told() -> bool:
        [opened] = opened_decisions(pair.relationship, open_vault(pair.relationship, reader=cast.ayu))
        return opened.may_be_told([cast.ayu.pk, cast.bram.pk])

    url = at(pair, "insight_consent", pair.relationship.decisions.get().public_id)
    for client in (ayu, bram):
        assert not told()
        client.post(url, {"consents": "yes"})
    assert told()
    ayu.post(url, {"consents": "no"})
    assert not told()


def test_only_its_author_erases_what_was_applied(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    enter(cast.ayu).post(at(pair, "applied"), {"what": "Membuka dasbor", "came_of_it": ""})
    url = at(pair, "applied_erase", pair.relationship.applied.get().public_id)
    bram = enter(cast.bram)
    assert "Membuka dasbor" in bram.get(at(pair, "applied")).content.decode()
    assert bram.post(url).status_code == 404
    enter(cast.ayu).post(url)
    assert not pair.relationship.applied.exists()


def test_benefit_asked_anew_is_read_after_writing_ones_own(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    ayu.post(at(pair, "benefit"), {"seeks": "Ingin tahu cara memimpin", "gives": ""})
    assert "Ingin tahu cara memimpin" not in bram.get(at(pair, "benefit")).content.decode()
    bram.post(at(pair, "benefit"), {"seeks": "Ingin paham data", "gives": "Waktu"})
    assert "Ingin tahu cara memimpin" in bram.get(at(pair, "benefit")).content.decode()
    vault = open_vault(pair.relationship, reader=cast.ayu)
    assert len(opened_benefits(pair.relationship, vault, reader=cast.ayu)) == 2


def test_gr19_open_two_way_check_is_shown_to_the_two_with_the_way_to_close_it(
    cast: Cast, enter: Enter, lead: Lead
) -> None:
    """GR-19: the session counts as held; the pair, and nobody else, sees whose lines are open."""
    pair = lead(Phase.GROWTH)
    meet(pair, 1, gave="Arus kas", gained="Dasbor")
    session = pair.relationship.sessions.order_by("starts_at")[0]
    way = at(pair, "session_check_in", session.public_id)
    assert way in enter(cast.ayu).get(at(pair, "exchange")).content.decode()
    assert way not in enter(cast.bram).get(at(pair, "exchange")).content.decode()
    check_in(session, CheckInAnswers(4, "mentor", "Dasbor", "Arus kas"), by=cast.ayu, now=NOW)
    assert way not in enter(cast.ayu).get(at(pair, "exchange")).content.decode()


def test_usefulness_of_one_is_not_shown_to_the_other(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    ayu = enter(cast.ayu)
    pages = []
    meet(pair, 1)
    session = pair.relationship.sessions.order_by("starts_at")[0]
    for figure in (1, 5):
        check_in(session, CheckInAnswers(figure, "mentor"), by=cast.bram, now=NOW)
        shown = ayu.get(at(pair, "exchange")).content.decode()
        pages.append(re.sub(r"\w{64}", "", shown))  # the token of each form
    assert pages[0] == pages[1]


def test_one_way_exchange_asks_both_until_one_wrote_anew(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    meet(pair, 3, gained="Dasbor")
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    for client in (ayu, bram):
        assert at(pair, "benefit") in client.get(at(pair, "pair")).content.decode()
    ayu.post(at(pair, "benefit"), {"seeks": "Ingin tahu cara memimpin"})
    for client in (ayu, bram):
        assert at(pair, "benefit") not in client.get(at(pair, "pair")).content.decode()


def test_gr09_turned_roles_give_each_side_its_sentence(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-09."""
    pair = lead(Phase.GROWTH)
    meet(pair, 3, taught="mentee")
    pages = [enter(person).get(at(pair, "pair")) for person in (cast.ayu, cast.bram)]
    to_mentor, to_mentee = (page.context["sentence"] for page in pages)
    for page, scene in zip(pages, ("kembali-mengajar", "kembali-belajar"), strict=True):
        assert reverse("participant:practice", args=[scene]) in page.content.decode()
    assert cast.bram.called in to_mentor
    assert cast.ayu.called in to_mentee
    assert to_mentor != to_mentee


def test_resting_pair_reads_and_writes_nothing(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    fill(pair)
    pause_relationship(pair.relationship, by=cast.ayu, now=NOW)
    client = enter(cast.ayu)
    for name in LISTS:
        assert client.get(at(pair, name)).content.decode().count("<textarea") == 0
    client.post(at(pair, "applied"), {"what": "baru"})
    assert pair.relationship.applied.count() == 1


def test_home_names_what_has_come_due_to_whom_it_belongs(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    today, later = NOW.date(), UNTIL
    for due_on in (today, later):
        make_promise(pair.relationship, "janji", owner=cast.bram, by=cast.bram, now=NOW, due_on=due_on)
    start_experiment(pair.relationship, "coba", "", until=later, by=cast.ayu, now=NOW)
    home = reverse("participant:home")

    def asked(person: Any) -> set[str]:
        addresses = {at(pair, "promises"), at(pair, "experiments")}
        return {thing.url for thing in enter(person).get(home).context["todo"]} & addresses

    assert asked(cast.bram) == {at(pair, "promises")}
    assert asked(cast.ayu) == set()
    start_experiment(pair.relationship, "coba", "", until=today, by=cast.ayu, now=NOW)
    assert asked(cast.ayu) == {at(pair, "experiments")}


def test_past_sessions_say_that_the_two_way_check_is_open(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-19, on the page of the pair itself."""
    pair = lead(Phase.GROWTH)
    meet(pair, 1, gave="Arus kas", gained="Dasbor")
    words = "cek dua arah masih terbuka"
    assert words in enter(cast.bram).get(at(pair, "pair")).content.decode()
    session = pair.relationship.sessions.order_by("starts_at")[0]
    check_in(session, CheckInAnswers(4, "mentor", "Dasbor", "Arus kas"), by=cast.ayu, now=NOW)
    first_talk = pair.relationship.sessions.order_by("-starts_at")[0]
    for person in (cast.ayu, cast.bram):
        with_lines = CheckInAnswers(4, "both", "Cerita", "Cerita")
        check_in(first_talk, with_lines, by=person, now=first_talk.ends_at)
    assert words not in enter(cast.bram).get(at(pair, "pair")).content.decode()


def test_what_comes_due_stands_on_the_pair_page_and_in_the_next_session(enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    relationship, mine, theirs = pair.relationship, pair.mentor, pair.mentee
    session = make_session(pair, starts_at=NOW + timedelta(days=3))
    later = make_session(pair, starts_at=NOW + timedelta(days=30))
    today = NOW.date()
    make_promise(relationship, "Kirim contoh dasbor", owner=mine, by=mine, now=NOW, due_on=today)
    make_promise(relationship, "Baca dua halaman", owner=theirs, by=theirs, now=NOW)
    make_promise(relationship, "Bulan depan saja", owner=mine, by=mine, now=NOW, due_on=UNTIL + timedelta(days=9))
    start_experiment(relationship, "Rapat tanpa slide", "", until=today + timedelta(days=2), by=mine, now=NOW)

    assert "Satu janji kecil Anda menunggu jawaban" in enter(mine).get(at(pair, "pair")).content.decode()
    assert "menunggu jawaban" not in enter(theirs).get(at(pair, "pair")).content.decode()  # theirs has no day
    for person in (mine, theirs):
        page = enter(person).get(at(pair, "session", session.public_id)).content.decode()
        for words in ("Kirim contoh dasbor", "Baca dua halaman", "Rapat tanpa slide"):
            assert words in page
        assert "Bulan depan saja" not in page
        assert "Kirim contoh dasbor" not in enter(person).get(at(pair, "session", later.public_id)).content.decode()
