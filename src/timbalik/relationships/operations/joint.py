"""Suggest what takes every member's yes, answer it, take it back. What a yes of all brings about is an act of ``journey``."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import JointAnswer, JointMove, Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import JointKind, JointState
from timbalik.relationships.vault import NotAMember, open_vault


class AlreadySuggested(Exception):
    """Something of this kind waits for an answer already."""


class MoveSettled(Exception):
    """It was answered, taken back, or overtaken by another step; ``state`` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def suggest_move(
    relationship: Relationship,
    kind: str,
    *,
    by: Person,
    now: datetime,
    value: str = "",
    until: date | None = None,
    reason: str = "",
    words: Mapping[str, str] | None = None,
) -> JointMove:
    """Suggest something; whoever suggests it has said yes. The reason is sealed for the pair.

    Raises ``AlreadySuggested``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    chosen = JointKind(kind)
    if relationship.joint_moves.filter(kind=chosen, state=JointState.OPEN).exists():
        raise AlreadySuggested(chosen)
    ref = uuid.uuid4()
    move = JointMove.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        kind=chosen,
        value=value,
        until=until,
        reason_sealed=vault.seal(reason.strip(), place=f"joint:{ref}") if reason.strip() else None,
        by=by,
        at=now,
    )
    _record("joint_move.suggested", move, by=by, now=now)
    return _answered(move, True, words, by=by, now=now)


@transaction.atomic
def answer_move(
    move: JointMove, says_yes: bool, *, by: Person, now: datetime, words: Mapping[str, str] | None = None
) -> JointMove:
    """Say yes or no, once. One no settles it; the yes of all members makes it agreed.

    Raises ``MoveSettled``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(move.relationship)
    open_vault(move.relationship, reader=by)
    move.refresh_from_db(fields=["state"], from_queryset=JointMove.objects.of(move.organisation_id).select_for_update())
    if move.state != JointState.OPEN:
        raise MoveSettled(move.state)
    return _answered(move, says_yes, words, by=by, now=now)


@transaction.atomic
def withdraw_move(move: JointMove, *, by: Person, now: datetime) -> JointMove:
    """Take one's own suggestion back. Raises ``MoveSettled``, ``NotAMember`` (also for the other side)."""
    lock_active(move.relationship)
    if move.by_id != by.pk:
        raise NotAMember(f"{by.public_id} did not suggest {move.public_id}")
    move.refresh_from_db(fields=["state"])
    if move.state != JointState.OPEN:
        raise MoveSettled(move.state)
    _settle(move, JointState.WITHDRAWN, by=by, now=now)
    return move


def overtake_moves(relationship: Relationship, *, now: datetime, kinds: tuple[str, ...] = tuple(JointKind)) -> None:
    """Take back what waits for an answer and no longer fits, because the pair has moved on or ended."""
    relationship.joint_moves.filter(kind__in=kinds, state=JointState.OPEN).update(
        state=JointState.WITHDRAWN, settled_at=now
    )


def _answered(
    move: JointMove, says_yes: bool, words: Mapping[str, str] | None, *, by: Person, now: datetime
) -> JointMove:
    vault = open_vault(move.relationship, reader=by)
    kept = {key: text.strip() for key, text in (words or {}).items() if text.strip()}
    JointAnswer.objects.of(move.organisation_id).update_or_create(
        organisation=move.organisation,
        move=move,
        person=by,
        defaults={
            "says_yes": says_yes,
            "at": now,
            "words_sealed": vault.seal(kept, place=f"joint-answer:{move.public_id}:{by.pk}") if kept else None,
        },
    )
    if not says_yes:
        _settle(move, JointState.DECLINED, by=by, now=now)
        return move
    yes = set(move.answers.filter(says_yes=True).values_list("person_id", flat=True))
    if {member.person_id for member in present_members(move.relationship)} <= yes:
        _settle(move, JointState.AGREED, by=by, now=now)
    return move


def _settle(move: JointMove, state: JointState, *, by: Person, now: datetime) -> None:
    move.state, move.settled_at = state, now
    move.save(update_fields=["state", "settled_at"])
    _record(f"joint_move.{state}", move, by=by, now=now)


def _record(verb: str, move: JointMove, *, by: Person, now: datetime) -> None:
    """Kind and value are states; who said yes and why stays with the pair."""
    record(
        verb,
        organisation=move.organisation,
        by=by,
        subject=move,
        now=now,
        facts={"relationship": str(move.relationship.public_id), "kind": move.kind, "value": move.value},
    )
