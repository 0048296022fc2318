"""What a person hands in to enrol, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from timbalik.people.operations import WeeklyHours
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.directions import learns
from timbalik.programmes.states import Direction


@dataclass(frozen=True)
class OfferAnswer:
    concept_key: str
    level: int = 3
    evidence: str = ""
    last_used: str = ""  # a value of LastUsed; shown, never scored


@dataclass(frozen=True)
class WantAnswer:
    concept_key: str
    importance: int = 3


@dataclass(frozen=True)
class EnrolmentAnswers:
    """``consents``: the purposes that were ticked. ``accepts_notice``: the notice was shown and read.

    ``conduct``: what the person says about how they work with others, by key of ``programmes.conduct``; a person reads it.
    """

    motivation: str
    benefit_sought: str
    learning_goal: str
    offers: tuple[OfferAnswer, ...]
    wants: tuple[WantAnswer, ...]
    hours: tuple[WeeklyHours, ...]
    capacity: int
    time_zone: str
    nickname: str
    salutation: str
    language: str
    accepts_notice: bool
    consents: frozenset[str]
    pledges: bool
    conduct: Mapping[str, str] = field(default_factory=dict)
    conduct_example: str = ""
    begins: str = ""  # among peers: who leads the first session
    basics_reason: str = ""  # why business basics are wanted all the same (GR-18)


class Gap(StrEnum):
    """What keeps an enrolment from being handed in."""

    NOTICE = "notice"
    CONSENT = "consent"
    MOTIVATION = "motivation"  # GR-02
    BENEFIT = "benefit_sought"  # GR-01
    LEARNING_GOAL = "learning_goal"  # GR-03
    OFFERS = "offers"
    WANTS = "wants"
    HOURS = "hours"
    PLEDGE = "pledge"  # GR-17


def gaps(answers: EnrolmentAnswers, role: str, direction: str = Direction.REVERSE) -> tuple[Gap, ...]:
    """What is missing, in the order of the screens. Both sides give and want; whoever learns names a goal."""
    found = {
        Gap.NOTICE: not answers.accepts_notice,
        Gap.CONSENT: ConsentPurpose.PARTICIPATION not in answers.consents,
        Gap.MOTIVATION: not answers.motivation.strip(),
        Gap.BENEFIT: not answers.benefit_sought.strip(),
        Gap.LEARNING_GOAL: learns(role, direction) and not answers.learning_goal.strip(),
        Gap.OFFERS: not answers.offers,
        Gap.WANTS: not answers.wants,
        Gap.HOURS: not answers.hours,
        Gap.PLEDGE: not answers.pledges,
    }
    return tuple(gap for gap, is_open in found.items() if is_open)
