"""Closure: look back, celebrate, thank, decide the next step; also when it went badly."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from timbalik.journey.facts import Criterion, PairFacts
from timbalik.meetings.states import SessionKind
from timbalik.relationships.queries import GOALS_OPEN
from timbalik.relationships.states import Phase

PHASE = Phase.CLOSURE
SOURCE = "Zachary, The Mentor's Guide (2000), “coming to closure”; M-23 to M-26; GR-16"

PARTNERS_DO = (
    _("You say for each goal how far you came."),
    _("You look back, celebrate and thank each other."),
    _("You decide the next step together: end here, go on, swap roles, teach forward, or a new goal."),
    _("Each of you tidies up: notes, quotes, recommendations."),
)
MAY_CHANGE = (_("The outcome of goals."), _("The four parts, until you end the relationship."))
SESSION_KINDS = (SessionKind.CLOSING,)


def missing_to_enter(pair: PairFacts) -> tuple[Criterion, ...]:
    """There is something to look back on."""
    return () if pair.sessions_held else (Criterion("session_held"),)


def missing_to_leave(pair: PairFacts) -> tuple[Criterion, ...]:
    """Four parts, every goal spoken about, and for a next step that binds both the yes of both."""
    missing = [
        Criterion("goals_open") if missing == GOALS_OPEN else Criterion(f"closure_{missing}")
        for missing in pair.closure_missing
    ]
    if pair.next_step_waits is None:
        missing.append(Criterion("next_step_anew"))
    else:
        missing += [Criterion("next_step_yes", side=side) for side in pair.next_step_waits]
    return tuple(missing)
