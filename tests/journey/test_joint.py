"""What takes the yes of both: skipping, a later last day, and the next step with its effect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.agreements import make_agreement_text
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line, make_person
from tests.factories.programmes import make_role
from tests.factories.relationships import Pair, make_pair
from tests.factories.training import make_unit_of_training
from tests.journey.pairs import GOAL, lead_to
from timbalik.journey.health import health_of
from timbalik.journey.operations import (
    LastDayRefused,
    NothingToSkip,
    PhaseNotComplete,
    RuleStands,
    SwapWordsMissing,
    TrainingNotDone,
    advance_phase,
    answer_joint_move,
    book_session,
    complete_relationship,
    missing_exit_criteria,
    step_back,
    suggest_extension,
    suggest_skip,
    withdraw_joint_move,
    write_closure_part,
)
from timbalik.notifications.models import Effect
from timbalik.people.models.persons import Person
from timbalik.relationships.models import JointMove, Relationship
from timbalik.relationships.operations import AlreadySuggested, MoveSettled, NotAMember, add_goal, close_goal
from timbalik.relationships.queries import agreement_in_force, history, missing_for_closure, present_members
from timbalik.relationships.states import (
    ClosurePart,
    Ending,
    GoalState,
    JointState,
    NextStep,
    Phase,
    PhaseMove,
    RelationshipState,
    Side,
)
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SWAP = {"motivation": "Ganti sudut pandang", "benefit_sought": "Belajar dari lawan", "learning_goal": "Arus kas"}


def codes(pair: Pair) -> list[tuple[str, str]]:
    return [(one.code, one.side) for one in missing_exit_criteria(pair.relationship, now=NOW)]


def close_up(pair: Pair, step: NextStep, **kwargs: object) -> JointMove | None:
    """Write all four parts; the mentor writes the next step."""
    for goal in pair.relationship.goals.filter(state=GoalState.OPEN):
        close_goal(goal, GoalState.REACHED, "", by=pair.mentee, now=NOW)
    for part in ClosurePart:
        more = kwargs if part == ClosurePart.NEXT_STEP else {}
        write_closure_part(
            pair.relationship,
            part,
            "kata",
            by=pair.mentor,
            now=NOW,
            next_step=step,
            **more,  # type: ignore[arg-type]
        )
    return pair.relationship.joint_moves.last()


def test_gr12_phase_is_skipped_only_with_both_knowing_and_flagged() -> None:
    make_unit_of_training()
    make_agreement_text()
    pair = make_pair()
    move = suggest_skip(pair.relationship, reason="Sudah saling kenal", by=pair.mentor, now=NOW)
    pair.relationship.refresh_from_db()
    assert (move.state, pair.relationship.phase) == (JointState.OPEN, Phase.PREPARATION)
    answer_joint_move(move, True, by=pair.mentee, now=NOW + DAY)
    assert pair.relationship.__class__.objects.of(pair.relationship.organisation).get().phase == Phase.NEGOTIATION
    [step] = history(pair.relationship, open_vault(pair.relationship, reader=pair.mentee))
    assert (step.from_phase, step.to_phase, step.move) == ("preparation", "negotiation", PhaseMove.SKIPPED)


def test_skipping_opens_no_hard_gate() -> None:
    make_unit_of_training()
    make_agreement_text()
    pair = make_pair()
    answer_joint_move(
        suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW), True, by=pair.mentee, now=NOW
    )
    pair.relationship.refresh_from_db()
    with pytest.raises(TrainingNotDone):
        book_session(pair.relationship, starts_at=NOW + DAY, minutes=60, topic="x", by=pair.mentor, now=NOW)


def test_a_no_settles_it_and_nothing_moves() -> None:
    make_agreement_text()
    pair = make_pair()
    move = suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW)
    answer_joint_move(move, False, by=pair.mentee, now=NOW)
    pair.relationship.refresh_from_db()
    assert (move.state, pair.relationship.phase) == (JointState.DECLINED, Phase.PREPARATION)
    with pytest.raises(MoveSettled):
        answer_joint_move(move, True, by=pair.mentee, now=NOW)


def test_phase_with_nothing_open_is_not_skipped_and_two_suggestions_do_not_wait_at_once() -> None:
    pair = lead_to(Phase.GROWTH)
    step_back(pair.relationship, reason="sebab", by=pair.mentee, now=NOW)
    with pytest.raises(NothingToSkip):
        suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW)
    advance_phase(pair.relationship, by=pair.mentor, now=NOW)
    suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW)
    with pytest.raises(AlreadySuggested):
        suggest_skip(pair.relationship, reason="", by=pair.mentee, now=NOW)


def test_suggestion_is_overtaken_by_a_step_back() -> None:
    pair = lead_to(Phase.GROWTH)
    move = suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW)
    step_back(pair.relationship, reason="sebab", by=pair.mentee, now=NOW)
    move.refresh_from_db()
    assert move.state == JointState.WITHDRAWN


def test_only_members_answer_and_only_who_suggested_takes_back() -> None:
    pair = lead_to(Phase.GROWTH)
    move = suggest_skip(pair.relationship, reason="", by=pair.mentor, now=NOW)
    outsider = make_person(pair.relationship.organisation, "Citra")
    with pytest.raises(NotAMember):
        answer_joint_move(move, True, by=outsider, now=NOW)
    with pytest.raises(NotAMember):
        withdraw_joint_move(move, by=pair.mentee, now=NOW)
    assert withdraw_joint_move(move, by=pair.mentor, now=NOW).state == JointState.WITHDRAWN


def test_letter_says_what_is_suggested_and_not_why() -> None:
    pair = lead_to(Phase.GROWTH)
    suggest_skip(pair.relationship, reason="RAHASIA", by=pair.mentor, now=NOW)
    [mail] = [one for one in waiting(pair.mentee) if "keputusan" in one.text]
    assert "Ayu" in mail.subject
    assert "RAHASIA" not in mail.subject + mail.text
    assert not [one for one in waiting(pair.mentor) if "keputusan" in one.text]


def test_extension_takes_both_and_stays_within_a_year() -> None:
    pair = lead_to(Phase.GROWTH)
    last = pair.relationship.programme.ends_on
    for refused in (last, last + timedelta(days=400)):
        with pytest.raises(LastDayRefused):
            suggest_extension(pair.relationship, refused, by=pair.mentor, now=NOW)
    move = suggest_extension(pair.relationship, last + 30 * DAY, by=pair.mentor, now=NOW)
    answer_joint_move(move, True, by=pair.mentee, now=NOW)
    pair.relationship.refresh_from_db()
    assert (pair.relationship.ends_on, pair.relationship.phase) == (last + 30 * DAY, Phase.GROWTH)


def test_next_step_that_binds_both_waits_for_the_other_side() -> None:
    pair = lead_to(Phase.CLOSURE)
    move = close_up(pair, NextStep.NEW_GOAL)
    assert codes(pair) == [("next_step_yes", "mentee")]
    with pytest.raises(PhaseNotComplete):
        complete_relationship(pair.relationship, by=pair.mentor, now=NOW)
    assert move is not None
    answer_joint_move(move, False, by=pair.mentee, now=NOW)
    assert codes(pair) == [("next_step_anew", "")]
    write_closure_part(pair.relationship, ClosurePart.NEXT_STEP, "", by=pair.mentee, now=NOW, next_step=NextStep.END)
    assert codes(pair) == []


def test_new_goal_leads_back_to_negotiation_and_loses_nothing() -> None:
    pair = lead_to(Phase.CLOSURE)
    move = close_up(pair, NextStep.NEW_GOAL)
    assert move is not None
    answer_joint_move(move, True, by=pair.mentee, now=NOW)
    assert complete_relationship(pair.relationship, by=pair.mentee, now=NOW) == pair.relationship
    pair.relationship.refresh_from_db()
    assert (pair.relationship.phase, pair.relationship.stretch) == (Phase.NEGOTIATION, 2)
    assert (pair.relationship.state, pair.relationship.next_step) == (RelationshipState.ACTIVE, "")
    assert pair.relationship.closure_entries.count() == 4
    assert len(missing_for_closure(pair.relationship)) == 4
    assert agreement_in_force(pair.relationship) is not None
    assert codes(pair) == [("goal_measurable", "")]


def test_going_on_leads_back_to_growth_with_a_later_last_day() -> None:
    pair = lead_to(Phase.CLOSURE)
    until = pair.relationship.programme.ends_on + 60 * DAY
    for part in ClosurePart:
        write_closure_part(
            pair.relationship, part, "kata", by=pair.mentor, now=NOW, next_step=NextStep.GO_ON, until=until
        )
    move = pair.relationship.joint_moves.get()
    answer_joint_move(move, True, by=pair.mentee, now=NOW)
    complete_relationship(pair.relationship, by=pair.mentor, now=NOW)
    pair.relationship.refresh_from_db()
    assert (pair.relationship.phase, pair.relationship.ends_on) == (Phase.GROWTH, until)
    assert pair.relationship.goals.get().state == GoalState.OPEN


def swap(pair: Pair, **changes: str) -> Relationship:
    move = close_up(pair, NextStep.SWAP, words=SWAP)
    assert move is not None
    answer_joint_move(move, True, by=pair.mentee, now=NOW, words=SWAP | changes)
    return complete_relationship(pair.relationship, by=pair.mentor, now=NOW)


def sides(relationship: Relationship) -> dict[Person, str]:
    return {member.person: member.side for member in present_members(relationship)}


def test_swapped_roles_are_a_new_pair_with_what_is_in_it_for_each() -> None:
    pair = lead_to(Phase.CLOSURE)
    opened = swap(pair)
    pair.relationship.refresh_from_db()
    assert pair.relationship.ending == Ending.COMPLETED
    assert sides(opened) == {pair.mentor: Side.MENTEE, pair.mentee: Side.MENTOR}
    assert (opened.phase, opened.state) == (Phase.PREPARATION, RelationshipState.ACTIVE)
    words = [member.enrolment.benefit_sought for member in present_members(opened, with_enrolments=True)]
    assert words == [SWAP["benefit_sought"]] * 2


def test_gr01_swap_without_words_for_the_new_role_is_refused() -> None:
    pair = lead_to(Phase.CLOSURE)
    with pytest.raises(SwapWordsMissing):
        close_up(pair, NextStep.SWAP, words=SWAP | {"learning_goal": ""})
    move = close_up(pair, NextStep.SWAP, words=SWAP)
    assert move is not None
    with pytest.raises(SwapWordsMissing):
        answer_joint_move(move, True, by=pair.mentee, now=NOW, words={})


def test_gr04_no_swap_where_one_has_become_the_others_manager() -> None:
    pair = lead_to(Phase.CLOSURE)
    move = close_up(pair, NextStep.SWAP, words=SWAP)
    assert move is not None
    answer_joint_move(move, True, by=pair.mentee, now=NOW, words=SWAP)
    make_line(pair.mentor, pair.mentee)
    with pytest.raises(RuleStands):
        complete_relationship(pair.relationship, by=pair.mentor, now=NOW)


def test_teaching_forward_is_told_to_who_runs_the_programme() -> None:
    pair = lead_to(Phase.CLOSURE)
    coordinator = make_person(pair.relationship.organisation, "Citra")
    make_role(coordinator, programme=pair.relationship.programme)
    close_up(pair, NextStep.TEACH_FORWARD)
    complete_relationship(pair.relationship, by=pair.mentor, now=NOW)
    told = Effect.objects.of(pair.relationship.organisation).filter(recipient=coordinator)
    assert told.filter(key__contains=":forward:").count() == 1


def test_last_day_of_yesterday_is_refused_for_going_on() -> None:
    pair = lead_to(Phase.CLOSURE)
    with pytest.raises(LastDayRefused):
        write_closure_part(
            pair.relationship,
            ClosurePart.NEXT_STEP,
            "",
            by=pair.mentor,
            now=NOW,
            next_step=NextStep.GO_ON,
            until=date(2026, 1, 1),
        )


def test_health_counts_the_present_closure_and_the_pairs_own_last_day() -> None:
    pair = lead_to(Phase.CLOSURE)
    move = close_up(pair, NextStep.NEW_GOAL)
    assert move is not None
    answer_joint_move(move, True, by=pair.mentee, now=NOW)
    complete_relationship(pair.relationship, by=pair.mentor, now=NOW)
    add_goal(pair.relationship, GOAL, date(2027, 1, 20), by=pair.mentor, now=NOW)
    for _ in range(2):
        advance_phase(pair.relationship, by=pair.mentor, now=NOW)
    [health] = health_of(pair.relationship.programme, now=NOW + 15 * DAY)
    assert (health.code, health.facts["parts"]) == ("closure_waiting", 4)
