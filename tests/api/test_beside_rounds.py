"""Drafts, comparison, adjustment and decided pairs, by a program."""

from __future__ import annotations

import io

import pytest

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations import open_round
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def program(studio: Studio) -> Program:
    return program_of(studio.coordinator)


def at(round_: Round, tail: str) -> str:
    return f"/programmes/{round_.programme.public_id}/rounds/{round_.number}/{tail}"


def file_of(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "pasangan.csv"
    return file


def test_draft_is_kept_compared_and_taken(program: Program, studio: Studio) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    draft = program.post(at(round_, "drafts"), {"name": "Awal"}).json()
    again = program.post(at(round_, "drafts"), {"name": "Awal"})
    assert (again.status_code, again.json()["code"]) == (422, "draft_name_taken")

    listed = program.get(at(round_, "drafts")).json()
    assert [one["name"] for one in listed["drafts"]] == ["Awal"]
    where = f"/programmes/{round_.programme.public_id}/comparison?before={draft['id']}&after=1&show=all"
    found = program.get(where).json()
    assert found.get("counts") == {"same": 2}, found
    assert found["before"] == found["after"]
    assert found["changes"]["total"] == 2

    taken = program.post(at(round_, f"drafts/{draft['id']}/take"), {"version": listed["version"]}).json()
    assert (taken["kept"], taken["refused"]) == (2, [])
    stale = program.post(at(round_, f"drafts/{draft['id']}/take"), {"version": listed["version"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "arrangement_changed")


def test_adjustment_is_planned_and_then_done(program: Program, studio: Studio) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    plan = program.get(at(round_, "adjustment")).json()
    assert [(one["mentor"]["name"], one["mentee"]["name"]) for one in plan["come"]] == [("Suharti", "Sutikno")]
    assert (plan["stay"], plan["people_moved"]) == (2, 0)

    assert program.post(at(round_, "adjustment"), {"stamp": "lain"}).json()["code"] == "adjustment_changed"
    assert program.post(at(round_, "adjustment"), {"stamp": plan["stamp"]}).status_code == 200
    assert Proposal.objects.of(studio.organisation).filter(round=round_).count() == 3


def test_decided_pairs_are_tried_and_then_kept(program: Program, studio: Studio) -> None:
    studio.mentor("Rangga")
    studio.mentor("Hafizh")
    studio.mentee("Endang")
    studio.mentee("Lukas")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    text = "Mentor,Mentee\nRangga,Lukas\nRangga,Sutarjo Entah\n"
    tried = program.post(at(round_, "pairs"), {"file": file_of(text), "dry_run": "true"}).json()
    assert [(one["row"], one["verdict"]["code"]) for one in tried["rows"]] == [(3, "unknown"), (2, "ok")]
    assert not Override.objects.of(studio.organisation).exists()

    silent = program.post(at(round_, "pairs"), {"file": file_of(text)})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_missing")
    kept = program.post(at(round_, "pairs"), {"file": file_of(text), "reason": "Direksi memutuskan"})
    assert (kept.status_code, kept.json()["ready"], kept.json()["left_out"]) == (201, 1, 1)
    assert Override.objects.of(studio.organisation).get().reason == "Direksi memutuskan"

    wrong = program.post(at(round_, "pairs"), {"file": file_of("Kota\nMedan\n")})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "headers_missing")
