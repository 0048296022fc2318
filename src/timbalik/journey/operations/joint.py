"""What takes every member's yes: leave a phase early (GR-12), a later last day, and what comes after the closure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from timbalik.journey import pair_letters
from timbalik.journey.facts import facts_of
from timbalik.journey.operations.moving import NoPhaseAfter
from timbalik.journey.phases import phase_module
from timbalik.people.models.persons import Person
from timbalik.relationships.joint import joint_moves, next_step_move
from timbalik.relationships.models import ClosureEntry, JointMove, Relationship
from timbalik.relationships.operations.closing import NextStepMissing, NotInClosure, record_closure_part
from timbalik.relationships.operations.joint import answer_move, suggest_move, withdraw_move
from timbalik.relationships.operations.phases import move_phase, set_last_day
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import (
    JOINT_STEPS,
    ClosurePart,
    JointKind,
    JointState,
    NextStep,
    Phase,
    PhaseMove,
    Side,
    next_phase,
)

LONGEST_EXTENSION = timedelta(weeks=52)
WORDS_FOR_SWAP = ("motivation", "benefit_sought", "learning_goal")


class NothingToSkip(Exception):
    """Nothing is open in this phase: the pair can simply go on."""


class LastDayRefused(Exception):
    """A later last day lies after the present one and within a year; ``after`` is the present one."""

    def __init__(self, after: date) -> None:
        super().__init__(after.isoformat())
        self.after = after


class SwapWordsMissing(Exception):
    """GR-01: who takes the other role writes why and what is in it for them; who is to learn also what."""


class SwapTakesTwo(Exception):
    """Roles are swapped between one mentor and one mentee."""


@transaction.atomic
def suggest_skip(relationship: Relationship, *, reason: str, by: Person, now: datetime) -> JointMove:
    """Suggest to leave the present phase although something is open. It needs the other side's yes and is flagged (GR-12).

    No hard gate falls with it: without training or a signed agreement sessions stay refused (GR-06, GR-14).
    Raises ``NothingToSkip``, ``NoPhaseAfter``, ``AlreadySuggested``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    if next_phase(relationship.phase) is None:
        raise NoPhaseAfter
    facts = facts_of(relationship)
    following = next_phase(facts.phase)
    assert following is not None
    if not (phase_module(facts.phase).missing_to_leave(facts) or phase_module(following).missing_to_enter(facts)):
        raise NothingToSkip
    move = suggest_move(relationship, JointKind.SKIP, value=relationship.phase, reason=reason, by=by, now=now)
    return _after(move, by=by, now=now)


@transaction.atomic
def suggest_extension(
    relationship: Relationship, until: date, *, by: Person, now: datetime, reason: str = ""
) -> JointMove:
    """Suggest a later last day. Raises ``LastDayRefused``, ``AlreadySuggested``, ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(relationship)
    _check_last_day(relationship, until, now=now)
    move = suggest_move(relationship, JointKind.EXTEND, until=until, reason=reason, by=by, now=now)
    return _after(move, by=by, now=now)


@transaction.atomic
def write_closure_part(
    relationship: Relationship,
    part: str,
    text: str,
    *,
    by: Person,
    now: datetime,
    next_step: str = "",
    more: Mapping[str, str] | None = None,
    until: date | None = None,
    words: Mapping[str, str] | None = None,
) -> ClosureEntry:
    """Write a part of the closure. A next step that binds the other side too is suggested to them at once.

    ``until`` goes with going on, ``words`` (``WORDS_FOR_SWAP``) with swapped roles. Raises as ``record_closure_part``,
    and ``LastDayRefused``, ``SwapWordsMissing``, ``SwapTakesTwo``.
    """
    lock_active(relationship)
    if part == ClosurePart.NEXT_STEP and relationship.phase == Phase.CLOSURE:
        _check_next_step(relationship, next_step, until=until, words=words, by=by, now=now)
        _withdraw_open_step(relationship, now=now)
    entry = record_closure_part(relationship, part, text, by=by, now=now, next_step=next_step, more=more)
    if part == ClosurePart.NEXT_STEP and next_step in JOINT_STEPS:
        move = suggest_move(
            relationship, JointKind.NEXT_STEP, value=next_step, until=until, words=words, by=by, now=now
        )
        _after(move, by=by, now=now)
    return entry


@transaction.atomic
def answer_joint_move(
    move: JointMove, says_yes: bool, *, by: Person, now: datetime, words: Mapping[str, str] | None = None
) -> JointMove:
    """Say yes or no to what the other side suggested; with the last yes it happens.

    A skipped phase is written as such; the next step waits for the end of the closure. Raises ``MoveSettled``,
    ``SwapWordsMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(move.relationship)
    if says_yes and move.kind == JointKind.NEXT_STEP and move.value == NextStep.SWAP:
        _check_swap_words(move.relationship, words, by=by)
    return _after(answer_move(move, says_yes, words=words, by=by, now=now), by=by, now=now)


