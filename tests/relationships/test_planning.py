"""Steps towards a goal."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from timbalik.relationships.models import Goal
from timbalik.relationships.operations import (
    GoalClosed,
    GoalText,
    NotAMember,
    StepEmpty,
    TooManySteps,
    add_goal,
    add_step,
    close_goal,
    remove_step,
    tick_step,
)
from timbalik.relationships.planning import opened_steps
from timbalik.relationships.states import GoalState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def goal(pair: Pair) -> Goal:
    return add_goal(pair.relationship, GoalText("Membaca dasbor"), None, by=pair.mentor, now=NOW)


def test_steps_are_sealed_ordered_and_ticked_by_either(pair: Pair, goal: Goal) -> None:
    later = add_step(goal, "Memberi contoh", date(2026, 12, 20), by=pair.mentor, now=NOW)
    sooner = add_step(goal, "Membuka dasbor", date(2026, 12, 1), by=pair.mentee, now=NOW)
    tick_step(sooner, True, by=pair.mentor, now=NOW)
    steps = opened_steps(pair.relationship, open_vault(pair.relationship, reader=pair.mentee))[goal.pk]
    assert [(one.text, one.is_done) for one in steps] == [("Membuka dasbor", True), ("Memberi contoh", False)]
    assert b"dasbor" not in bytes(sooner.text_sealed)
    remove_step(later, by=pair.mentee, now=NOW)
    assert goal.steps.count() == 1


def test_steps_are_words_for_an_open_goal_and_not_too_many(pair: Pair, goal: Goal) -> None:
    with pytest.raises(StepEmpty):
        add_step(goal, " ", None, by=pair.mentor, now=NOW)
    with pytest.raises(NotAMember):
        add_step(goal, "x", None, by=make_person(pair.relationship.organisation), now=NOW)
    for number in range(12):
        add_step(goal, f"{number}", None, by=pair.mentor, now=NOW)
    with pytest.raises(TooManySteps):
        add_step(goal, "x", None, by=pair.mentor, now=NOW)
    close_goal(goal, GoalState.REACHED, "", by=pair.mentor, now=NOW)
    with pytest.raises(GoalClosed):
        add_step(goal, "x", None, by=pair.mentor, now=NOW)
