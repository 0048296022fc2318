"""Rounds of many people by a program: the request asks, the worker computes, the round tells how it ended."""

from __future__ import annotations

import io

import pytest

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
from timbalik.matching.models import Override, PairSheet, Proposal, Round
from timbalik.matching.operations import open_round, override_pair, send_proposals
from timbalik.matching.states import ProposalState, RoundState
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.models import Relationship


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def program(studio: Studio) -> Program:
    return program_of(studio.coordinator)


@pytest.fixture
def round_(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Round:
    many(studio, 3)
    found = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 3)
    return found


def at(round_: Round, tail: str) -> str:
    return f"/programmes/{round_.programme.public_id}/rounds/{round_.number}/{tail}"


def work(round_: Round, kind: str) -> None:
    """What the worker does next."""
    found = round_.works.get(ended_at__isnull=True)
    assert found.kind == kind
    tasks.carry_out.func(found.pk)
    found.refresh_from_db()
    round_.refresh_from_db()
    assert (found.end, found.refusal) == ("done", "")


def test_adjustment_is_computed_first_and_taken_then(program: Program, round_: Round, studio: Studio) -> None:
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    early = program.get(at(round_, "adjustment"))
    assert (early.status_code, early.json()["code"]) == (409, "not_computed")

    asked = program.post(at(round_, "adjustment/plan"))
    assert (asked.status_code, asked.json()["work"]["kind"]) == (202, "plan")
    work(round_, "plan")
    plan = program.get(at(round_, "adjustment")).json()
    assert [one["mentee"]["name"] for one in plan["come"]] == ["Sutikno"]

    assert program.post(at(round_, "adjustment"), {"stamp": plan["stamp"]}).status_code == 202
    work(round_, "adjust")
    assert Proposal.objects.of(studio.organisation).filter(state=ProposalState.DRAFT).count() == 4


def test_groups_and_undo_are_left_to_the_worker(program: Program, round_: Round) -> None:
    one, other = Proposal.objects.of(round_.organisation_id).order_by("pk")[:2]
    two = {"one": str(one.mentee.public_id), "other": str(other.mentee.public_id), "kind": "apart"}
    assert program.get(at(round_, "groups"), **two).json()["possible"] is True

    asked = program.post(at(round_, "groups"), {**two, "reason": "Satu proyek.", "version": 1})
    assert (asked.status_code, asked.json()["work"]["kind"]) == (202, "group")
    work(round_, "group")
    kept = Override.objects.of(round_.organisation_id).get()
    assert program.post(at(round_, f"decisions/{kept.public_id}/undo"), {"version": 1}).json()["code"] == (
        "arrangement_changed"
    )
    assert program.post(at(round_, f"decisions/{kept.public_id}/undo"), {"version": 2}).status_code == 202
    work(round_, "undo")
    assert not Override.objects.of(round_.organisation_id).exists()


def test_sheet_is_judged_at_once_and_priced_by_the_worker(program: Program, round_: Round) -> None:
    tried = program.post(at(round_, "pairs"), {"dry_run": True, "file": sheet("Mentor 0;Mentee 1\nMentor 1;Entah\n")})
    found = tried.json()
    assert (tried.status_code, found["ready"], found["left_out"], found["loss_hundredths"]) == (202, 1, 1, None)
    work(round_, "price")
    priced = program.get(at(round_, f"pairs/{found['sheet']}")).json()
    assert isinstance(priced["loss_hundredths"], int)

    kept = program.post(at(round_, "pairs"), {"reason": "Rapat", "file": sheet("Mentor 0;Mentee 1\n")})
    assert kept.status_code == 202
    work(round_, "sheet")
    assert Override.objects.of(round_.organisation_id).get().reason == "Rapat"
    empty = program.post(at(round_, "pairs"), {"reason": "Rapat", "file": sheet("Entah;Siapa\n")})
    assert (empty.status_code, empty.json()["code"]) == (409, "nothing_to_import")
    assert PairSheet.objects.of(round_.organisation_id).count() == 1  # of the dry run, for a day


def sheet(rows: str) -> io.BytesIO:
    file = io.BytesIO(f"Mentor;Mentee\n{rows}".encode())
    file.name = "pasangan.csv"
    return file


def test_bound_is_told_without_computing_and_is_no_price(program: Program, round_: Round) -> None:
    one, other = Proposal.objects.of(round_.organisation_id).order_by("pk")[:2]
    two = {"mentor": str(one.mentor.public_id), "mentee": str(other.mentee.public_id)}

    bound = program.get(at(round_, "why/at-least"), **two).json()
    price = program.get(at(round_, "why"), **two).json()

    assert set(bound) == {"at_least_pairs", "at_least_under_floor", "at_least_hundredths"}
    told = [bound["at_least_pairs"] or 0, bound["at_least_under_floor"] or 0, bound["at_least_hundredths"] or 0]
    assert any(told)
    named = next(place for place, amount in enumerate(told) if amount)
    exact = [price["loss_pairs"], price["loss_floor"], price["loss_hundredths"]]
    assert told[: named + 1] <= exact[: named + 1]


def test_accepted_pairs_of_many_are_opened_by_the_worker(program: Program, round_: Round, studio: Studio) -> None:
    send_proposals(round_, by=studio.coordinator, now=NOW)
    round_.proposals.update(state=ProposalState.ACCEPTED)

    asked = program.post(at(round_, "publish"))
    assert (asked.status_code, asked.json()["step"]) == (202, "publishing")
    assert program.post(at(round_, "publish")).json()["code"] == "round_not_open"
    assert program.post(at(round_, "adjustment/plan")).json()["code"] == "round_computing"
    assert not Relationship.objects.of(studio.organisation).exists()
    tasks.publish.func(round_.pk, studio.coordinator.pk)

    round_.refresh_from_db()
    assert (round_.state, Relationship.objects.of(studio.organisation).count()) == (RoundState.PUBLISHED, 3)


def test_likely_remedies_are_proved_by_the_worker(program: Program, round_: Round) -> None:
    assert program.post(at(round_, "remedies/prove"), {"version": 1}).status_code == 202
    work(round_, "remedies")


def test_decisions_of_small_rounds_are_still_taken_at_once(program: Program, studio: Studio) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    pair = Proposal.objects.of(round_.organisation_id).first()
    assert pair is not None
    kept = override_pair(
        round_, mentor=pair.mentor, mentee=pair.mentee, kind="lock", reason="Ya", by=studio.coordinator, now=NOW
    )

    assert program.post(at(round_, f"decisions/{kept.public_id}/undo")).status_code == 200
    assert program.get(at(round_, "adjustment")).status_code == 200


def test_round_is_opened_for_the_wave_that_is_named(program: Program, studio: Studio) -> None:
    many(studio, 1)
    address = f"/programmes/{studio.programme.public_id}/rounds"

    assert program.post(address, {"wave": 9}).status_code == 404
    assert program.post(address, {"wave": 0}).status_code == 422
    assert program.post(address, {"wave": 1}).status_code == 201


@pytest.mark.parametrize("tail", ["adjustment/plan", "remedies/prove", "publish"])
def test_background_work_is_not_there_for_others(cast: Cast, round_: Round, tail: str) -> None:
    assert program_of(cast.dian).post(at(round_, tail), {}).status_code == 404
    assert not round_.works.exists()
