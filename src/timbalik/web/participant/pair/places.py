"""Where each open point is met; those without a place of their own are met in the pair space itself."""

from __future__ import annotations

from django.urls import reverse

from timbalik.journey.facts import Criterion
from timbalik.journey.space import Space

PLACES = {
    "workbook": "participant:workbook",
    "first_talk": "participant:session_book",
    "session_held": "participant:session_book",
    "agreement_draft": "participant:agreement_edit",
    "agreement_elements": "participant:agreement_edit",
    "signature": "participant:agreement",
    "goal": "participant:goal_add",
}


def place_of(space: Space, criterion: Criterion) -> str:
    """An address; empty when it waits for the partner alone."""
    if criterion.side and criterion.side != space.me.side:
        return ""
    pair = space.relationship.public_id
    if criterion.code == "training":
        return reverse("participant:trainings")
    if criterion.code in ("first_talk", "session_held") and space.next_session is not None:
        return reverse("participant:session", args=[pair, space.next_session.public_id])
    if criterion.code == "first_talk" and space.facts.training_missing:
        return ""
    if criterion.code.startswith("closure_"):
        return reverse("participant:closure_part", args=[pair, criterion.code.removeprefix("closure_")])
    if criterion.code == "next_step_anew":
        return reverse("participant:closure_part", args=[pair, "next_step"])
    if criterion.code == "next_step_yes" and space.next_step_move is not None:
        return reverse("participant:decision", args=[pair, space.next_step_move.move.public_id])
    if criterion.code in ("goal_measurable", "goals_open"):
        return reverse("participant:pair", args=[pair]) + "#goals"
    return reverse(PLACES[criterion.code], args=[pair]) if criterion.code in PLACES else ""
