"""An arrangement as plain data, whether it stands, was kept as a draft, or belongs to a round long ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from timbalik.matching.models import Draft, Override, Proposal, Round
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import OverrideKind, ProposalState, RoundState

DRAFT: Final = "draft"
ROUND: Final = "round"

PairOfKeys = tuple[int, int]  # (mentor, mentee), keys of enrolments


@dataclass(frozen=True)
class Value:
    """What a pair is worth, in hundredths; the benefits do not depend on the weights."""

    score: int
    mentor_benefit: int
    mentee_benefit: int

    @property
    def weaker(self) -> int:
        return min(self.mentor_benefit, self.mentee_benefit)


@dataclass(frozen=True)
class Decision:
    """One override by keys of enrolments; for two mentees kept together or apart ``other_mentee_id`` is the second."""

    kind: str
    mentor_id: int | None
    mentee_id: int | None
    other_mentee_id: int | None = None
    reason: str = ""
    price: int = 0

    @property
    def subject(self) -> tuple[str, int | None, int | None, int | None]:
        """What is decided, without the words."""
        return self.kind, self.mentor_id, self.mentee_id, self.other_mentee_id


@dataclass(frozen=True)
class Snapshot:
    """``ref`` is how an address names it; ``value``, ``bound`` and ``best_pairs`` are the engine's own answer."""

    ref: str
    kind: str
    name: str
    number: int
    state: str
    at: datetime
    settings: RoundSettings
    pairs: dict[PairOfKeys, Value]
    decisions: tuple[Decision, ...] = ()
    value: int = 0
    bound: int = 0
    best_pairs: int = 0

    @cached_property
    def total(self) -> int:
        return sum(one.score for one in self.pairs.values())

    @property
    def mean(self) -> int:
        return self.total // len(self.pairs) if self.pairs else 0

    @cached_property
    def weakest(self) -> int:
        """The least that anybody gains."""
        return min((one.weaker for one in self.pairs.values()), default=0)

    @cached_property
    def under_floor(self) -> int:
        return sum(one.weaker < self.settings.floor_points * 100 for one in self.pairs.values())

    @cached_property
    def mean_mentor_benefit(self) -> int:
        return sum(one.mentor_benefit for one in self.pairs.values()) // max(1, len(self.pairs))

    @cached_property
    def mean_mentee_benefit(self) -> int:
        return sum(one.mentee_benefit for one in self.pairs.values()) // max(1, len(self.pairs))

    @property
    def is_proved(self) -> bool:
        """Nothing better exists with these weights and rules."""
        found = (self.value, self.best_pairs)
        return bool(self.pairs) and self.value == self.bound and found == (self.total, len(self.pairs))


def snapshot_of_round(round_: Round) -> Snapshot:
    """The pairs that stand, or were asked; of a published round, those that opened. Two queries.

    What was declined is not told apart: a coordinator who takes part learns nothing of their own pair.
    """
    proposals = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    if round_.state == RoundState.PUBLISHED:
        proposals = proposals.filter(state=ProposalState.PUBLISHED)
    else:
        proposals = proposals.exclude(state=ProposalState.REPLACED)
    columns = ("mentor_id", "mentee_id", "score_hundredths", "mentor_benefit", "mentee_benefit")
    return Snapshot(
        ref=str(round_.number),
        kind=ROUND,
        name="",
        number=round_.number,
        state=round_.state,
        at=round_.published_at or round_.sent_at or round_.opened_at,
        settings=RoundSettings.from_json(round_.settings),
        pairs=_pairs(proposals.order_by("pk").values_list(*columns)),
        decisions=tuple(decisions_of(round_)),
        value=round_.value or 0,
        bound=round_.bound or 0,
        best_pairs=len((round_.certificate or {}).get("pairs", ())),
    )


def snapshot_of_draft(draft: Draft) -> Snapshot:
    return Snapshot(
        ref=draft.public_id.hex,
        kind=DRAFT,
        name=draft.name,
        number=draft.round.number,
        state=draft.round.state,
        at=draft.at,
        settings=RoundSettings.from_json(draft.settings),
        pairs=_pairs(draft.pairs),
        decisions=tuple(Decision(*row) for row in draft.decisions),
        **draft.proof,
    )


def decisions_of(round_: Round) -> list[Decision]:
    rows = Override.objects.of(round_.organisation_id).filter(round=round_)
    columns = ("kind", "mentor_id", "mentee_id", "other_mentee_id", "reason", "price_hundredths")
    return [Decision(*row) for row in rows.values_list(*columns)]


def is_about_unknown_lines(decision: Decision) -> bool:
    return decision.kind == OverrideKind.UNKNOWN_LINES


def _pairs(rows: Iterable[Any]) -> dict[PairOfKeys, Value]:
    return {(mentor, mentee): Value(*values) for mentor, mentee, *values in rows}
