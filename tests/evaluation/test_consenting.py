"""Answers of somebody who does not allow it enter no evaluation; that they answered is counted all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.people import NOW, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.surveys import allow_research
from timbalik.evaluation.consenting import usable_pseudonyms
from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing, withdraw_consent
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import Programme
from timbalik.surveys.models import Pseudonym, Response, Wave
from timbalik.surveys.operations import open_wave, submit_response
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(db: None) -> Programme:
    return make_programme(make_organisation())


@pytest.fixture
def pairs(programme: Programme) -> list[Pair]:
    return [make_pair(programme) for _ in range(12)]


@pytest.fixture
def wave(programme: Programme, pairs: list[Pair]) -> Wave:
    return open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)


def answer(wave: Wave, mentor: Person, value: int) -> None:
    submit_response(wave, person=mentor, side="mentor", answers={"INC1": value}, now=NOW)


def shown(report: Report) -> list[tuple[int, float]]:
    return [
        (wave["n"], wave["mean"]["estimate"])
        for row in report.content["pulses"]
        for wave in row["waves"]
        if (row["item"], row["side"]) == ("INC1", "mentor")
    ]


def test_answers_without_consent_are_in_no_figure(programme: Programme, pairs: list[Pair], wave: Wave) -> None:
    """Six allow it and say 4, six do not and say 1: the mean is that of the six who allow it."""
    for position, pair in enumerate(pairs):
        answer(wave, pair.mentor, 4 if position < 6 else 1)
        if position < 6:
            allow_research(pair.mentor)
    report = freeze_report(programme, by=None, now=NOW)
    assert shown(report) == [(6, 4.0)]
    assert [row["answered"] for row in report.content["answered"] if row["side"] == "mentor"] == [12]
    used = {str(one) for one in usable_pseudonyms(programme)}
    told = {person for cell in report.cells if cell["measure"].startswith("pulse:") for person in cell["people"]}
    assert told == used


def test_withdrawn_consent_takes_the_answer_out_of_the_next_report(
    programme: Programme, pairs: list[Pair], wave: Wave
) -> None:
    for pair in pairs:
        answer(wave, pair.mentor, 3)
        allow_research(pair.mentor)
    first = freeze_report(programme, by=None, now=NOW)
    for pair in pairs[:6]:
        withdraw_consent(pair.mentor, ConsentPurpose.RESEARCH, by=pair.mentor, now=NOW)
    second = freeze_report(programme, by=None, now=NOW + timedelta(days=7))
    assert (shown(first), shown(second)) == ([(12, 3.0)], [(6, 3.0)])


@pytest.mark.parametrize("act", ["restrict", "erase"])
def test_resting_and_erased_people_are_left_out(programme: Programme, pairs: list[Pair], wave: Wave, act: str) -> None:
    for pair in pairs[:3]:
        answer(wave, pair.mentor, 3)
        allow_research(pair.mentor)
    gone = pairs[0].mentor
    mine = Pseudonym.objects.of(programme.organisation).get(person=gone).value
    if act == "restrict":
        restrict_processing(gone, by=gone, now=NOW)
    else:
        erase_person(gone, by=None, now=NOW)
    assert mine not in usable_pseudonyms(programme)
    assert len(usable_pseudonyms(programme)) == 2
    assert Response.objects.of(programme.organisation).filter(pseudonym=mine).exists()


def test_consent_elsewhere_says_nothing_here(programme: Programme, pairs: list[Pair], wave: Wave) -> None:
    """Another person's consent, and another purpose, open nothing."""
    answer(wave, pairs[0].mentor, 3)
    allow_research(pairs[1].mentor)
    assert usable_pseudonyms(programme) == frozenset()
