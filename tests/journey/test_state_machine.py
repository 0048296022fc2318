"""Any order of acts by any member keeps the promises of the journey."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories.agreements import ANSWERS, make_agreement_text
from tests.factories.people import NOW
from tests.factories.relationships import make_pair
from tests.factories.training import finish_training, make_unit_of_training
from tests.journey.pairs import GOAL
from timbalik.audit.operations import verify_chain
from timbalik.journey import operations as journey
from timbalik.journey.phases import phase_module
from timbalik.meetings import operations as meetings
from timbalik.meetings.states import CancelReason, SessionKind, SessionState
from timbalik.people.models.persons import Person
from timbalik.relationships import operations as relationships
from timbalik.relationships.elements import BOUNDARY
from timbalik.relationships.queries import (
    agreement_in_force,
    has_measurable_goal,
    history,
    missing_for_closure,
    opened_closure,
    opened_goals,
)
from timbalik.relationships.states import (
    PHASES,
    ClosurePart,
    Ending,
    GoalState,
    NextStep,
    Phase,
    PhaseMove,
    RelationshipState,
)
from timbalik.relationships.vault import open_vault

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

REFUSALS = (
    journey.AgreementNotSigned,
    journey.NoPhaseAfter,
    journey.NoPhaseBefore,
    journey.PhaseNotComplete,
    journey.SessionKindNotInPhase,
    journey.TrainingNotDone,
    meetings.SessionNotBooked,
    meetings.SessionOver,
    relationships.AgreementIncomplete,
    relationships.ClosureIncomplete,
    relationships.GoalClosed,
    relationships.NotInClosure,
    relationships.RelationshipNotActive,
)
LEARNING = (SessionKind.LEARNING, SessionKind.FIELD, SessionKind.MIDWAY)
sides = st.sampled_from(["mentor", "mentee"])


class Journey(RuleBasedStateMachine):
    """One pair; each rule is an act of the product, refused or done."""

    def __init__(self) -> None:
        super().__init__()
        make_unit_of_training()
        make_agreement_text()
        self.pair = make_pair()
        self.relationship = self.pair.relationship
        self.now = NOW
        self.moves = 0
        self.goals = 0

    def who(self, side: str) -> Person:
        return self.pair.mentor if side == "mentor" else self.pair.mentee

    def attempt(self, act: Any, *args: Any, **kwargs: Any) -> Any:
        self.now += timedelta(hours=1)
        try:
            return act(*args, now=self.now, **kwargs)
        except REFUSALS:
            self.relationship.refresh_from_db()
            return None

    @rule()
    def train(self) -> None:
        if not self.pair.mentor.training.exists():
            finish_training(self.relationship.programme, self.pair.mentor, self.pair.mentee)

    @rule(side=sides, gift=st.sampled_from(["", "arus kas", "cara rapat"]), has_boundary=st.booleans())
    def draft(self, side: str, gift: str, has_boundary: bool) -> None:
        answers = ANSWERS | {"return_gift": gift} | ({} if has_boundary else {BOUNDARY: ""})
        self.attempt(relationships.draft_agreement, self.relationship, answers, by=self.who(side))

    @rule(side=sides)
    def sign(self, side: str) -> None:
        agreement = self.relationship.agreements.last()
        if agreement is not None:
            self.attempt(relationships.sign_agreement, agreement, by=self.who(side))

    @rule(side=sides, due=st.sampled_from([None, date(2027, 1, 15)]))
    def aim(self, side: str, due: date | None) -> None:
        self.goals += self.attempt(relationships.add_goal, self.relationship, GOAL, due, by=self.who(side)) is not None

    @rule(side=sides, state=st.sampled_from([GoalState.REACHED, GoalState.PARTLY]))
    def finish_goal(self, side: str, state: GoalState) -> None:
        goal = self.relationship.goals.filter(state=GoalState.OPEN).first()
        if goal is not None:
            self.attempt(relationships.close_goal, goal, state, "hasil", by=self.who(side))

    @rule(side=sides, kind=st.sampled_from([*SessionKind]))
    def book(self, side: str, kind: SessionKind) -> None:
        in_force = agreement_in_force(self.relationship)
        session = self.attempt(
            journey.book_session,
            self.relationship,
            starts_at=self.now + timedelta(hours=3),
            minutes=60,
            topic="Dasbor",
            by=self.who(side),
            kind=kind,
        )
        if session is not None and kind in LEARNING:
            assert in_force is not None, "GR-06: a learning session without a signed agreement"
            assert self.relationship.phase == Phase.GROWTH

    @rule(side=sides, act=st.sampled_from(["held", "missed", "cancel", "move"]))
    def deal_with_session(self, side: str, act: str) -> None:
        session = self.relationship.sessions.filter(state=SessionState.BOOKED).first()
        if session is None:
            return
        by, sequence = self.who(side), session.sequence
        if act in ("held", "missed"):
            self.now = max(self.now, session.ends_at)
            self.attempt(meetings.mark_held if act == "held" else meetings.mark_missed, session, by=by)
        elif act == "cancel":
            done = self.attempt(meetings.cancel_session, session, reason=CancelReason.OTHER, by=by)
            assert done is None or done.sequence == sequence + 1
        else:
            starts_at = self.now + timedelta(days=1)
            done = self.attempt(meetings.reschedule, session, starts_at=starts_at, by=by)
            assert done is None or done.sequence == sequence + 1

    @rule(side=sides)
    def advance(self, side: str) -> None:
        before = self.relationship.phase
        reached = self.attempt(journey.advance_phase, self.relationship, by=self.who(side))
        if reached is not None:
            self.moves += 1
            assert PHASES.index(reached) == PHASES.index(Phase(before)) + 1

    @rule(side=sides)
    def back(self, side: str) -> None:
        before = self.relationship.phase
        reached = self.attempt(journey.step_back, self.relationship, reason="sebab", by=self.who(side))
        if reached is not None:
            self.moves += 1
            assert PHASES.index(reached) == PHASES.index(Phase(before)) - 1

    @rule(side=sides)
    def do_what_is_missing(self, side: str) -> None:
        """Walks towards the end, so that later phases are reached often enough to mean something."""
        missing = journey.missing_exit_criteria(self.relationship, now=self.now)
        code = missing[0].code if missing else ""
        if code == "training":
            self.train()
        elif code in ("first_talk", "session_held"):
            self.book(side, phase_module(self.relationship.phase).SESSION_KINDS[0])
            self.deal_with_session(side, "held")
        elif code in ("agreement_draft", "agreement_elements"):
            self.draft(side, "", has_boundary=True)
        elif code == "signature":
            self.sign(missing[0].side)
        elif code in ("goal", "goal_measurable"):
            self.aim(side, date(2027, 1, 15))
        elif code == "goals_open":
            self.finish_goal(side, GoalState.REACHED)
        elif code.startswith("closure_"):
            self.part(side, ClosurePart(code.removeprefix("closure_")))
        else:
            self.advance(side)

    @rule(side=sides, part=st.sampled_from([*ClosurePart]))
    def part(self, side: str, part: ClosurePart) -> None:
        self.attempt(
            relationships.record_closure_part,
            self.relationship,
            part,
            "kata",
            by=self.who(side),
            next_step=NextStep.GO_ON,
        )

    @rule(side=sides, act=st.sampled_from(["pause", "resume"]))
    def stand(self, side: str, act: str) -> None:
        acts = {"pause": relationships.pause_relationship, "resume": relationships.resume_relationship}
        self.attempt(acts[act], self.relationship, by=self.who(side))

    @rule(side=sides, leaves=st.integers(0, 9))
    def end(self, side: str, leaves: int) -> None:
        if leaves == 0:
            self.attempt(journey.leave_relationship, self.relationship, by=self.who(side))
        else:
            self.attempt(journey.complete_relationship, self.relationship, by=self.who(side))

    @invariant()
    def history_tells_every_move_and_ends_where_the_pair_is(self) -> None:
        steps = history(self.relationship, open_vault(self.relationship, reader=self.pair.mentor))
        assert len(steps) == self.moves
        at = Phase.PREPARATION
        for step in steps:
            assert step.from_phase == at
            assert (step.move == PhaseMove.BACK) == (PHASES.index(Phase(step.to_phase)) < PHASES.index(at))
            assert bool(step.reason) == (step.move == PhaseMove.BACK)
            at = Phase(step.to_phase)
        assert self.relationship.phase == at

    @invariant()
    def nothing_written_is_lost(self) -> None:
        for person in (self.pair.mentor, self.pair.mentee):
            vault = open_vault(self.relationship, reader=person)
            assert len(opened_goals(self.relationship, vault)) == self.goals
            assert opened_closure(self.relationship, vault) is not None
        versions = list(self.relationship.agreements.values_list("version", flat=True))
        assert versions == list(range(1, len(versions) + 1))

    @invariant()
    def growth_stands_on_an_agreement_and_a_goal(self) -> None:
        if self.relationship.phase in (Phase.GROWTH, Phase.CLOSURE):
            assert agreement_in_force(self.relationship) is not None
            assert has_measurable_goal(self.relationship)

    @invariant()
    def paused_and_ended_pairs_have_nothing_ahead(self) -> None:
        if self.relationship.state != RelationshipState.ACTIVE:
            ahead = self.relationship.sessions.filter(state=SessionState.BOOKED, starts_at__gt=self.now)
            assert not ahead.exists()

    @invariant()
    def completed_means_complete(self) -> None:
        if self.relationship.ending == Ending.COMPLETED:
            assert self.relationship.phase == Phase.CLOSURE
            assert missing_for_closure(self.relationship) == ()

    def teardown(self) -> None:
        assert verify_chain(self.relationship.organisation).is_whole


def test_any_order_of_acts_keeps_the_promises() -> None:
    """Each example has an organisation of its own."""
    chosen = settings(
        max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(Journey, settings=chosen)
