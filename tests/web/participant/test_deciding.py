"""Prepare, plan, decide, part: every page for both sides, for nobody else, and in one number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.relationships import Pair
from tests.factories.workbooks import ANSWERS as WORKBOOK
from tests.factories.workbooks import fill, make_workbook_text
from tests.journey.pairs import hold
from tests.web.participant.conftest import Enter, Lead
from timbalik.journey.operations import suggest_extension, suggest_skip, write_closure_part
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations import TidyAnswers, add_step, close_goal, end_relationship, endorse, tidy_up
from timbalik.relationships.states import ClosurePart, Ending, GoalState, NextStep, Phase, RelationshipState, Side

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(pair: Pair, name: str, *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


def again(pair: Pair) -> Relationship:
    return Relationship.objects.of(pair.relationship.organisation).get(pk=pair.relationship.pk)


# --- Preparation


def test_workbook_names_the_reader_of_each_field_and_keeps_what_is_ones_own(
    cast: Cast, enter: Enter, lead: Lead
) -> None:
    make_workbook_text()
    pair = lead(Phase.PREPARATION)
    page = enter(cast.bram).get(at(pair, "workbook")).content.decode()
    assert page.count("Hanya Anda yang membaca ini.") == 3
    assert page.count("Anda dan pasangan mentoring Anda membaca ini.") == 2
    enter(cast.bram).post(at(pair, "workbook"), WORKBOOK)
    fill(pair.relationship, cast.ayu, NOW, address="Ayu saja")
    theirs = enter(cast.ayu).get(at(pair, "workbook")).content.decode()
    assert "Kak Ayu" in theirs
    assert WORKBOOK["reason"] in enter(cast.bram).get(at(pair, "workbook")).content.decode()
    fill(pair.relationship, cast.ayu, NOW, reason="alasan Ayu")
    assert WORKBOOK["reason"] not in enter(cast.ayu).get(at(pair, "workbook")).content.decode()


def test_partners_answers_wait_until_ones_own_are_complete(cast: Cast, enter: Enter, lead: Lead) -> None:
    make_workbook_text()
    pair = lead(Phase.PREPARATION)
    fill(pair.relationship, cast.bram, NOW, address="Pak Bram saja")
    assert "Pak Bram saja" not in enter(cast.ayu).get(at(pair, "workbook")).content.decode()


def test_open_workbook_holds_the_phase_and_leads_to_its_page(cast: Cast, enter: Enter, lead: Lead) -> None:
    make_workbook_text()
    pair = lead(Phase.PREPARATION)
    assert at(pair, "workbook") in enter(cast.ayu).get(at(pair, "pair")).content.decode()


# --- The plan


def test_plan_shows_goal_sessions_and_steps(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    hold(pair, at=NOW - 3 * DAY)
    goal = pair.relationship.goals.get()
    enter(cast.bram).post(at(pair, "step_add", goal.public_id), {"text": "Membuka dasbor", "due_on": "2026-12-01"})
    step = goal.steps.get()
    page = enter(cast.ayu).get(at(pair, "plan")).content.decode()
    assert "Membaca dasbor sendiri" in page
    assert "Membuka dasbor" in page
    assert 'data-kind="suggested"' in page
    enter(cast.ayu).post(at(pair, "step", step.public_id), {"act": "done"})
    step.refresh_from_db()
    assert step.done_at == NOW
    enter(cast.ayu).post(at(pair, "step", step.public_id), {"act": "remove"})
    assert not goal.steps.exists()


def test_plan_asks_no_more_with_more_steps_and_sessions(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    goal, client = pair.relationship.goals.get(), enter(cast.ayu)
    add_step(goal, "satu", None, by=cast.ayu, now=NOW)
    hold(pair, at=NOW - 9 * DAY)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(at(pair, "plan")).status_code == 200
        return len(context)

    few = queries()
    for number in range(3):
        add_step(goal, f"{number}", None, by=cast.ayu, now=NOW)
        hold(pair, at=NOW - (number + 3) * DAY)
    assert queries() == few <= 12


# --- Decisions


def test_gr12_skip_is_suggested_read_answered_and_flagged(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.NEGOTIATION)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    assert "Kesepakatan belum ditulis." in ayu.get(at(pair, "phase_skip")).content.decode()
    ayu.post(at(pair, "phase_skip"), {"reason": "Sudah bicara lisan"})
    move = pair.relationship.joint_moves.get()
    page = bram.get(at(pair, "decision", move.public_id)).content.decode()
    assert "Sudah bicara lisan" in page
    assert again(pair).phase == Phase.NEGOTIATION
    bram.post(at(pair, "decision", move.public_id), {"answer": "yes"})
    assert again(pair).phase == Phase.GROWTH
    for client in (ayu, bram):
        assert "lebih awal" in client.get(at(pair, "pair")).content.decode()


def test_last_phase_has_nothing_to_be_skipped_to(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    assert enter(cast.citra).get(at(pair, "phase_skip")).status_code == 404
    for way in (enter(cast.ayu).get, enter(cast.bram).post):
        assert way(at(pair, "phase_skip")).headers["Location"] == at(pair, "pair")
    assert not pair.relationship.joint_moves.exists()


def test_who_suggested_does_not_answer_but_may_take_it_back(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    move = suggest_skip(pair.relationship, reason="", by=cast.ayu, now=NOW)
    ayu = enter(cast.ayu)
    ayu.post(at(pair, "decision", move.public_id), {"answer": "yes"})
    assert again(pair).phase == Phase.GROWTH
    assert enter(cast.bram).post(at(pair, "decision_withdraw", move.public_id)).status_code == 404
    ayu.post(at(pair, "decision_withdraw", move.public_id))
    move.refresh_from_db()
    assert move.state == "withdrawn"


def test_extension_is_suggested_with_a_day_that_fits(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    last = pair.relationship.programme.ends_on
    client = enter(cast.bram)
    assert client.post(at(pair, "pair_extend"), {"until": last.isoformat()}).status_code == 200
    assert not pair.relationship.joint_moves.exists()
    client.post(at(pair, "pair_extend"), {"until": (last + 30 * DAY).isoformat()})
    move = pair.relationship.joint_moves.get()
    enter(cast.ayu).post(at(pair, "decision", move.public_id), {"answer": "yes"})
    assert again(pair).ends_on == last + 30 * DAY


def test_no_is_said_without_a_reason(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    last = pair.relationship.programme.ends_on
    move = suggest_extension(pair.relationship, last + 30 * DAY, by=cast.ayu, now=NOW)
    enter(cast.bram).post(at(pair, "decision", move.public_id), {"answer": "no"})
    assert again(pair).ends_on is None


# --- Closure


def test_look_back_shows_the_way_and_keeps_what_did_not_work(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    client = enter(cast.bram)
    page = client.get(at(pair, "closure_part", "look_back")).content.decode()
    assert "Membaca dasbor sendiri" in page
    said = {"text": "Banyak bertanya", "evidence": "Laporan Januari", "not_worked": "Terlalu sering ditunda"}
    client.post(at(pair, "closure_part", "look_back"), said)
    again_page = enter(cast.ayu).get(at(pair, "closure_part", "look_back")).content.decode()
    assert "Terlalu sering ditunda" in again_page


def test_letter_is_kept_sent_and_read(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    assert bram.get(at(pair, "closure_part", "thank"))["Location"] == at(pair, "letter")
    bram.post(at(pair, "letter"), {"text": "Terima kasih, Kak Ayu", "act": "keep"})
    assert "Terima kasih, Kak Ayu" not in ayu.get(at(pair, "letter")).content.decode()
    bram.post(at(pair, "letter"), {"text": "Terima kasih, Kak Ayu", "act": "send"})
    assert "Terima kasih, Kak Ayu" in ayu.get(at(pair, "letter")).content.decode()
    assert pair.relationship.closure_entries.filter(part=ClosurePart.THANK).exists()


def test_swap_goes_from_the_closure_to_a_new_pair(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    close_goal(pair.relationship.goals.get(), GoalState.REACHED, "", by=cast.ayu, now=NOW)
    for part in (ClosurePart.LOOK_BACK, ClosurePart.CELEBRATE, ClosurePart.THANK):
        write_closure_part(pair.relationship, part, "kata", by=cast.ayu, now=NOW)
    words = {"motivation": "Giliran saya", "benefit_sought": "Memahami arus kas", "learning_goal": "Arus kas"}
    assert ayu.post(at(pair, "closure_part", "next_step"), {"next_step": "swap", "text": ""}).status_code == 422
    ayu.post(at(pair, "closure_part", "next_step"), {"next_step": "swap", "text": ""} | words)
    move = pair.relationship.joint_moves.get()
    assert at(pair, "decision", move.public_id) in bram.get(at(pair, "closure")).content.decode()
    bram.post(at(pair, "decision", move.public_id), {"answer": "yes"} | words)
    arrived = bram.post(at(pair, "closure_complete"))["Location"]
    assert arrived != at(pair, "pair")
    assert 'data-role="mentor"' in bram.get(arrived).content.decode()
    opened = Relationship.objects.of(cast.organisation).latest("pk")
    assert {one.person: one.side for one in opened.members.all()} == {cast.bram: Side.MENTOR, cast.ayu: Side.MENTEE}
    assert again(pair).state == RelationshipState.ENDED


def test_going_on_is_agreed_and_leads_back_to_growth(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    until = pair.relationship.programme.ends_on + 60 * DAY
    for part in ClosurePart:
        write_closure_part(pair.relationship, part, "kata", by=cast.ayu, now=NOW, next_step=NextStep.GO_ON, until=until)
    move = pair.relationship.joint_moves.get()
    bram = enter(cast.bram)
    bram.post(at(pair, "decision", move.public_id), {"answer": "yes"})
    assert "Lanjut bersama" in bram.get(at(pair, "pair")).content.decode()
    bram.post(at(pair, "closure_complete"))
    assert (again(pair).phase, again(pair).stretch) == (Phase.GROWTH, 2)


# --- Parting


def test_pair_that_ended_early_finds_short_kind_words_and_a_letter(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    end_relationship(pair.relationship, Ending.NO_FAULT, by=cast.ayu, now=NOW)
    page = enter(cast.bram).get(at(pair, "pair")).content.decode()
    assert at(pair, "letter") in page
    assert at(pair, "growth_record") not in page
    enter(cast.bram).post(at(pair, "letter"), {"text": "Terima kasih", "act": "send"})
    assert "Terima kasih" in enter(cast.ayu).get(at(pair, "letter")).content.decode()


def test_tidying_keeps_each_consent_of_ones_own(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    enter(cast.bram).post(at(pair, "tidy"), {"may_name_goals": "on", "endorsement": "Sabar dan jelas."})
    decided = pair.relationship.tidyings.get()
    assert (decided.person, decided.may_name_goals, decided.may_quote, decided.keeps_notes) == (
        cast.bram,
        True,
        False,
        True,
    )
    assert "Sabar dan jelas." in enter(cast.ayu).get(at(pair, "growth_record")).content.decode()
    assert "may_name_goals" not in enter(cast.ayu).get(at(pair, "tidy")).content.decode()


def test_growth_record_is_found_by_the_mentor_alone(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    for name in ("growth_record", "growth_record_file"):
        assert enter(cast.ayu).get(at(pair, name)).status_code == 200
        for outsider in (cast.bram, cast.citra, cast.dian):
            assert enter(outsider).get(at(pair, name)).status_code == 404


def test_record_names_goals_only_with_the_mentees_consent(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.CLOSURE)
    close_goal(pair.relationship.goals.get(), GoalState.REACHED, "", by=cast.bram, now=NOW)
    endorse(pair.relationship, "Jelas.", by=cast.bram, now=NOW)
    ayu = enter(cast.ayu)
    said = {"words": "Belajar bertanya", "shows_goals": "on", "coaching_before": "2", "coaching_after": "4"}
    ayu.post(at(pair, "growth_record"), said)
    record = pair.relationship.records.get()
    assert (record.shows_goals, record.words) == (False, "Belajar bertanya")
    assert [(one.before, one.after) for one in record.ratings.all()] == [(2, 4)]
    tidy_up(pair.relationship, TidyAnswers(may_name_goals=True), by=cast.bram, now=NOW)
    ayu.post(at(pair, "growth_record"), said)
    record.refresh_from_db()
    assert record.shows_goals
    answer = ayu.get(at(pair, "growth_record_file"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "name", ["workbook", "plan", "pair_extend", "letter", "tidy", "growth_record", "growth_record_file"]
)
def test_gr07_nobody_but_members_finds_these_pages(cast: Cast, enter: Enter, lead: Lead, name: str) -> None:
    make_workbook_text()
    pair = lead(Phase.CLOSURE)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, name)).status_code == 404
    assert enter(cast.ayu).get(at(pair, name)).status_code == 200


def test_decision_is_found_by_members_alone(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    move = suggest_skip(pair.relationship, reason="rahasia", by=cast.ayu, now=NOW)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, "decision", move.public_id)).status_code == 404
