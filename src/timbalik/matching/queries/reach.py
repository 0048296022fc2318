"""Reach: the share of those enrolled who have a pair, by unit and by site. Small groups pass the one suppression function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from timbalik.engine.statistics.suppression import MINIMUM_FOR_MEANS, Cell, CellKind, suppress
from timbalik.matching.models import Proposal, Round
from timbalik.matching.states import ProposalState, RoundState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentState
from timbalik.relationships.models import RelationshipMember

UNDER_WAY: Final = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED)
UNITS: Final = 20
SITES: Final = 10

Kind = tuple[str, str, bool]  # unit, site, whether with a pair


@dataclass(frozen=True)
class Group:
    name: str  # empty: not known
    enrolled: int
    paired: int


@dataclass(frozen=True)
class Reach:
    """``total`` is None where even it would tell of too few; ``hidden`` counts groups that are not shown.

    Of very many units or sites the largest are judged and shown; ``more`` says that there are smaller ones.
    """

    total: Group | None
    units: tuple[Group, ...]
    sites: tuple[Group, ...]
    units_hidden: int
    sites_hidden: int
    units_more: int
    sites_more: int


def reach_of(round_: Round) -> Reach:
    """What may be shown, largest groups first; one query. A person enrolled in both roles counts once."""
    people: dict[int, Kind] = {}
    for person, unit, site, paired in _rows(round_):
        before = people.get(person)
        people[person] = (unit or "", site.strip(), paired or (before is not None and before[2]))
    kinds = Counter(people.values())
    all_units, all_sites = _groups(kinds, 0), _groups(kinds, 1)
    units, sites = all_units[:UNITS], all_sites[:SITES]
    everybody = Group("", sum(kinds.values()), sum(n for kind, n in kinds.items() if kind[2]))
    cells = [*_cells("all", kinds), *_cells_of("unit", 0, units, kinds), *_cells_of("site", 1, sites, kinds)]
    verdict = suppress(cells)

    def shown(key: str) -> bool:
        return verdict.may_show(key) and verdict.may_show(f"{key}:paired")

    units_shown = tuple(one for one in units if shown(f"unit:{one.name}"))
    sites_shown = tuple(one for one in sites if shown(f"site:{one.name}"))
    return Reach(
        total=everybody if shown("all") else None,
        units=units_shown,
        sites=sites_shown,
        units_hidden=len(units) - len(units_shown),
        sites_hidden=len(sites) - len(sites_shown),
        units_more=len(all_units) - len(units),
        sites_more=len(all_sites) - len(sites),
    )


def _rows(round_: Round) -> Iterable[tuple[int, str | None, str, bool]]:
    states = [ProposalState.PUBLISHED] if round_.state == RoundState.PUBLISHED else UNDER_WAY
    proposals = Proposal.objects.of(round_.organisation_id).filter(
        Q(mentor=OuterRef("pk")) | Q(mentee=OuterRef("pk")), round=round_, state__in=states
    )
    members = RelationshipMember.objects.of(round_.organisation_id).filter(
        enrolment=OuterRef("pk"), left_at__isnull=True
    )
    return (
        Enrolment.objects.of(round_.organisation_id)
        .filter(cohort_id=round_.cohort_id, state=EnrolmentState.SUBMITTED)
        .annotate(paired=Exists(proposals) | Exists(members))
        .values_list("person_id", "person__unit__name", "person__site", "paired")
    )


def _groups(kinds: Counter[Kind], place: int) -> list[Group]:
    enrolled: Counter[str] = Counter()
    paired: Counter[str] = Counter()
    for kind, n in kinds.items():
        enrolled[str(kind[place])] += n
        paired[str(kind[place])] += n if kind[2] else 0
    names = sorted(enrolled, key=lambda name: (-enrolled[name], name))
    return [Group(name, enrolled[name], paired[name]) for name in names]


def _cells_of(what: str, place: int, groups: list[Group], kinds: Counter[Kind]) -> list[Cell]:
    return [
        cell
        for one in groups
        for cell in _cells(
            f"{what}:{one.name}", Counter({kind: n for kind, n in kinds.items() if kind[place] == one.name})
        )
    ]


def _cells(key: str, kinds: Counter[Kind]) -> tuple[Cell, Cell]:
    """How many are enrolled, and how many of them have a pair: who has none is protected too."""
    enrolled = _stand_ins(kinds)
    paired = _stand_ins(Counter({kind: n for kind, n in kinds.items() if kind[2]}))
    return (
        Cell(key, enrolled, CellKind.COUNT, measure="reach"),
        Cell(f"{key}:paired", paired, CellKind.COUNT, within=enrolled, measure="reach"),
    )


def _stand_ins(kinds: Counter[Kind]) -> frozenset[tuple[Kind, int]]:
    """At most as many people of a kind as the threshold: sums are compared with it alone, so the verdict is the same.

    People of one kind are in the same cells, always. With ten thousand people this is what keeps a page fast.
    """
    return frozenset((kind, number) for kind, n in kinds.items() for number in range(min(n, MINIMUM_FOR_MEANS)))
