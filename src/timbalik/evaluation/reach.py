"""How far a campaign and a cascade have come: figures of groups, each past the one gate for small groups.

Nobody's refusal shows: who has not answered and who said no are one and the same here, and neither is a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.evaluation.facts import programme_members
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.states import SessionState
from timbalik.programmes.audiences import addressed
from timbalik.programmes.models import Campaign, Programme
from timbalik.programmes.queries import ladder
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.states import RelationshipState

LATELY = timedelta(weeks=4)
AFTER_WEEKS = (4, 8, 12)


@dataclass(frozen=True)
class Reached:
    """``people``: how many, or ``None`` where the figure could point to somebody."""

    code: str
    people: int | None


@dataclass(frozen=True)
class StillMeeting:
    """Of those whose pair is at least that old, who met in the four weeks before that day."""

    weeks: int
    paired: int | None
    meeting: int | None


@dataclass(frozen=True)
class CampaignReach:
    """``is_complete``: every letter has left."""

    begun_at: datetime
    is_complete: bool
    as_of: datetime
    steps: tuple[Reached, ...]
    over_time: tuple[StillMeeting, ...]


@dataclass(frozen=True)
class LevelReach:
    """One level of the ladder; a figure is ``None`` where it could point to somebody."""

    name: str
    invited: int | None
    enrolled: int | None
    paired: int | None
    meeting: int | None


@dataclass(frozen=True)
class _Pairing:
    """Since when mentees are in a pair, which still run, and the days they met."""

    since: Mapping[int, datetime]
    running: frozenset[int]
    met: Mapping[int, tuple[datetime, ...]]

    def met_within(self, person: int, start: datetime, end: datetime) -> bool:
        return any(start <= at <= end for at in self.met.get(person, ()))


def campaign_reach(campaign: Campaign, *, now: datetime) -> CampaignReach:
    """Sent, positive (began to enrol), accepted (handed in) and still meeting; in five queries, however many."""
    sent: set[int] = set()
    positive: set[int] = set()
    accepted: set[int] = set()
    for person, state, submitted_at in addressed(campaign).values_list("person_id", "state", "submitted_at"):
        sent.add(person)
        if submitted_at is not None:
            accepted.add(person)
        if submitted_at is not None or state == EnrolmentState.STARTED:
            positive.add(person)
    pairing = _pairing(campaign.programme, accepted)
    meeting = {person for person in pairing.running if pairing.met_within(person, now - LATELY, now)}
    groups = {"sent": sent, "positive": positive, "accepted": accepted, "meeting": meeting}
    first = ("sent", "accepted", "meeting", "positive")  # the most useful first: later ones may be hidden for them
    shown = _shown({key: groups[key] for key in first}, within=sent, measure="steps")
    return CampaignReach(
        begun_at=campaign.begun_at,
        is_complete=campaign.finished_at is not None,
        as_of=now,
        steps=tuple(Reached(key, shown[key]) for key in groups),
        over_time=tuple(_after(weeks, pairing, now=now) for weeks in AFTER_WEEKS),
    )


def cascade_reach(programme: Programme, *, now: datetime) -> list[LevelReach]:
    """Invited, enrolled, paired and meeting mentees, level by level from the top; in five queries, however many."""
    rows = programme.enrolments.filter(role=EnrolmentRole.MENTEE)
    levels: dict[int | None, dict[str, set[int]]] = defaultdict(lambda: {"invited": set(), "enrolled": set()})
    for person, state, rank in rows.values_list("person_id", "state", "person__level_rank"):
        levels[rank]["invited"].add(person)
        if state == EnrolmentState.SUBMITTED:
            levels[rank]["enrolled"].add(person)
    everybody = frozenset[int]().union(*(level["enrolled"] for level in levels.values()))
    pairing = _pairing(programme, set(everybody))
    names = ladder(programme.organisation)
    found = []
    whole = frozenset[int]().union(*(level["invited"] for level in levels.values()))
    shown = _shown_by_level(levels, pairing, whole, now=now)
    for rank in sorted(levels, key=lambda rank: -1 if rank is None else rank, reverse=True):
        name = names.get(rank, "") if rank is not None else ""
        found.append(LevelReach(name or (str(rank) if rank is not None else ""), *shown[rank]))
    return found


STEPS = ("invited", "enrolled", "paired", "meeting")


def _shown_by_level(
    levels: Mapping[int | None, Mapping[str, set[int]]], pairing: _Pairing, whole: frozenset[int], *, now: datetime
) -> dict[int | None, tuple[int | None, ...]]:
    """All cells judged together: steps of one level are subsets of each other, and levels add up to the whole."""
    cells = []
    for step in STEPS:
        for rank, groups in levels.items():
            running = groups["enrolled"] & pairing.running
            people = {
                "invited": groups["invited"],
                "enrolled": groups["enrolled"],
                "paired": running,
                "meeting": {one for one in running if pairing.met_within(one, now - LATELY, now)},
            }[step]
            within = whole if step == "invited" else groups["invited"]
            cells.append(
                Cell(f"{step}:{rank}", frozenset(people), CellKind.COUNT, within=frozenset(within), measure="levels")
            )
    verdict = suppress(cells)
    sizes = {cell.key: len(cell.people) for cell in cells}
    return {
        rank: tuple(sizes[f"{step}:{rank}"] if verdict.may_show(f"{step}:{rank}") else None for step in STEPS)
        for rank in levels
    }


def _shown(groups: Mapping[str, set[int]], *, within: set[int], measure: str) -> dict[str, int | None]:
    cells = [
        Cell(key, frozenset(people), CellKind.COUNT, within=frozenset(within), measure=measure)
        for key, people in groups.items()
    ]
    verdict = suppress(cells)
    return {key: len(people) if verdict.may_show(key) else None for key, people in groups.items()}


def _after(weeks: int, pairing: _Pairing, *, now: datetime) -> StillMeeting:
    span = timedelta(weeks=weeks)
    old = {person for person, since in pairing.since.items() if since + span <= now}
    meeting = {
        one for one in old if pairing.met_within(one, pairing.since[one] + span - LATELY, pairing.since[one] + span)
    }
    shown = _shown({"paired": old, "meeting": meeting}, within=old, measure=f"weeks-{weeks}")
    return StillMeeting(weeks, shown["paired"], shown["meeting"])


def _pairing(programme: Programme, people: set[int]) -> _Pairing:
    """The pairs of these mentees and the sessions they held."""
    members = programme_members(programme).filter(side=EnrolmentRole.MENTEE)
    since: dict[int, datetime] = {}
    running = set()
    for person, joined_at, left_at, state in members.values_list(
        "person_id", "joined_at", "left_at", "relationship__state"
    ):
        if person not in people:
            continue
        since[person] = min(joined_at, since.get(person, joined_at))
        if left_at is None and state != RelationshipState.ENDED:
            running.add(person)
    held = SessionParticipant.objects.of(programme.organisation_id).filter(
        Q(session__programme=programme), session__state=SessionState.HELD, side=EnrolmentRole.MENTEE
    )
    met: dict[int, list[datetime]] = defaultdict(list)
    for person, at in held.values_list("person_id", "session__starts_at"):
        if person in people:
            met[person].append(at)
    return _Pairing(since, frozenset(running), {person: tuple(days) for person, days in met.items()})
