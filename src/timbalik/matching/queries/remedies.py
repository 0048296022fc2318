"""What can be set in motion for people without a partner, and what was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from timbalik.matching.models import RemedyTaken, Round, Unmatched
from timbalik.matching.states import RemedyKind
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.models import Enrolment, Offer, Want
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

TOPICS: Final = 3

#: Nearest remedy of a round (``reasons.unmatched_reason``) -> the act that begins it.
ACTS: Final = {
    "ask_partner_for_place": RemedyKind.PLACE,
    "ask_hours": RemedyKind.HOURS,
    "ask_other_hours": RemedyKind.HOURS,
    "ask_other_topics": RemedyKind.TOPICS,
}


#: Remedies that can be tried by solving again.
PROVABLE: Final = ("ask_partner_for_place", "ask_other_hours")
MOST_PAIRS_PROVED: Final = 10_000_000  # possible pairs of a round; two tables of eight bytes each


def can_be_proved(round_: Round) -> bool:
    """Whether the round is small enough for it."""
    return int(round_.settings.get("mentors", 0)) * int(round_.settings.get("mentees", 0)) <= MOST_PAIRS_PROVED


def waiting_for_proof(round_: Round) -> bool:
    """Whether somebody's remedy is a likely one that nobody has computed yet."""
    rows = Unmatched.objects.of(round_.organisation_id).filter(round=round_, remedy__in=PROVABLE)
    return can_be_proved(round_) and rows.exclude(facts__has_key="proved").exists()


@dataclass(frozen=True)
class Remedial:
    """One act that is open for somebody. ``asked`` is whom it goes to; ``proved`` that the round was solved again with it."""

    kind: str
    asked: Enrolment
    proved: bool = False
    is_tried: bool = False  # computed, with whatever outcome
    partner: Enrolment | None = None  # whom the person would get, where that is proved
    moves: int = 0
    topics: tuple[str, ...] = ()


def remedies_for(round_: Round, rows: Sequence[Unmatched]) -> dict[int, list[Remedial]]:
    """By enrolment: the nearest act first, then the next wave; a few queries, however many people."""
    people = _named(round_, rows)
    topics = _neighbours(round_, [row for row in rows if ACTS.get(row.remedy) == RemedyKind.TOPICS])
    found: dict[int, list[Remedial]] = {}
    for row in rows:
        kind, acts = ACTS.get(row.remedy), []
        asked = people.get(row.facts.get("partner", "")) if kind == RemedyKind.PLACE else row.enrolment
        suggested = topics.get(row.enrolment_id, ())
        fits = kind is not None and asked is not None and (kind != RemedyKind.TOPICS or suggested)
        if fits and asked is not None and not (kind == RemedyKind.PLACE and asked.capacity >= 5):
            acts.append(
                Remedial(
                    str(kind),
                    asked,
                    proved=bool(row.facts.get("proved")),
                    is_tried="proved" in row.facts,
                    partner=people.get(row.facts.get("with", "")),
                    moves=row.facts.get("moves", 0),
                    topics=suggested if kind == RemedyKind.TOPICS else (),
                )
            )
        if row.enrolment.cohort_id == round_.cohort_id:
            acts.append(Remedial(RemedyKind.WAVE, row.enrolment))
        found[row.enrolment_id] = acts
    return found


def _named(round_: Round, rows: Sequence[Unmatched]) -> dict[str, Enrolment]:
    refs = {row.facts.get(name, "") for row in rows for name in ("partner", "with")} - {"", None}
    if not refs:
        return {}
    enrolments = Enrolment.objects.of(round_.organisation_id).filter(
        cohort_id=round_.cohort_id, state=EnrolmentState.SUBMITTED, public_id__in=[UUID(ref) for ref in refs]
    )
    return {one.public_id.hex: one for one in enrolments.select_related("person")}


def _neighbours(round_: Round, rows: Sequence[Unmatched]) -> dict[int, tuple[str, ...]]:
    """For each of these people: topics near those they offer that the other side asks for, the most asked first."""
    if not rows:
        return {}
    offered: dict[int, set[str]] = defaultdict(set)
    groups: dict[int, set[str]] = defaultdict(set)
    offers = Offer.objects.of(round_.organisation_id).filter(enrolment__in=[row.enrolment_id for row in rows])
    for enrolment, key, group in offers.values_list("enrolment_id", "concept__key", "concept__group"):
        offered[enrolment].add(key)
        groups[enrolment].add(group)
    asked = {role: _asked_of(round_, role) for role in {_other(row.enrolment.role) for row in rows}}
    return {
        row.enrolment_id: tuple(
            [
                key
                for key, group in asked[_other(row.enrolment.role)]
                if group in groups[row.enrolment_id] and key not in offered[row.enrolment_id]
            ][:TOPICS]
        )
        for row in rows
    }


def _other(role: str) -> str:
    return EnrolmentRole.MENTEE if role == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR


def _asked_of(round_: Round, role: str) -> list[tuple[str, str]]:
    """Topics that this side of the cohort wants, with their group, the most wanted first."""
    wants = Want.objects.of(round_.organisation_id).filter(
        enrolment__cohort_id=round_.cohort_id, enrolment__role=role, enrolment__state=EnrolmentState.SUBMITTED
    )
    counted = wants.values("concept__key", "concept__group").annotate(n=Count("pk")).order_by("-n", "concept__key")
    return [(row["concept__key"], row["concept__group"]) for row in counted]


def taken_for(round_: Round, enrolments: Iterable[int] | None = None) -> QuerySet[RemedyTaken]:
    """What was set in motion and stands, oldest first."""
    rows = RemedyTaken.objects.of(round_.organisation_id).filter(round=round_, undone_at__isnull=True)
    if enrolments is not None:
        rows = rows.filter(enrolment__in=list(enrolments))
    return rows.select_related("enrolment__person", "enrolment__cohort", "asked__person", "by")


def known_topics(keys: Iterable[str]) -> list[str]:
    """Those of these keys that exist, in the order given."""
    wanted = list(dict.fromkeys(keys))
    known = set(SkillConcept.objects.filter(key__in=wanted).values_list("key", flat=True))
    return [key for key in wanted if key in known]
