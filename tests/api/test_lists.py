"""Lists: one number of queries whatever their length, and every row once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.enrolment import make_invited, make_open_programme
from tests.factories.matching import Studio
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.factories.relationships import make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from timbalik.evaluation.operations import freeze_report
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round, send_proposals
from timbalik.matching.states import RoundState
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState

Add = Callable[[], object]


def queries_of(program: Program, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = program.get(address)
    assert answer.status_code == 200, answer.content
    return len(queries)


def assert_constant(program: Program, address: str, add: Add) -> None:
    """One row, then three: the same number of queries, within twelve beside those that let the caller in."""
    add()
    program.get(address)  # the first use of the day is written down
    one = queries_of(program, address)
    before = program.get(address).json()["total"]
    add()
    add()
    assert program.get(address).json()["total"] == before + 2
    assert queries_of(program, address) == one
    assert one <= 16, one


@pytest.fixture
def programme(cast: Cast) -> Programme:
    programme = make_programme(cast.organisation)
    make_role(cast.citra, programme=programme)
    return programme


def test_programmes(cast: Cast) -> None:
    make_role(cast.citra)

    assert_constant(program_of(cast.citra), "/programmes", lambda: make_programme(cast.organisation))


def test_enrolments(cast: Cast, programme: Programme) -> None:
    def add() -> None:
        make_enrolment(programme, make_person(cast.organisation))

    assert_constant(program_of(cast.citra), f"/programmes/{programme.public_id}/enrolments", add)


def test_rounds(cast: Cast, programme: Programme) -> None:
    def add() -> None:
        Round.objects.create(
            organisation=cast.organisation,
            programme=programme,
            cohort=programme.cohorts.get(),
            number=programme.rounds.count() + 1,
            state=RoundState.DISCARDED,
            opened_at=NOW,
        )

    assert_constant(program_of(cast.citra), f"/programmes/{programme.public_id}/rounds", add)


@pytest.mark.parametrize("what", ["proposals", "unmatched"])
def test_what_a_round_proposes(cast: Cast, what: str) -> None:
    def make(number: int, pairs: int) -> str:
        programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
        make_role(cast.citra, programme=programme)
        studio = Studio(programme, cast.citra)
        for place in range(pairs):
            studio.mentor(f"Mentor {number} {place}")
            studio.mentee(f"Mentee {number} {place}")
            studio.mentee(f"Tanpa waktu {number} {place}", hours=())
        round_ = open_round(studio.cohort, by=cast.citra, now=NOW)
        return f"/programmes/{programme.public_id}/rounds/{round_.number}/{what}"

    program = program_of(cast.citra)
    small, large = make(1, 1), make(2, 3)
    program.get("/me")

    assert (program.get(small).json()["total"], program.get(large).json()["total"]) == (1, 3)
    assert queries_of(program, small) == queries_of(program, large) <= 16


def test_relationships(cast: Cast, programme: Programme) -> None:
    def add() -> None:
        pair = make_pair(
            programme, mentor=make_person(cast.organisation), mentee=make_person(cast.organisation), phase="growth"
        )
        make_session(pair)

    assert_constant(program_of(cast.citra), f"/programmes/{programme.public_id}/relationships", add)


def test_reports(cast: Cast, programme: Programme) -> None:
    address = f"/programmes/{programme.public_id}/reports"

    assert_constant(program_of(cast.citra), address, lambda: freeze_report(programme, by=None, now=NOW))


@pytest.mark.usefixtures("content")
def test_my_enrolments(cast: Cast) -> None:
    names = iter("ABC")

    def add() -> None:
        make_invited(make_open_programme(cast.organisation, name=next(names)), cast.ayu)

    assert_constant(program_of(cast.ayu), "/my/enrolments", add)


def test_my_proposals(cast: Cast) -> None:
    def add() -> None:
        programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
        studio = Studio(programme, cast.citra)
        studio.mentor(person=cast.ayu)
        studio.mentee(f"Mentee {programme.name}")
        send_proposals(open_round(studio.cohort, by=cast.citra, now=NOW), by=cast.citra, now=NOW)

    assert_constant(program_of(cast.ayu), "/my/proposals", add)


def test_my_relationships(cast: Cast) -> None:
    def add() -> None:
        make_pair(make_programme(cast.organisation), mentor=cast.ayu, mentee=make_person(cast.organisation))

    assert_constant(program_of(cast.ayu), "/my/relationships", add)


def test_my_sessions(cast: Cast, programme: Programme) -> None:
    pair = make_pair(programme, mentor=cast.ayu, mentee=cast.bram)
    address = f"/my/relationships/{pair.relationship.public_id}/sessions"

    assert_constant(program_of(cast.ayu), address, lambda: make_session(pair, starts_at=NEXT_DAY))


def test_pages_follow_each_other(cast: Cast, programme: Programme) -> None:
    for number in range(5):
        make_enrolment(programme, make_person(cast.organisation, f"Orang {number % 2}"))
    program = program_of(cast.citra)
    address = f"/programmes/{programme.public_id}/enrolments"
    pages = [program.get(address, limit=2, offset=offset).json() for offset in (0, 2, 4, 6)]

    assert [(len(page["items"]), page["total"]) for page in pages] == [(2, 5), (2, 5), (1, 5), (0, 5)]
    assert len({row["id"] for page in pages for row in page["items"]}) == 5
