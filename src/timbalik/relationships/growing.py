"""Reads of what a pair keeps while it grows; sealed words come opened, for one member at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from timbalik.people.models.persons import Person
from timbalik.relationships.models import (
    AppliedNote,
    BenefitReview,
    Decision,
    Experiment,
    Relationship,
    SmallPromise,
)
from timbalik.relationships.queries import present_members
from timbalik.relationships.vault import Vault


@dataclass(frozen=True)
class OpenedPromise:
    promise: SmallPromise
    text: str


def opened_promises(relationship: Relationship, vault: Vault) -> list[OpenedPromise]:
    return [
        OpenedPromise(row, str(vault.open(row.text_sealed, place=f"promise:{row.public_id}")))
        for row in relationship.promises.select_related("owner")
    ]


@dataclass(frozen=True)
class OpenedExperiment:
    experiment: Experiment
    what: str
    sign: str
    happened: str = ""
    lesson: str = ""


def opened_experiments(relationship: Relationship, vault: Vault) -> list[OpenedExperiment]:
    """The newest first."""
    found = []
    for row in relationship.experiments.all():
        words = vault.open(row.content_sealed, place=f"experiment:{row.public_id}")
        if row.outcome_sealed:
            words |= vault.open(row.outcome_sealed, place=f"experiment-outcome:{row.public_id}")
        found.append(OpenedExperiment(row, **words))
    return found


@dataclass(frozen=True)
class OpenedDecision:
    """``consenting`` holds the members whose name may be told; the story may be told once all of them are in it."""

    decision: Decision
    insight: str
    insight_by: str
    decided: str
    reach: str
    consenting: frozenset[int]

    def may_be_told(self, members: Collection[int]) -> bool:
        return set(members) <= self.consenting


def opened_decisions(relationship: Relationship, vault: Vault) -> list[OpenedDecision]:
    """The newest first; two queries."""
    found = []
    for row in relationship.decisions.prefetch_related("consents"):
        words = vault.open(row.content_sealed, place=f"decision:{row.public_id}")
        consenting = frozenset(consent.person_id for consent in row.consents.all())
        words["decided"] = words.pop("decision")
        found.append(OpenedDecision(row, consenting=consenting, **words))
    return found


@dataclass(frozen=True)
class OpenedApplied:
    row: AppliedNote
    what: str
    came_of_it: str


def opened_applied(relationship: Relationship, vault: Vault) -> list[OpenedApplied]:
    """The newest first."""
    return [
        OpenedApplied(row, **vault.open(row.content_sealed, place=f"applied:{row.public_id}"))
        for row in relationship.applied.select_related("author")
    ]


@dataclass(frozen=True)
class OpenedBenefit:
    review: BenefitReview
    seeks: str
    gives: str


def opened_benefits(relationship: Relationship, vault: Vault, *, reader: Person) -> list[OpenedBenefit]:
    """The reader's own, and the partner's of every round the reader has written too; the newest round first."""
    rows = list(relationship.benefit_reviews.order_by("-round", "pk"))
    written = {row.round for row in rows if row.person_id == reader.pk}
    return [
        OpenedBenefit(row, **vault.open(row.content_sealed, place=f"benefit:{row.public_id}"))
        for row in rows
        if row.round in written
    ]


def benefit_round(relationship: Relationship) -> int:
    """The round that is written now: the last one, or the next when every member has written the last."""
    members = {member.person_id for member in present_members(relationship)}
    written: dict[int, set[int]] = defaultdict(set)
    for number, person in relationship.benefit_reviews.values_list("round", "person_id"):
        written[number].add(person)
    last = max(written, default=1)
    return last + 1 if members <= written[last] else last


def last_benefit_review(relationship: Relationship) -> datetime | None:
    """When anybody last wrote theirs anew."""
    return relationship.benefit_reviews.order_by("-at").values_list("at", flat=True).first()
