"""Preparation: both get ready, before and during the first talk; trust comes before terms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from timbalik.journey.facts import Criterion, PairFacts
from timbalik.meetings.states import SessionKind
from timbalik.relationships.states import Phase

PHASE = Phase.PREPARATION
SOURCE = "Zachary, The Mentor's Guide (2000), “preparing”; M-14, M-15, M-16; GR-01, GR-14"

PARTNERS_DO = (
    _("Each of you thinks it through in a workbook: reasons, expectations, readiness."),
    _("Both go through a short training."),
    _("You meet for a first talk: strengths, reasons for joining, hopes and fears."),
    _("You say how you want to be addressed and what makes talking easy."),
)
MAY_CHANGE = (_("Reasons and expectations, on both sides."),)
SESSION_KINDS = (SessionKind.MEET,)


def missing_to_enter(pair: PairFacts) -> tuple[Criterion, ...]:
    """GR-01: what is in it for each of the two is written down."""
    return tuple(Criterion("benefit", side=side) for side in pair.benefit_missing)


def missing_to_leave(pair: PairFacts) -> tuple[Criterion, ...]:
    """Training done and workbook filled in by both, and one talk held."""
    missing = [
        Criterion("training", {"units": tuple(unit for at, unit in pair.training_missing if at == side)}, side=side)
        for side in dict.fromkeys(side for side, _unit in pair.training_missing)
    ]
    missing += [Criterion("workbook", side=side) for side in pair.workbook_missing]
    if not pair.talks_held:
        missing.append(Criterion("first_talk"))
    return tuple(missing)
