"""Reads of relationships. Sealed fields come opened, for one member at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.relationships.models import (
    Agreement,
    AgreementTextVersion,
    ClosureEntry,
    Goal,
    Note,
    Relationship,
    RelationshipMember,
)
from timbalik.relationships.states import ClosurePart, GoalState, NextStep, RelationshipState, Side
from timbalik.relationships.vault import Vault

GOALS_OPEN = "goals"


def of_member(person: Person) -> QuerySet[Relationship]:
    """The relationships this person belongs to, the ended ones too (twin of ``rules.is_member``)."""
    stayed = Q(members__left_at__isnull=True) | Q(state=RelationshipState.ENDED, members__left_at__gte=F("ended_at"))
    return (
        Relationship.objects.filter(stayed, organisation_id=person.organisation_id, members__person=person)
        .select_related("programme", "programme__template")
        .order_by("-opened_at", "-id")
        .distinct()
    )


def of_programme(programme: Programme) -> QuerySet[Relationship]:
    return Relationship.objects.filter(organisation_id=programme.organisation_id, programme=programme)


def present_members(relationship: Relationship, *, with_enrolments: bool = False) -> list[RelationshipMember]:
    """The members, mentors first; after an ending those who stayed to the last."""
    rows = relationship.members.select_related("person", *(["enrolment"] if with_enrolments else []))
    if relationship.state == RelationshipState.ENDED:
        rows = rows.filter(left_at__gte=relationship.ended_at)
    else:
        rows = rows.filter(left_at__isnull=True)
    return sorted(rows, key=lambda member: (member.side != Side.MENTOR, member.pk))


# --- The agreement ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementState:
    """A version with its signatures (person pk → when)."""

    agreement: Agreement
    signed: Mapping[int, datetime]

    def is_signed_by(self, people: Collection[int]) -> bool:
        return set(people) <= self.signed.keys()


def agreement_states(relationship: Relationship) -> list[AgreementState]:
    """Every version with its signatures, newest first; one query."""
    rows = (
        relationship.agreements.select_related("text")
        .annotate(signer=F("signatures__person_id"), signed_at=F("signatures__signed_at"))
        .order_by("-version")
    )
    versions: dict[int, tuple[Agreement, dict[int, datetime]]] = {}
    for row in rows:
        _agreement, signed = versions.setdefault(row.pk, (row, {}))
        if row.signer is not None:
            signed[row.signer] = row.signed_at
    return [AgreementState(agreement, signed) for agreement, signed in versions.values()]


def in_force(states: Iterable[AgreementState], people: Collection[int]) -> AgreementState | None:
    """The newest version that all these people signed. A newer draft takes over once all have signed it, not before."""
    return next((state for state in states if state.is_signed_by(people)), None)


def latest_agreement(relationship: Relationship) -> Agreement | None:
    return relationship.agreements.select_related("text").order_by("-version").first()


def agreement_in_force(relationship: Relationship) -> Agreement | None:
    people = [member.person_id for member in present_members(relationship)]
    state = in_force(agreement_states(relationship), people)
    return state.agreement if state is not None else None


def agreement_text(relationship: Relationship) -> AgreementTextVersion:
    """The text a relationship keeps: its first version's, else what the programme's template names, else the newest."""
    if (agreement := latest_agreement(relationship)) is not None:
        return agreement.text
    named: str = relationship.programme.template.content.get("agreement", "")
    texts = AgreementTextVersion.objects.order_by("-version")
    return texts.filter(key=named).first() or texts.order_by("-version", "key")[0]


def agreement_answers(agreement: Agreement, vault: Vault) -> dict[str, str]:
    answers: dict[str, str] = vault.open(agreement.answers_sealed, place=f"agreement:{agreement.public_id}")
    return answers


def changed_elements(before: Agreement | None, after: Agreement, vault: Vault) -> list[str]:
    """Keys whose answer differs between two versions."""
    old = agreement_answers(before, vault) if before is not None else {}
    new = agreement_answers(after, vault)
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def paired_enrolments(enrolments: Iterable[Enrolment]) -> set[int]:
    """Which of these enrolments are in a pair now; with whom is not told."""
    rows = list(enrolments)
    if not rows:
        return set()
    members = RelationshipMember.objects.of(rows[0].organisation_id).filter(
        enrolment__in=[row.pk for row in rows], left_at__isnull=True
    )
    return set(members.values_list("enrolment_id", flat=True))


# --- Goals, notes, closure ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoalText:
    title: str
    measure: str = ""
    baseline: str = ""
    target: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class OpenedGoal:
    goal: Goal
    text: GoalText
    outcome: str


def opened_goals(relationship: Relationship, vault: Vault) -> list[OpenedGoal]:
    return [opened_goal(goal, vault) for goal in relationship.goals.all()]


def opened_goal(goal: Goal, vault: Vault) -> OpenedGoal:
    text: dict[str, str] = vault.open(goal.content_sealed, place=f"goal:{goal.public_id}")
    outcome = vault.open(goal.outcome_sealed, place=f"goal-outcome:{goal.public_id}") if goal.outcome_sealed else ""
    return OpenedGoal(goal, GoalText(**text), outcome)


def has_measurable_goal(relationship: Relationship) -> bool:
    return any(is_pursued(goal) for goal in relationship.goals.all())


def carries(goal: Goal, stretch: int) -> bool:
    """Whether the goal carries the present stretch: a pair that goes on with a new goal needs one that is open."""
    return is_pursued(goal) and (stretch == 1 or goal.state == GoalState.OPEN)


def is_pursued(goal: Goal) -> bool:
    """Can be measured and was not dropped."""
    return goal.is_measurable and goal.state != GoalState.DROPPED


@dataclass(frozen=True)
class OpenedNote:
    note: Note
    text: str
    is_mine: bool


def opened_notes(relationship: Relationship, vault: Vault, *, reader: Person) -> list[OpenedNote]:
    """The reader's own notes and the shared ones."""
    rows = relationship.notes.filter(Q(author=reader) | Q(is_shared=True)).select_related("author")
    return [
        OpenedNote(note, vault.open(note.text_sealed, place=f"note:{note.public_id}"), note.author_id == reader.pk)
        for note in rows
    ]


