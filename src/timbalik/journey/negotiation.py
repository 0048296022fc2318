"""Negotiation: parameters, boundaries, etiquette, confidentiality, duration, and a goal that can be measured."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from timbalik.journey.facts import Criterion, PairFacts
from timbalik.meetings.states import SessionKind
from timbalik.relationships.states import Phase

PHASE = Phase.NEGOTIATION
SOURCE = "Zachary, The Mentor's Guide (2000), “negotiating”; M-17 to M-21; T-13; GR-06, GR-08"

PARTNERS_DO = (
    _("You write the agreement together: boundaries, confidentiality, rhythm, who leads."),
    _("You set at least one goal with a measure, a starting point, a target and a date."),
    _("Both sign."),
)
MAY_CHANGE = (_("Every point of the agreement; a changed one needs both signatures again."), _("Goals."))
SESSION_KINDS = (SessionKind.AGREEMENT, SessionKind.MEET)


def missing_to_enter(pair: PairFacts) -> tuple[Criterion, ...]:
    """GR-14: nobody negotiates before both have learnt what the roles mean."""
    return tuple(
        Criterion("training", {"units": tuple(unit for at, unit in pair.training_missing if at == side)}, side=side)
        for side in dict.fromkeys(side for side, _unit in pair.training_missing)
    )


def missing_to_leave(pair: PairFacts) -> tuple[Criterion, ...]:
    """An agreement signed by both, and a measurable goal."""
    missing: list[Criterion] = []
    if not pair.is_agreement_in_force:
        if not pair.has_draft:
            missing.append(Criterion("agreement_draft"))
        elif pair.agreement_missing:
            missing.append(Criterion("agreement_elements", {"elements": pair.agreement_missing}))
        else:
            missing += [Criterion("signature", side=side) for side in pair.unsigned]
    if not pair.has_measurable_goal:
        missing.append(Criterion("goal_measurable" if pair.has_goal else "goal"))
    return tuple(missing)
