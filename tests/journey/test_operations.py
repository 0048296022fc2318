from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.agreements import make_agreement_text
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.relationships import make_pair
from tests.factories.training import make_unit_of_training
from tests.journey.pairs import hold, lead_to
from timbalik.journey.operations import (
    AgreementNotSigned,
    NoPhaseAfter,
    NoPhaseBefore,
    PhaseNotComplete,
    ReasonMissing,
    SessionKindNotInPhase,
    TopicMissing,
    TrainingNotDone,
    advance_phase,
    book_session,
    complete_relationship,
    leave_relationship,
    missing_exit_criteria,
    step_back,
)
from timbalik.meetings.states import SessionKind
from timbalik.relationships.operations import (
    NotAMember,
    RelationshipNotActive,
    close_goal,
    pause_relationship,
    record_closure_part,
)
from timbalik.relationships.queries import history, opened_goals
from timbalik.relationships.states import ClosurePart, Ending, GoalState, NextStep, Phase, RelationshipState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def test_gr14_first_session_waits_for_both_trainings() -> None:
    """GR-14."""
    make_unit_of_training()
    pair = make_pair()
    with pytest.raises(TrainingNotDone) as refused:
        book_session(pair.relationship, starts_at=LATER, minutes=60, topic="Kenalan", by=pair.mentor, now=NOW)
    assert {criterion.side for criterion in refused.value.criteria} == {"mentor", "mentee"}


def test_gr10_session_without_a_topic_is_refused() -> None:
    """GR-10."""
    pair = lead_to(Phase.NEGOTIATION)
    with pytest.raises(TopicMissing):
        book_session(pair.relationship, starts_at=LATER, minutes=60, topic="  ", by=pair.mentor, now=NOW)


def test_gr06_learning_session_is_refused_before_the_agreement_is_signed() -> None:
    """GR-06."""
    pair = lead_to(Phase.NEGOTIATION)
    with pytest.raises(AgreementNotSigned):
        book_session(
            pair.relationship,
            starts_at=LATER,
            minutes=60,
            topic="Dasbor",
            by=pair.mentor,
            now=NOW,
            kind=SessionKind.LEARNING,
        )


def test_each_phase_has_its_kinds_of_session() -> None:
    pair = lead_to(Phase.GROWTH)
    with pytest.raises(SessionKindNotInPhase) as refused:
        book_session(
            pair.relationship, starts_at=LATER, minutes=60, topic="x", by=pair.mentor, now=NOW, kind=SessionKind.CLOSING
        )
    assert SessionKind.LEARNING in refused.value.allowed
    assert (
        book_session(pair.relationship, starts_at=LATER, minutes=60, topic="x", by=pair.mentee, now=NOW).kind
        == "learning"
    )


def test_outsider_and_paused_pair_book_nothing() -> None:
    pair = lead_to(Phase.GROWTH)
    with pytest.raises(NotAMember):
        book_session(
            pair.relationship,
            starts_at=LATER,
            minutes=60,
            topic="x",
            by=make_person(pair.relationship.organisation),
            now=NOW,
        )
    pause_relationship(pair.relationship, by=pair.mentee, now=NOW)
    with pytest.raises(RelationshipNotActive):
        book_session(pair.relationship, starts_at=LATER, minutes=60, topic="x", by=pair.mentor, now=NOW)


def test_phase_does_not_end_before_its_criteria_are_met() -> None:
    make_agreement_text()
    pair = make_pair()
    with pytest.raises(PhaseNotComplete) as refused:
        advance_phase(pair.relationship, by=pair.mentor, now=NOW)
    assert refused.value.criteria == missing_exit_criteria(pair.relationship, now=NOW)
    hold(pair)
    assert advance_phase(pair.relationship, by=pair.mentee, now=NOW) == Phase.NEGOTIATION


def test_pair_goes_the_whole_way() -> None:
    pair = lead_to(Phase.CLOSURE)
    with pytest.raises(NoPhaseAfter):
        advance_phase(pair.relationship, by=pair.mentor, now=NOW)
    with pytest.raises(PhaseNotComplete):
        complete_relationship(pair.relationship, by=pair.mentor, now=NOW)
    close_goal(pair.relationship.goals.get(), GoalState.REACHED, "Tiga penyebab.", by=pair.mentee, now=NOW)
    for part in ClosurePart:
        record_closure_part(pair.relationship, part, "…", by=pair.mentor, now=NOW, next_step=NextStep.END)
    complete_relationship(pair.relationship, by=pair.mentee, now=NOW)
    assert (pair.relationship.state, pair.relationship.ending) == (RelationshipState.ENDED, Ending.COMPLETED)
    assert [mail.subject for mail in waiting(pair.mentor)][-1] == [mail.subject for mail in waiting(pair.mentee)][
        -1
    ].replace("Ayu", "Pak Bram")


def test_gr13_step_back_keeps_the_history_and_all_that_was_written() -> None:
    """GR-13."""
    pair = lead_to(Phase.GROWTH)
    assert step_back(pair.relationship, reason="Tujuannya tidak cocok", by=pair.mentee, now=LATER) == Phase.NEGOTIATION
    vault = open_vault(pair.relationship, reader=pair.mentor)
    steps = history(pair.relationship, vault)
    assert [step.to_phase for step in steps] == [Phase.NEGOTIATION, Phase.GROWTH, Phase.NEGOTIATION]
    assert steps[-1].reason == "Tujuannya tidak cocok"
    assert len(opened_goals(pair.relationship, vault)) == 1
    assert pair.relationship.agreements.count() == 1
    assert advance_phase(pair.relationship, by=pair.mentor, now=LATER) == Phase.GROWTH


def test_reason_of_a_step_back_is_for_the_pair() -> None:
    pair = lead_to(Phase.GROWTH)
    step_back(pair.relationship, reason="Tujuannya tidak cocok", by=pair.mentee, now=LATER)
    assert [step.reason for step in history(pair.relationship)] == ["", "", ""]
    assert b"cocok" not in bytes(pair.relationship.phase_changes.last().reason_sealed or b"")  # type: ignore[union-attr]


def test_step_back_needs_a_reason_and_a_phase_before() -> None:
    pair = make_pair()
    with pytest.raises(NoPhaseBefore):
        step_back(pair.relationship, reason="x", by=pair.mentor, now=NOW)
    pair = lead_to(Phase.NEGOTIATION)
    with pytest.raises(ReasonMissing):
        step_back(pair.relationship, reason=" ", by=pair.mentor, now=NOW)


def test_leaving_asks_for_nothing_and_does_not_tell_who_left() -> None:
    pair = lead_to(Phase.GROWTH)
    leave_relationship(pair.relationship, by=pair.mentor, now=NOW)
    assert (pair.relationship.ending, pair.relationship.state) == (Ending.NO_FAULT, RelationshipState.ENDED)
    to_mentor, to_mentee = waiting(pair.mentor)[-1], waiting(pair.mentee)[-1]
    alike = to_mentor.text.replace("Pak Bram", "X").replace("Ayu", "X")
    assert alike == to_mentee.text.replace("Pak Bram", "X").replace("Ayu", "X")


def test_outsider_neither_moves_nor_leaves() -> None:
    pair = lead_to(Phase.NEGOTIATION)
    outsider = make_person(pair.relationship.organisation, "Citra")
    for act in (advance_phase, leave_relationship, complete_relationship):
        with pytest.raises(NotAMember):
            act(pair.relationship, by=outsider, now=NOW)
    with pytest.raises(NotAMember):
        step_back(pair.relationship, reason="x", by=outsider, now=NOW)
