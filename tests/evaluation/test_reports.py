from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.surveys import answer
from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.evaluation.words import report_in_words
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole
from timbalik.relationships.states import Side
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(db: None) -> Programme:
    return make_programme(make_organisation())


def make_pairs(programme: Programme, count: int) -> list[Pair]:
    return [make_pair(programme) for _ in range(count)]


def ask(programme: Programme, kind: str, pairs: list[Pair], mentor: int, mentee: int) -> None:
    """Everybody answers INC1; half of them one point apart from the other half, so that there is a spread."""
    wave = open_wave(programme.cohorts.get(), kind, now=NOW)
    for position, pair in enumerate(pairs):
        answer(wave, pair.mentor, Side.MENTOR, INC1=mentor + position % 2)
        answer(wave, pair.mentee, Side.MENTEE, INC1=mentee + position % 2)


def inclusion(report: Report, side: str) -> dict[str, object]:
    return next(row for row in report.content["pulses"] if (row["item"], row["side"]) == ("INC1", side))


def test_change_of_a_large_programme_has_an_interval_and_no_word_of_cause(programme: Programme) -> None:
    pairs = make_pairs(programme, 24)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    wave = open_wave(programme.cohorts.get(), WaveKind.END, now=NOW)
    for position, pair in enumerate(pairs):
        answer(wave, pair.mentor, Side.MENTOR, INC1=4 if position % 3 else 3)
        answer(wave, pair.mentee, Side.MENTEE, INC1=4)
    change = inclusion(freeze_report(programme, by=None, now=NOW), "both")["change"]
    assert change["claims"] == ["interval", "changed", "without_comparison", "may_come_from_who_took_part"]  # type: ignore[index]
    assert change["direction"] == "up"  # type: ignore[index]


def test_fewer_than_ten_pairs_state_no_effect(programme: Programme) -> None:
    pairs = make_pairs(programme, 9)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    ask(programme, WaveKind.END, pairs, 4, 4)
    report = freeze_report(programme, by=None, now=NOW)
    change = inclusion(report, "both")["change"]
    assert change["claims"] == ["took_place", "too_few_pairs"]  # type: ignore[index]
    assert change["interval"] is None  # type: ignore[index]


def test_fewer_than_five_answers_show_nothing(programme: Programme) -> None:
    pairs = make_pairs(programme, 2)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    report = freeze_report(programme, by=None, now=NOW)
    assert report.content["pulses"] == []
    assert [row["answered"] for row in report.content["answered"]] == [None, None]
    assert [step["people"] for funnel in report.content["funnels"] for step in funnel["steps"]] == [None] * 10


def test_small_side_is_not_revealed_by_subtracting_it(programme: Programme) -> None:
    """Twelve mentors and three mentees answered: the total and the mentors together would betray the mentees."""
    pairs = make_pairs(programme, 12)
    wave = open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)
    for position, pair in enumerate(pairs):
        answer(wave, pair.mentor, Side.MENTOR, INC1=3)
        if position < 3:
            answer(wave, pair.mentee, Side.MENTEE, INC1=1)
    sides = {
        row["side"] for row in freeze_report(programme, by=None, now=NOW).content["pulses"] if row["item"] == "INC1"
    }
    assert sides == {"both"}


def test_second_report_does_not_betray_who_answered_in_between(programme: Programme) -> None:
    pairs = make_pairs(programme, 12)
    wave = open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)
    for pair in pairs[:10]:
        answer(wave, pair.mentor, Side.MENTOR, INC1=3)
    first = freeze_report(programme, by=None, now=NOW)
    for pair in pairs[10:]:
        answer(wave, pair.mentor, Side.MENTOR, INC1=1)
    second = freeze_report(programme, by=None, now=NOW + timedelta(days=7))
    assert [row["waves"][0]["n"] for row in first.content["pulses"] if row["item"] == "INC1"] == [10]
    assert [row for row in second.content["pulses"] if row["item"] == "INC1"] == []


def test_change_and_means_speak_of_the_same_people(programme: Programme) -> None:
    """One person answers at the start only: beside the mean of everybody, the change of the others would betray them."""
    pairs = make_pairs(programme, 12)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    ask(programme, WaveKind.END, pairs[:11], 3, 3)
    report = freeze_report(programme, by=None, now=NOW)
    row = inclusion(report, "mentor")
    assert [wave["n"] for wave in row["waves"]] == [11, 11]  # type: ignore[attr-defined]
    shown = {
        (cell["measure"], len(cell["people"])) for cell in report.cells if cell["measure"] == "pulse:INC1:baseline"
    }
    assert shown == {("pulse:INC1:baseline", 22), ("pulse:INC1:baseline", 11)}


def test_baseline_shown_early_keeps_the_change_of_all_but_one_hidden(programme: Programme) -> None:
    pairs = make_pairs(programme, 12)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    freeze_report(programme, by=None, now=NOW)
    ask(programme, WaveKind.END, pairs[:11], 3, 3)
    report = freeze_report(programme, by=None, now=NOW + timedelta(days=7))
    assert [row["change"] for row in report.content["pulses"] if row["item"] == "INC1"] == [None, None, None]


def test_frozen_report_does_not_follow_the_data(programme: Programme) -> None:
    pairs = make_pairs(programme, 6)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    report = freeze_report(programme, by=None, now=NOW)
    before = report.content
    make_pairs(programme, 6)
    report.refresh_from_db()
    assert report.content == before
    assert report.content["pairs"]["opened"] == 6


def test_report_reads_in_a_fixed_number_of_queries(programme: Programme, django_assert_num_queries: object) -> None:
    from django.db import connection  # app ready
    from django.test.utils import CaptureQueriesContext  # app ready

    counts = []
    for more in (6, 12):
        pairs = make_pairs(programme, more)
        wave = open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)
        for pair in pairs:
            answer(wave, pair.mentor, Side.MENTOR, INC1=3)
        with CaptureQueriesContext(connection) as caught:
            freeze_report(programme, by=None, now=NOW)
        counts.append(len(caught))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["id", "en"])
def test_words_never_claim_a_cause_without_a_comparison(programme: Programme, language: str) -> None:
    pairs = make_pairs(programme, 24)
    ask(programme, WaveKind.BASELINE, pairs, 1, 1)
    ask(programme, WaveKind.END, pairs, 4, 4)
    with translation.override(language):
        words = report_in_words(freeze_report(programme, by=None, now=NOW))
    spoken = " ".join(
        [words.headline, words.design, *(sentence for row in words.changes for sentence in row.sentences)]
    ).lower()
    for forbidden in ("menyebabkan", "terbukti", "berhasil", "caused", "proven", "improved", "impact", "dampak"):
        assert forbidden not in spoken.replace("menyebabkan perubahan tidak", "").replace("caused a change can't", "")
    assert ("tanpa kelompok pembanding" if language == "id" else "without a comparison group") in spoken


def test_numbers_are_written_the_way_the_reader_writes_them(programme: Programme) -> None:
    pairs = make_pairs(programme, 12)
    make_enrolment(programme, make_person(programme.organisation, "Yohanes"), EnrolmentRole.MENTOR)
    ask(programme, WaveKind.BASELINE, pairs, 2, 2)
    report = freeze_report(programme, by=None, now=NOW)
    with translation.override("id"):
        assert report_in_words(report).changes[0].waves[0][1] == "2,5"
    with translation.override("en"):
        assert report_in_words(report).changes[0].waves[0][1] == "2.5"
