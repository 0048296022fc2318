from __future__ import annotations

import pytest

from tests.factories.people import NOW
from tests.factories.relationships import Pair, make_pair
from timbalik.relationships.operations import (
    ClosureIncomplete,
    GoalText,
    NextStepMissing,
    NotInClosure,
    RelationshipNotActive,
    add_goal,
    close_goal,
    end_relationship,
    pause_relationship,
    record_closure_part,
    resume_relationship,
)
from timbalik.relationships.queries import GOALS_OPEN, missing_for_closure, of_member, opened_closure
from timbalik.relationships.rules import is_member
from timbalik.relationships.states import ClosurePart, Ending, GoalState, NextStep, Phase, RelationshipState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(phase=Phase.CLOSURE)


def write_parts(pair: Pair, *parts: ClosurePart) -> None:
    for part in parts:
        step = NextStep.TEACH_FORWARD if part == ClosurePart.NEXT_STEP else ""
        record_closure_part(pair.relationship, part, f"tentang {part}", by=pair.mentee, now=NOW, next_step=step)


def test_gr16_three_parts_do_not_complete_a_closure(pair: Pair) -> None:
    """GR-16."""
    write_parts(pair, *list(ClosurePart)[:3])
    with pytest.raises(ClosureIncomplete) as refused:
        end_relationship(pair.relationship, Ending.COMPLETED, by=pair.mentor, now=NOW)
    assert refused.value.missing == (ClosurePart.NEXT_STEP,)


def test_four_parts_complete_it_and_both_go_on_reading(pair: Pair) -> None:
    write_parts(pair, *ClosurePart)
    end_relationship(pair.relationship, Ending.COMPLETED, by=pair.mentor, now=NOW)
    pair.relationship.refresh_from_db()
    assert (pair.relationship.state, pair.relationship.next_step) == (RelationshipState.ENDED, NextStep.TEACH_FORWARD)
    written = opened_closure(pair.relationship, open_vault(pair.relationship, reader=pair.mentor))
    assert written[ClosurePart.THANK][1] == "tentang thank"
    assert is_member(pair.mentee, pair.relationship)
    assert list(of_member(pair.mentee)) == [pair.relationship]


def test_open_goal_holds_the_closure_open(pair: Pair) -> None:
    goal = add_goal(pair.relationship, GoalText("Membaca dasbor"), None, by=pair.mentor, now=NOW)
    write_parts(pair, *ClosurePart)
    assert missing_for_closure(pair.relationship) == (GOALS_OPEN,)
    close_goal(goal, GoalState.DROPPED, "", by=pair.mentor, now=NOW)
    assert missing_for_closure(pair.relationship) == ()


def test_part_written_again_replaces_itself(pair: Pair) -> None:
    write_parts(pair, ClosurePart.THANK, ClosurePart.THANK)
    assert pair.relationship.closure_entries.count() == 1


def test_next_step_names_one(pair: Pair) -> None:
    with pytest.raises(NextStepMissing):
        record_closure_part(pair.relationship, ClosurePart.NEXT_STEP, "terserah", by=pair.mentor, now=NOW)


def test_closure_is_written_in_its_phase() -> None:
    pair = make_pair(phase=Phase.GROWTH)
    with pytest.raises(NotInClosure):
        record_closure_part(pair.relationship, ClosurePart.THANK, "x", by=pair.mentor, now=NOW)


def test_ending_without_fault_asks_for_nothing() -> None:
    pair = make_pair()
    end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentor, now=NOW)
    assert not pair.relationship.members.filter(left_at__isnull=True).exists()
    with pytest.raises(RelationshipNotActive):
        end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentee, now=NOW)


def test_pause_and_resume_keep_the_phase(pair: Pair) -> None:
    pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    with pytest.raises(RelationshipNotActive):
        write_parts(pair, ClosurePart.THANK)
    resume_relationship(pair.relationship, by=pair.mentee, now=NOW)
    assert (pair.relationship.phase, pair.relationship.state) == (Phase.CLOSURE, RelationshipState.ACTIVE)
