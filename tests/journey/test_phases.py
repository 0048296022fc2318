"""The four modules: one shape, gates that say what is missing."""

from __future__ import annotations

import pytest

from timbalik.journey.facts import Criterion, PairFacts
from timbalik.journey.phases import phase_module
from timbalik.journey.wording import criterion_in_words
from timbalik.relationships.states import PHASES, Phase


@pytest.mark.parametrize("phase", PHASES)
def test_each_phase_says_what_is_done_what_may_change_and_why(phase: Phase) -> None:
    module = phase_module(phase)
    assert phase == module.PHASE
    assert all((module.SOURCE, module.PARTNERS_DO, module.MAY_CHANGE, module.SESSION_KINDS))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (PairFacts(Phase.PREPARATION), [Criterion("first_talk")]),
        (
            PairFacts(Phase.PREPARATION, training_missing=(("mentee", "a"), ("mentee", "b")), talks_held=1),
            [Criterion("training", {"units": ("a", "b")}, "mentee")],
        ),
        (PairFacts(Phase.NEGOTIATION), [Criterion("agreement_draft"), Criterion("goal")]),
        (
            PairFacts(Phase.NEGOTIATION, has_draft=True, unsigned=("mentor",), has_measurable_goal=True),
            [Criterion("signature", side="mentor")],
        ),
        (
            PairFacts(Phase.NEGOTIATION, is_agreement_in_force=True, has_goal=True),
            [Criterion("goal_measurable")],
        ),
        (PairFacts(Phase.GROWTH), [Criterion("session_held")]),
        (
            PairFacts(Phase.CLOSURE, closure_missing=("thank", "goals")),
            [Criterion("closure_thank"), Criterion("goals_open")],
        ),
        (PairFacts(Phase.CLOSURE), []),
    ],
)
def test_exit_criteria_name_what_is_missing(facts: PairFacts, missing: list[Criterion]) -> None:
    found = phase_module(facts.phase).missing_to_leave(facts)
    assert list(found) == missing
    assert all(criterion_in_words(criterion, {"mentor": "Ayu", "mentee": "Pak Bram"}) for criterion in found)


def test_empty_points_of_the_agreement_come_before_signatures() -> None:
    facts = PairFacts(
        Phase.NEGOTIATION, has_draft=True, agreement_missing=("work_personal_line",), unsigned=("mentor",)
    )
    codes = [criterion.code for criterion in phase_module(Phase.NEGOTIATION).missing_to_leave(facts)]
    assert codes == ["agreement_elements", "goal"]
