"""Reads of what takes every member's yes, opened for a member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from timbalik.relationships.models import JointMove, Relationship
from timbalik.relationships.states import JointKind, JointState
from timbalik.relationships.vault import Vault


@dataclass(frozen=True)
class OpenedMove:
    """A suggestion with who has said yes (person pk)."""

    move: JointMove
    reason: str
    yes: frozenset[int]


def joint_moves(relationship: Relationship, vault: Vault | None = None) -> list[OpenedMove]:
    """Every suggestion, oldest first, with the answers; reasons only with a member's vault. One query."""
    rows = relationship.joint_moves.annotate(answerer=F("answers__person_id"), said_yes=F("answers__says_yes"))
    found: dict[int, tuple[JointMove, set[int]]] = {}
    for row in rows.order_by("at", "id"):
        _move, yes = found.setdefault(row.pk, (row, set()))
        if row.answerer is not None and row.said_yes:
            yes.add(row.answerer)
    return [
        OpenedMove(
            move,
            vault.open(move.reason_sealed, place=f"joint:{move.public_id}") if vault and move.reason_sealed else "",
            frozenset(yes),
        )
        for move, yes in found.values()
    ]


def next_step_move(relationship: Relationship, moves: list[OpenedMove]) -> OpenedMove | None:
    """The newest suggestion of the step the pair has written down in this closure, open or agreed."""
    standing = [
        one
        for one in moves
        if one.move.kind == JointKind.NEXT_STEP
        and one.move.value == relationship.next_step
        and one.move.state in (JointState.OPEN, JointState.AGREED)
        and one.move.at >= relationship.phase_since
    ]
    return standing[-1] if standing else None


def answer_words(move: JointMove, vault: Vault) -> Mapping[int, Mapping[str, str]]:
    """Person pk → what they wrote with their yes."""
    return {
        answer.person_id: vault.open(answer.words_sealed, place=f"joint-answer:{move.public_id}:{answer.person_id}")
        for answer in move.answers.all()
        if answer.words_sealed is not None
    }