@transaction.atomic
def withdraw_joint_move(move: JointMove, *, by: Person, now: datetime) -> JointMove:
    """Take one's own suggestion back. Raises ``MoveSettled``, ``NotAMember``, ``RelationshipNotActive``."""
    return withdraw_move(move, by=by, now=now)


def _after(move: JointMove, *, by: Person, now: datetime) -> JointMove:
    """What an answer brings about."""
    if move.state == JointState.OPEN:
        pair_letters.joint_move_waits(move, by=by, now=now)
    elif move.state == JointState.AGREED and move.kind == JointKind.SKIP:
        following = next_phase(move.relationship.phase)
        assert following is not None
        move_phase(move.relationship, following, move=PhaseMove.SKIPPED, by=by, now=now)
    elif move.state == JointState.AGREED and move.kind == JointKind.EXTEND:
        assert move.until is not None
        set_last_day(move.relationship, move.until, by=by, now=now)
    return move


def _check_next_step(
    relationship: Relationship,
    next_step: str,
    *,
    until: date | None,
    words: Mapping[str, str] | None,
    by: Person,
    now: datetime,
) -> None:
    if relationship.phase != Phase.CLOSURE:
        raise NotInClosure(relationship.phase)
    if next_step not in NextStep.values:
        raise NextStepMissing
    if next_step == NextStep.GO_ON:
        _check_last_day(relationship, until, now=now)
    if next_step == NextStep.SWAP:
        _check_swap_words(relationship, words, by=by)


def _check_last_day(relationship: Relationship, until: date | None, *, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(relationship.organisation.time_zone)).date()
    present = relationship.ends_on or relationship.programme.ends_on
    if until is None or until <= max(present, today) or until > max(present, today) + LONGEST_EXTENSION:
        raise LastDayRefused(max(present, today))


def _check_swap_words(relationship: Relationship, words: Mapping[str, str] | None, *, by: Person) -> None:
    members = present_members(relationship)
    if sorted(member.side for member in members) != [Side.MENTEE, Side.MENTOR]:
        raise SwapTakesTwo
    will_learn = any(member.person_id == by.pk and member.side == Side.MENTOR for member in members)
    said = {key: (words or {}).get(key, "").strip() for key in WORDS_FOR_SWAP}
    if not (said["motivation"] and said["benefit_sought"] and (said["learning_goal"] or not will_learn)):
        raise SwapWordsMissing


def _withdraw_open_step(relationship: Relationship, *, now: datetime) -> None:
    """A next step written anew takes the place of the one that still waits."""
    standing = next_step_move(relationship, joint_moves(relationship))
    if standing is not None and standing.move.state == JointState.OPEN:
        standing.move.state, standing.move.settled_at = JointState.WITHDRAWN, now
        standing.move.save(update_fields=["state", "settled_at"])
