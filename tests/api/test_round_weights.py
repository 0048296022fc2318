"""Weights by API: tried, used, refused when somebody was faster; computed by the worker and stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round
from timbalik.matching.warm import asking
from timbalik.programmes.states import ProgrammeState

OTHER = {"mentee": 80, "mentor": 0, "hours": 12, "across_units": 8}


@pytest.fixture
def round_(cast: Cast, now: datetime) -> Round:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    many(studio, 4)
    return open_round(studio.cohort, by=cast.citra, now=now)


def where(round_: Round, what: str = "") -> str:
    return f"/programmes/{round_.programme.public_id}/rounds/{round_.number}{what}"


@pytest.fixture
def program(cast: Cast) -> Program:
    return program_of(cast.citra)


def test_weights_are_tried_and_then_used(program: Program, round_: Round) -> None:
    tried = program.get(where(round_, "/weights/preview"), **OTHER).json()
    assert (tried["version"], tried["then"]["pairs"], tried["is_proved"]) == (1, 4, True)
    assert program.get(where(round_)).json()["weights"]["mentee"] == 40

    used = program.post(where(round_, "/weights"), {**OTHER, "version": tried["version"]})

    assert (used.status_code, used.json()["version"], used.json()["weights"]["mentee"]) == (200, 2, 80)
    assert used.json()["standing"]["total_hundredths"] == tried["then"]["total_hundredths"]


@pytest.mark.parametrize(("method", "what"), [("GET", "/weights/preview"), ("POST", "/weights")])
def test_weights_of_another_sum_are_refused(program: Program, round_: Round, method: str, what: str) -> None:
    said: dict[str, Any] = {**OTHER, "mentee": 81}

    answer = program.get(where(round_, what), **said) if method == "GET" else program.post(where(round_, what), said)

    assert (answer.status_code, answer.json()["code"]) == (422, "weights_refused")


def test_whoever_saw_an_older_arrangement_is_refused(program: Program, round_: Round) -> None:
    assert program.post(where(round_, "/compute"), {"version": 1}).json()["version"] == 2

    for answer in (
        program.post(where(round_, "/weights"), {**OTHER, "version": 1}),
        program.get(where(round_, "/weights/preview"), **OTHER, version=1),
        program.post(where(round_, "/compute"), {"version": 1}),
        program.post(where(round_, "/unknown-lines"), {"reason": "Diperiksa.", "version": 1}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "arrangement_changed")


def test_answer_that_is_not_ready_says_when_to_ask_again(
    program: Program, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.COMPANION.stop()  # one that has yet to start is not ready at once
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.0)

    answer = program.get(where(round_, "/weights/preview"), **OTHER)

    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (409, "still_computing", "2")


def test_large_round_is_left_to_the_worker_and_stopped(
    program: Program, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 1)
    asked = program.post(where(round_, "/weights"), OTHER)
    assert (asked.status_code, asked.json()["step"], asked.json()["work"]["kind"]) == (202, "waiting", "weights")
    assert program.post(where(round_, "/compute"), {}).json()["code"] == "round_computing"

    stopped = program.post(where(round_, "/stop")).json()
    tasks.carry_out.func(round_.works.get().pk)

    assert (stopped["step"], stopped["work"]["end"]) == ("", "stopped")
    now = program.get(where(round_)).json()
    assert (now["version"], now["weights"]["mentee"]) == (1, 40)
    assert program.post(where(round_, "/stop")).json()["code"] == "round_not_open"
