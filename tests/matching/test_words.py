from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from tests.factories.matching import AFTERNOONS, Studio
from timbalik.matching.models import Unmatched
from timbalik.matching.operations import open_round
from timbalik.matching.queries.rounds import rounds_run_by
from timbalik.matching.queries.words import hours_in_words, reasons_in_words, topics_in_words, unmatched_in_words
from timbalik.matching.rules import can_run_round

pytestmark = pytest.mark.either


def test_reasons_say_both_directions_in_indonesian(studio: Studio, now: datetime) -> None:
    studio.mentor("Wahyu Nugroho", nickname="Wahyu", salutation="Kak")
    studio.mentee("Endang Lestariningsih", nickname="Endang", salutation="Bu")
    proposal = open_round(studio.cohort, by=studio.coordinator, now=now).proposals.get()

    with translation.override("id"):
        assert reasons_in_words(proposal) == [
            "Kak Wahyu menawarkan toko daring, dan Bu Endang ingin mempelajarinya.",
            "Bu Endang menawarkan laporan keuangan, dan Kak Wahyu ingin mempelajarinya.",
            "Keduanya luang pada waktu yang sama selama empat jam per pekan.",
            "Keduanya berasal dari unit yang berbeda.",
        ]


def test_reasons_say_what_is_missing(studio: Studio, now: datetime) -> None:
    studio.mentor("Wahyu", offers={"toko-daring": 1, "lain": 5}, wants={"tidak-ada": 5})
    studio.mentee("Endang", wants={"toko-daring": 1, "hukum": 5})
    proposal = open_round(studio.cohort, by=studio.coordinator, now=now).proposals.get()

    with translation.override("en"):
        words = reasons_in_words(proposal)

    assert "Nothing that Endang offers is on the list of Wahyu." in words
    assert "Wahyu gains 0 of 100 points, less than the programme asks for." in words


def test_unmatched_are_told_why_and_what_would_help(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor("Wahyu")
    studio.mentee("Tumpal", hours=AFTERNOONS)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    row = Unmatched.objects.of(studio.organisation).get(round=round_, enrolment=mentor)

    with translation.override("id"):
        assert unmatched_in_words(row) == ("Tidak ada mentee yang luang pada jam yang diisi.", "Minta waktu lain")
    with translation.override("en"):
        assert unmatched_in_words(row) == ("No mentee is free at the hours given.", "Ask for other hours")


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (30, "30 menit", "30 minutes"),
        (60, "satu jam", "one hour"),
        (90, "satu setengah jam", "one and a half hours"),
        (240, "empat jam", "four hours"),
    ],
)
def test_hours_in_words(minutes: int, indonesian: str, english: str) -> None:
    with translation.override("id"):
        assert hours_in_words(minutes) == indonesian
    with translation.override("en"):
        assert hours_in_words(minutes) == english


def test_topics_stand_in_a_sentence() -> None:
    """Names begin small, abbreviations stay; “serta” keeps topics apart that hold an “dan” themselves."""
    names = {"a": "Membaca dasbor", "b": "K3 di gudang", "c": "Harga dan marjin"}

    with translation.override("id"):
        assert topics_in_words("abc", names) == "membaca dasbor, K3 di gudang serta harga dan marjin"


def test_who_may_run_a_round_is_said_alike_by_rule_and_query(studio: Studio, elsewhere: Studio, now: datetime) -> None:
    studio.mentor()
    studio.mentee()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    for person in (studio.coordinator, elsewhere.coordinator):
        assert can_run_round(person, round_) == rounds_run_by(person).filter(pk=round_.pk).exists()
    assert can_run_round(studio.coordinator, round_)