def missing_for_closure(relationship: Relationship) -> tuple[str, ...]:
    """Parts of the closure not yet done (GR-16), and ``goals`` while one is still open (unless the pair goes on with it)."""
    parts = relationship.closure_entries.filter(stretch=relationship.stretch).values_list("part", flat=True)
    goals = () if relationship.next_step == NextStep.GO_ON else relationship.goals.values_list("state", flat=True)
    return closure_gaps(parts, goals)


def closure_gaps(parts: Collection[str], goal_states: Collection[str]) -> tuple[str, ...]:
    missing: list[str] = [part.value for part in ClosurePart if part.value not in parts]
    return (*missing, GOALS_OPEN) if GoalState.OPEN in goal_states else tuple(missing)


class OpenedPart(NamedTuple):
    """A part of the closure; ``more`` holds what was written beside its text."""

    entry: ClosureEntry
    text: str
    more: Mapping[str, str]


def opened_closure(relationship: Relationship, vault: Vault) -> dict[str, OpenedPart]:
    """The parts of the present stretch."""
    rows = relationship.closure_entries.filter(stretch=relationship.stretch).select_related("by")
    return {entry.part: _opened_part(entry, vault) for entry in rows}


def _opened_part(entry: ClosureEntry, vault: Vault) -> OpenedPart:
    words: str | dict[str, str] = vault.open(entry.text_sealed, place=f"closure:{entry.public_id}")
    if isinstance(words, str):
        return OpenedPart(entry, words, {})
    return OpenedPart(entry, words["text"], {key: said for key, said in words.items() if key != "text"})


@dataclass(frozen=True)
class StepTaken:
    from_phase: str
    to_phase: str
    move: str
    at: datetime
    by: Person | None
    reason: str


def history(relationship: Relationship, vault: Vault | None = None) -> list[StepTaken]:
    """Every move between phases, oldest first; reasons only with a member's vault."""
    return [
        StepTaken(
            change.from_phase,
            change.to_phase,
            change.move,
            change.at,
            change.by,
            vault.open(change.reason_sealed, place=f"step:{change.public_id}")
            if vault and change.reason_sealed
            else "",
        )
        for change in relationship.phase_changes.select_related("by")
    ]
