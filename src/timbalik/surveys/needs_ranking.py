"""How answers and interviews become a ranked list of areas. Plain arithmetic that a coordinator can repeat on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from timbalik.engine.statistics.suppression import MINIMUM_FOR_MEANS, Cell, CellKind, suppress

LOWEST, HIGHEST = 1, 5
MOST_AREAS = 3
INTERVIEW_WEIGHTS = (1, 2, 3)
INTERVIEW_STEP = 8  # an interview counts like an answer: 8, 16 or 24 points beside 1 to 25
MOST_INTERVIEW_AREAS = 5


@dataclass(frozen=True)
class AreaNeed:
    """One area in one answer: how much it matters, and how sure of themselves the leader feels in it."""

    area: str
    importance: int
    confidence: int

    @property
    def points(self) -> int:
        """Importance × how far confidence falls short of sure: 1 to 25."""
        return self.importance * (HIGHEST + 1 - self.confidence)


@dataclass(frozen=True)
class RankedArea:
    """``points`` add up what may be shown. ``leaders``: how many named it in the survey, 0 where that may not be told at all.

    ``is_most``: so many named it that the exact number would tell of the few who did not; ``leaders`` is then the threshold.
    """

    area: str
    points: int
    leaders: int
    interviews: int
    is_most: bool = False


@dataclass(frozen=True)
class Ranking:
    """``is_partial``: some areas were named by too few leaders to be told from a single one."""

    areas: tuple[RankedArea, ...]
    questions: tuple[tuple[str, int], ...]
    answers: int
    interviews: int
    is_partial: bool


def rank_areas(
    answers: Mapping[str, tuple[Iterable[AreaNeed], Iterable[str]]], interviews: Iterable[Mapping[str, int]]
) -> Ranking:
    """Rank areas by their points: those of all answers, and those of all interviews.

    ``answers`` are areas and questions by a random key. Of the survey an area counts when at least five leaders named it; its
    number of leaders is exact only where at least five did not, or nobody (``engine.statistics.suppression``). What may not be
    shown counts nothing, so the order betrays nobody. Interviews were recorded by those who read the ranking, and are shown as
    they are. Ties are broken by the name of the area.
    """
    people: dict[str, set[str]] = defaultdict(set)
    points: dict[str, int] = defaultdict(int)
    asked: dict[str, set[str]] = defaultdict(set)
    for key, (needs, questions) in answers.items():
        for need in needs:
            people[need.area].add(key)
            points[need.area] += need.points
        for question in questions:
            asked[question].add(key)
    everybody = frozenset(answers)
    shown, exact = _shown(people), _shown(people, everybody)
    talks = [dict(one) for one in interviews]
    in_talks = {area: sum(area in one for one in talks) for one in talks for area in one}
    weights = {area: sum(one.get(area, 0) for one in talks) for area in in_talks}
    ranked = [
        RankedArea(
            area,
            (points[area] if area in shown else 0) + INTERVIEW_STEP * weights.get(area, 0),
            len(people[area]) if area in exact else MINIMUM_FOR_MEANS if area in shown else 0,
            in_talks.get(area, 0),
            is_most=area in shown and area not in exact,
        )
        for area in {*shown, *in_talks}
    ]
    ranked.sort(key=lambda one: (-one.points, one.area))
    told = [(question, len(asked[question])) for question in _shown(asked, everybody)]
    told.sort(key=lambda one: (-one[1], one[0]))
    return Ranking(tuple(ranked), tuple(told), len(answers), len(talks), len(shown) < len(people))


def _shown(groups: Mapping[str, set[str]], within: frozenset[str] | None = None) -> frozenset[str]:
    """Each area is a measure of its own: an answer may name three, so no sum of areas tells a person."""
    cells = [Cell(key, frozenset(people), CellKind.COUNT, within, key) for key, people in groups.items()]
    return frozenset(suppress(cells).shown)
