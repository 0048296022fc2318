"""What a completed closure brings about: an end, a longer way, a new goal, or the same two with their roles swapped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.journey import pair_letters
from timbalik.journey.rechecks import forbidden
from timbalik.people.models.persons import Person
from timbalik.programmes.operations.turning import enrol_in_other_role
from timbalik.relationships.joint import OpenedMove, answer_words, joint_moves, next_step_move
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.operations.opening import NewPair, open_relationships
from timbalik.relationships.operations.phases import begin_stretch
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import Ending, NextStep, PhaseMove, Side
from timbalik.relationships.vault import open_vault


class RuleStands(Exception):
    """A hard rule now stands between the two, so they cannot become a new pair; ``code`` names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def take_next_step(relationship: Relationship, *, by: Person, now: datetime) -> Relationship:
    """Let the agreed next step happen. Returns the relationship that goes on: the same one, or the new one after a swap.

    Raises ``RuleStands`` and ``NoPlaceLeft`` when roles are to be swapped and may not be.
    """
    step = relationship.next_step
    move = next_step_move(relationship, joint_moves(relationship))
    if step == NextStep.GO_ON and move is not None:
        begin_stretch(relationship, PhaseMove.EXTENDED, by=by, now=now, until=move.move.until)
        return relationship
    if step == NextStep.NEW_GOAL and move is not None:
        begin_stretch(relationship, PhaseMove.RENEWED, by=by, now=now, until=None)
        return relationship
    if step == NextStep.SWAP and move is not None:
        return _swap(relationship, move, by=by, now=now)
    end_relationship(relationship, Ending.COMPLETED, by=by, now=now)
    if step == NextStep.TEACH_FORWARD:
        pair_letters.teach_forward(relationship, now=now)
    return relationship


def _swap(relationship: Relationship, move: OpenedMove, *, by: Person, now: datetime) -> Relationship:
    """End it as completed and open a new one with the sides exchanged; each brought their own words for the new role."""
    members = present_members(relationship, with_enrolments=True)
    if code := forbidden(relationship.organisation_id, {relationship.pk: members}).get(relationship.pk):
        raise RuleStands(code)
    said = answer_words(move.move, open_vault(relationship, reader=by))
    turned = {
        member.side: enrol_in_other_role(
            member.enrolment,
            motivation=said[member.person_id].get("motivation", ""),
            benefit_sought=said[member.person_id].get("benefit_sought", ""),
            learning_goal=said[member.person_id].get("learning_goal", ""),
            by=member.person,
            now=now,
        )
        for member in members
    }
    end_relationship(relationship, Ending.COMPLETED, by=by, now=now)
    pair = NewPair(mentor_enrolment=turned[Side.MENTEE], mentee_enrolment=turned[Side.MENTOR])
    [opened] = open_relationships(relationship.cohort, [pair], by=by, now=now)
    return opened
