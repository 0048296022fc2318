"""Any order of acts by any member keeps the promises of the journey."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories.agreements import ANSWERS, make_agreement_text
from tests.factories.people import NOW
from tests.factories.relationships import make_pair
from tests.factories.training import finish_training, make_unit_of_training
from tests.factories.workbooks import ANSWERS as WORKBOOK
from tests.factories.workbooks import make_workbook_text
from tests.journey.pairs import GOAL
from timbalik.audit.operations import verify_chain
from timbalik.journey import operations as journey
from timbalik.journey.phases import phase_module
from timbalik.meetings import operations as meetings
from timbalik.meetings.states import CancelReason, SessionKind, SessionState
from timbalik.people.models.persons import Person
from timbalik.relationships import operations as relationships
from timbalik.relationships.elements import BOUNDARY
from timbalik.relationships.joint import joint_moves
from timbalik.relationships.parting import opened_letters
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
    JointKind,
    JointState,
    NextStep,
    Phase,
    PhaseMove,
    RelationshipState,
)
from timbalik.relationships.vault import open_vault

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

REFUSALS = (
    journey.AgreementNotSigned,
    journey.LastDayRefused,
    journey.NoPhaseAfter,
    journey.NoPhaseBefore,
    journey.NothingToSkip,
    journey.PhaseNotComplete,
    journey.SessionKindNotInPhase,
    journey.TrainingNotDone,
    meetings.SessionNotBooked,
    meetings.SessionOver,
    relationships.AgreementChanged,
    relationships.AgreementIncomplete,
    relationships.AlreadySuggested,
    relationships.ClosureIncomplete,
    relationships.GoalClosed,
    relationships.LetterSent,
    relationships.MoveSettled,
    relationships.NotAMember,
    relationships.NotInClosure,
    relationships.RelationshipNotActive,
    relationships.TooManySteps,
)
SWAP = {"motivation": "Giliran kami", "benefit_sought": "Sudut pandang lain", "learning_goal": "Arus kas"}
LEAPS: dict[str, int] = {
    PhaseMove.FORWARD: 1,
    PhaseMove.SKIPPED: 1,
    PhaseMove.BACK: -1,
    PhaseMove.EXTENDED: -1,
    PhaseMove.RENEWED: -2,
}
LEARNING = (SessionKind.LEARNING, SessionKind.FIELD, SessionKind.MIDWAY)
sides = st.sampled_from(["mentor", "mentee"])


class Journey(RuleBasedStateMachine):
    """One pair; each rule is an act of the product, refused or done."""

    def __init__(self) -> None:
        super().__init__()
        make_unit_of_training()
        make_agreement_text()
        make_workbook_text()
        self.pair = make_pair()
        self.relationship = self.pair.relationship
        self.now = NOW
        self.moves = 0
        self.goals = 0
        self.closure_parts: set[tuple[str, int]] = set()
        self.wish = NextStep.NEW_GOAL  # what comes after the closure, if nobody chooses otherwise
        self.sent: dict[str, int] = {"mentor": 0, "mentee": 0}

    def who(self, side: str) -> Person:
        return self.pair.mentor if side == "mentor" else self.pair.mentee

    def attempt(self, act: Any, *args: Any, **kwargs: Any) -> Any:
        self.now += timedelta(hours=1)
        try:
            return act(*args, now=self.now, **kwargs)
        except REFUSALS:
            self.relationship.refresh_from_db()
            return None

    @initialize(
        phase=st.sampled_from(PHASES),
        skips=st.booleans(),
        how_far=st.sampled_from(["there", "parts written", "went on"]),
        wish=st.sampled_from([*NextStep]),
    )
    def come_to(self, phase: Phase, skips: bool, how_far: str, wish: NextStep) -> None:
        """Begin anywhere on the way, also after a skipped phase or where a closure has led on."""
        self.wish = wish
        while self.relationship.phase != phase:
            if skips and self.relationship.phase == Phase.PREPARATION:
                self.suggest("mentor", "skip")
                self.answer("mentee", "yes")
                self.train()  # skipping opens no hard gate: without it no session can be booked
            self.do_what_is_missing("mentor")
        if phase == Phase.CLOSURE and how_far != "there":
            while journey.missing_exit_criteria(self.relationship, now=self.now):
                self.do_what_is_missing("mentee")
            if how_far == "went on":
                self.end("mentee", leaves=1)

    @rule()
    def train(self) -> None:
        if not self.pair.mentor.training.exists():
            finish_training(self.relationship.programme, self.pair.mentor, self.pair.mentee)

    @rule(side=sides, pledge=st.sampled_from(["yes", ""]))
    def think_it_through(self, side: str, pledge: str) -> None:
        answers = WORKBOOK | {"pledge": pledge}
        self.attempt(relationships.fill_workbook, self.relationship, answers, by=self.who(side))

    @rule(
        side=sides,
        gift=st.sampled_from(["", "arus kas", "cara rapat"]),
        has_boundary=st.booleans(),
        late=st.integers(0, 4),
    )
    def draft(self, side: str, gift: str, has_boundary: bool, late: int = 1) -> None:
        """Now and then from a version that is no longer the newest: refused, never written over."""
        answers = ANSWERS | {"return_gift": gift} | ({} if has_boundary else {BOUNDARY: ""})
        newest = self.relationship.agreements.count()
        base = newest if late else newest - 1
        done = self.attempt(relationships.draft_agreement, self.relationship, answers, by=self.who(side), based_on=base)
        assert done is None or late, "a version of the other side was written over"

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

    @rule(side=sides, act=st.sampled_from(["add", "tick", "remove"]))
    def take_a_step(self, side: str, act: str) -> None:
        goal = self.relationship.goals.filter(state=GoalState.OPEN).first()
        step = goal.steps.first() if goal is not None else None
        if act == "add" and goal is not None:
            self.attempt(relationships.add_step, goal, "langkah", None, by=self.who(side))
        elif act == "tick" and step is not None:
            self.attempt(relationships.tick_step, step, True, by=self.who(side))
        elif act == "remove" and step is not None:
            self.attempt(relationships.remove_step, step, by=self.who(side))

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
        if session is not None:
            assert self.pair.mentor.training.exists(), "GR-14: a session before the training"

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

    @rule(side=sides, kind=st.sampled_from(["skip", "extend"]))
    def suggest(self, side: str, kind: str) -> None:
        before = self.relationship.phase, self.relationship.ends_on
        if kind == "skip":
            self.attempt(journey.suggest_skip, self.relationship, reason="sebab", by=self.who(side))
        else:
            until = (self.relationship.ends_on or self.relationship.programme.ends_on) + timedelta(days=30)
            self.attempt(journey.suggest_extension, self.relationship, until, by=self.who(side))
        self.relationship.refresh_from_db()
        assert (self.relationship.phase, self.relationship.ends_on) == before, "one side alone changed something"

    @rule(side=sides, answer=st.sampled_from(["yes", "yes", "no", "withdraw"]))
    def answer(self, side: str, answer: str) -> None:
        move = self.relationship.joint_moves.filter(state=JointState.OPEN).first()
        if move is None:
            return
        by, before = self.who(side), self.relationship.phase
        if answer == "withdraw":
            self.attempt(journey.withdraw_joint_move, move, by=by)
        else:
            says_yes = answer == "yes"
            self.attempt(journey.answer_joint_move, move, says_yes, by=by, words=SWAP)
        self.relationship.refresh_from_db()
        if self.relationship.phase != before:
            self.moves += 1
            assert move.kind == JointKind.SKIP

    @rule(side=sides, often=st.integers(1, 4))
    def go_on(self, side: str, often: int) -> None:
        """Walks towards the end, so that later phases are reached often enough to mean something."""
        for _ in range(often):
            self.do_what_is_missing(side)

    def do_what_is_missing(self, side: str) -> None:
        missing = journey.missing_exit_criteria(self.relationship, now=self.now)
        code = missing[0].code if missing else ""
        if code == "training":
            self.train()
        elif code == "workbook":
            self.think_it_through(missing[0].side, "yes")
        elif code == "next_step_yes":
            self.answer(missing[0].side, "yes")
        elif code == "next_step_anew":
            self.part(side, ClosurePart.NEXT_STEP, NextStep.END)
        elif code in ("first_talk", "session_held"):
            self.book(side, phase_module(self.relationship.phase).SESSION_KINDS[0])
            self.deal_with_session(side, "held")
        elif code in ("agreement_draft", "agreement_elements"):
            self.draft(side, "", has_boundary=True, late=1)
        elif code == "signature":
            self.sign(missing[0].side)
        elif code in ("goal", "goal_measurable"):
            self.aim(side, date(2027, 1, 15))
        elif code == "goals_open":
            self.finish_goal(side, GoalState.REACHED)
        elif code.startswith("closure_"):
            self.part(side, ClosurePart(code.removeprefix("closure_")), self.wish)
        elif self.relationship.phase == Phase.CLOSURE:
            self.end(side, leaves=1)
        else:
            self.advance(side)

    @rule(side=sides, part=st.sampled_from([*ClosurePart]), step=st.sampled_from([*NextStep]))
    def part(self, side: str, part: ClosurePart, step: NextStep) -> None:
        last = self.relationship.ends_on or self.relationship.programme.ends_on
        done = self.attempt(
            journey.write_closure_part,
            self.relationship,
            part,
            "kata",
            by=self.who(side),
            next_step=step,
            until=last + timedelta(days=30),
            words=SWAP,
        )
        if done is not None:
            self.closure_parts.add((part, self.relationship.stretch))

    @rule(side=sides, sends=st.booleans())
    def thank(self, side: str, sends: bool) -> None:
        letter = self.attempt(journey.thank, self.relationship, "terima kasih", by=self.who(side), sends=sends)
        if letter is not None and sends:
            self.sent[side] += 1
            if self.relationship.state == RelationshipState.ACTIVE:
                self.closure_parts.add((ClosurePart.THANK, self.relationship.stretch))

    @rule(side=sides, consents=st.booleans())
    def tidy(self, side: str, consents: bool) -> None:
        answers = relationships.TidyAnswers(may_name_goals=consents)
        self.attempt(relationships.tidy_up, self.relationship, answers, by=self.who(side))

    @rule(side=sides, act=st.sampled_from(["pause", "resume"]))
    def stand(self, side: str, act: str) -> None:
        acts = {"pause": relationships.pause_relationship, "resume": relationships.resume_relationship}
        self.attempt(acts[act], self.relationship, by=self.who(side))

    @rule(side=sides, leaves=st.integers(0, 9))
    def end(self, side: str, leaves: int) -> None:
        if leaves == 0:
            self.attempt(journey.leave_relationship, self.relationship, by=self.who(side))
        else:
            before = self.relationship.stretch
            reached = self.attempt(journey.complete_relationship, self.relationship, by=self.who(side))
            self.relationship.refresh_from_db()
            if reached is not None and self.relationship.stretch > before:
                self.moves += 1

    @invariant()
    def history_tells_every_move_and_ends_where_the_pair_is(self) -> None:
        steps = history(self.relationship, open_vault(self.relationship, reader=self.pair.mentor))
        assert len(steps) == self.moves
        at = Phase.PREPARATION
        for step in steps:
            assert step.from_phase == at
            assert PHASES.index(Phase(step.to_phase)) - PHASES.index(at) == LEAPS[step.move]
            assert bool(step.reason) == (step.move == PhaseMove.BACK)
            at = Phase(step.to_phase)
        assert self.relationship.phase == at

    @invariant()
    def nothing_is_skipped_and_nothing_goes_on_without_the_yes_of_both(self) -> None:
        """GR-12."""
        moves = joint_moves(self.relationship)
        agreed = [one for one in moves if one.move.state == JointState.AGREED]
        both = {self.pair.mentor.pk, self.pair.mentee.pk}
        assert all(one.yes == both for one in agreed)
        steps = [step.move for step in history(self.relationship)]
        assert steps.count(PhaseMove.SKIPPED) == sum(one.move.kind == JointKind.SKIP for one in agreed)
        went_on = steps.count(PhaseMove.EXTENDED) + steps.count(PhaseMove.RENEWED)
        assert self.relationship.stretch == 1 + went_on
        assert went_on <= sum(one.move.kind == JointKind.NEXT_STEP for one in agreed)
        assert self.relationship.ends_on is None or any(one.move.until for one in agreed)
        if self.relationship.state == RelationshipState.ENDED:
            assert not [one for one in moves if one.move.state == JointState.OPEN]

    @invariant()
    def letters_that_were_not_sent_are_their_authors_alone(self) -> None:
        for side, other in (("mentor", "mentee"), ("mentee", "mentor")):
            reader = self.who(side)
            letters = opened_letters(self.relationship, open_vault(self.relationship, reader=reader), reader=reader)
            assert sum(not one.is_mine for one in letters) == self.sent[other]

    @invariant()
    def nothing_written_is_lost(self) -> None:
        for person in (self.pair.mentor, self.pair.mentee):
            vault = open_vault(self.relationship, reader=person)
            assert len(opened_goals(self.relationship, vault)) == self.goals
            assert opened_closure(self.relationship, vault) is not None
        written = set(self.relationship.closure_entries.values_list("part", "stretch"))
        assert written == self.closure_parts
        versions = list(self.relationship.agreements.values_list("version", flat=True))
        assert versions == list(range(1, len(versions) + 1))

    @invariant()
    def growth_stands_on_an_agreement_and_a_goal(self) -> None:
        was_skipped = any(step.move == PhaseMove.SKIPPED for step in history(self.relationship))
        if self.relationship.phase in (Phase.GROWTH, Phase.CLOSURE) and not was_skipped:
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
