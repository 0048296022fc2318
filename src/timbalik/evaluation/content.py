"""The content of a report: plain values that passed suppression, and the ids of the sentences they may use.

One rule decides what may be shown (``ARCHITECTURE`` 7). A figure describes a group: the invited, the pairs, those who
answered an item. The group is what is protected: its mean from five people, its distribution from ten, its complement
and every difference with what was shown before likewise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timbalik.engine.statistics.intervals import Interval, mean_interval, paired_change_interval, wilson_interval
from timbalik.engine.statistics.suppression import Cell, CellKind, Suppression, suppress
from timbalik.engine.statistics.wording import DesignLevel, Finding, state_finding
from timbalik.evaluation.facts import FUNNEL_STEPS, Facts, Funnel
from timbalik.programmes.models import Programme
from timbalik.relationships.states import Side
from timbalik.surveys.states import WaveKind

PAIRS_FOR_FIGURES = 5
BOTH = "both"
SIDES = (BOTH, Side.MENTOR, Side.MENTEE)


@dataclass(frozen=True)
class Row:
    """One row about an item, and the cells that it shows."""

    values: dict[str, Any]
    keys: list[str]


def design_level(programme: Programme) -> DesignLevel:
    """What was really done: without a comparison group, before and after at most."""
    return DesignLevel.BEFORE_AND_AFTER


def build_content(facts: Facts, *, earlier: Iterable[Cell] = ()) -> tuple[dict[str, Any], list[Cell]]:
    """The protected content, and the cells it shows (to be kept: the next report is judged beside them)."""
    cells = _cells(facts)
    verdict = suppress(cells, earlier=list(earlier))
    level = design_level(facts.programme)
    items = sorted({item for item, _, _ in facts.pulses.answers})
    pulses = [row for item in items for side in SIDES if (row := _pulse(facts, verdict, level, item, side))]
    content: dict[str, Any] = {
        "design_level": int(level),
        "as_of": facts.as_of.isoformat(),
        "pairs": {"opened": len(facts.pairs), "active": facts.active_pairs},
        "funnels": [_funnel(funnel, verdict) for funnel in facts.funnels],
        "sessions": {
            "held": facts.sessions.held,
            "planned_so_far": facts.sessions.planned_so_far,
            "planned": facts.sessions.planned,
            "cancelled": facts.sessions.cancelled,
            "missed": facts.sessions.missed,
            "ahead": facts.sessions.ahead,
        },
        "goals": _goals(facts, verdict),
        "pulses": [row.values for row in pulses],
        "answered": _answered(facts, verdict),
        "few_pairs": len(facts.pairs) < PAIRS_FOR_FIGURES,
    }
    shown = {key for row in pulses for key in row.keys}
    beside = [cell for cell in cells if verdict.may_show(cell.key) and not cell.key.startswith(("pulse:", "twice:"))]
    return content, beside + [cell for cell in cells if cell.key in shown]


def _cells(facts: Facts) -> list[Cell]:
    """Everything one would like to show, the most useful first."""
    cells = [
        Cell(
            f"funnel:{funnel.role}",
            _tagged("person", funnel.steps["invited"]),
            CellKind.DISTRIBUTION,
            measure=f"funnel:{funnel.role}",
        )
        for funnel in facts.funnels
    ]
    cells.append(Cell("goals:set", _tagged("pair", facts.pairs), CellKind.COUNT, measure="goals:set"))
    cells.append(
        Cell("goals:reached", _tagged("pair", facts.goals.pairs_closed), CellKind.MEAN, measure="goals:reached")
    )
    for (kind, side), people in sorted(facts.pulses.answered.items()):
        cells.append(
            Cell(f"answered:{kind}:{side}", frozenset(people), CellKind.COUNT, measure=f"answered:{kind}:{side}")
        )
    for item in sorted({item for item, _, _ in facts.pulses.answers}):
        cells += _pulse_cells(facts, item)
    return cells


def _pulse_cells(facts: Facts, item: str) -> list[Cell]:
    """First those who answered both times, in both waves; then everybody of a wave, where that can still be said.

    A change stands beside its two means only when all three speak of exactly the same people: beside the mean of 24 at
    the start, the change of 23 of them would tell what the 24th answered.
    """
    twice, everybody = [], []
    for kind in WaveKind.values:
        measure = f"pulse:{item}:{kind}"
        for side in SIDES:
            given = frozenset[Hashable](_answers(facts, item, kind, side))
            if not given:
                continue
            whole = frozenset[Hashable](_answers(facts, item, kind, BOTH)) or given
            everybody.append(Cell(f"{measure}:{side}", given, CellKind.MEAN, within=whole, measure=measure))
            paired = frozenset[Hashable](_paired(facts, item, side))
            if kind in (WaveKind.BASELINE, WaveKind.END) and paired:
                both = frozenset[Hashable](_paired(facts, item, BOTH)) or paired
                twice.append(Cell(f"twice:{item}:{kind}:{side}", paired, CellKind.MEAN, within=both, measure=measure))
    return twice + everybody


def _funnel(funnel: Funnel, verdict: Suppression) -> dict[str, Any]:
    shown = verdict.may_show(f"funnel:{funnel.role}")
    return {
        "role": funnel.role,
        "steps": [{"step": step, "people": len(funnel.steps[step]) if shown else None} for step in FUNNEL_STEPS],
    }


def _goals(facts: Facts, verdict: Suppression) -> dict[str, Any]:
    goals, closed = facts.goals, len(facts.goals.pairs_closed)
    found: dict[str, Any] = {"measurable": None, "pairs": None, "closed": None, "reached": None, "share": None}
    if verdict.may_show("goals:set"):
        found |= {"measurable": len(goals.pairs_measurable & facts.pairs), "pairs": len(facts.pairs)}
    if closed and verdict.may_show("goals:reached"):
        reached = len(goals.pairs_reached & goals.pairs_closed)
        found |= {"closed": closed, "reached": reached, "share": _numbers(wilson_interval(reached, closed))}
    return found


def _answered(facts: Facts, verdict: Suppression) -> list[dict[str, Any]]:
    rows = []
    for (kind, side), asked in sorted(
        facts.pulses.asked.items(), key=lambda row: (WaveKind.values.index(row[0][0]), row[0][1])
    ):
        people = facts.pulses.answered.get((kind, side), frozenset())
        shown = asked >= PAIRS_FOR_FIGURES and verdict.may_show(f"answered:{kind}:{side}")
        rows.append({"wave": kind, "side": side, "asked": asked, "answered": len(people) if shown else None})
    return rows


def _pulse(facts: Facts, verdict: Suppression, level: DesignLevel, item: str, side: str) -> Row | None:
    """One item for one side: the change of those who answered twice with their two means, else each wave's mean."""
    paired = sorted(_paired(facts, item, side))
    keys = [f"twice:{item}:{kind}:{side}" for kind in (WaveKind.BASELINE, WaveKind.END)]
    if all(verdict.may_show(key) for key in keys):
        before, after = (
            [_answers(facts, item, kind, side)[who] for who in paired] for kind in (WaveKind.BASELINE, WaveKind.END)
        )
        pairs = (
            len(paired) if side != BOTH else min(len(_paired(facts, item, one)) for one in (Side.MENTOR, Side.MENTEE))
        )
        finding = state_finding(level, pairs=pairs, interval=paired_change_interval(before, after))
        waves = [_wave(WaveKind.BASELINE, before), _wave(WaveKind.END, after)]
        return Row({"item": item, "side": side, "waves": waves, "change": _finding(finding, len(paired))}, keys)
    shown = [kind for kind in WaveKind.values if verdict.may_show(f"pulse:{item}:{kind}:{side}")]
    if not shown:
        return None
    waves = [_wave(kind, list(_answers(facts, item, kind, side).values())) for kind in shown]
    values = {"item": item, "side": side, "waves": waves, "change": None}
    return Row(values, [f"pulse:{item}:{kind}:{side}" for kind in shown])


def _wave(kind: str, answers: Sequence[int]) -> dict[str, Any]:
    return {"wave": str(kind), "n": len(answers), "mean": _numbers(mean_interval(answers))}


def _paired(facts: Facts, item: str, side: str) -> set[str]:
    """Who answered the item at the start and at the end."""
    return _answers(facts, item, WaveKind.BASELINE, side).keys() & _answers(facts, item, WaveKind.END, side).keys()


def _answers(facts: Facts, item: str, kind: str, side: str) -> Mapping[str, int]:
    if side != BOTH:
        return facts.pulses.answers.get((item, kind, side), {})
    mentors = facts.pulses.answers.get((item, kind, Side.MENTOR), {})
    mentees = facts.pulses.answers.get((item, kind, Side.MENTEE), {})
    return {**mentors, **mentees} if mentors and mentees else {}


def _finding(finding: Finding, people: int) -> dict[str, Any]:
    return {
        "claims": [claim.value for claim in finding.claims],
        "direction": finding.direction.value,
        "strength": int(finding.strength),
        "n": people,
        "interval": _numbers(finding.interval) if finding.interval else None,
    }


def _numbers(interval: Interval) -> dict[str, float]:
    return {"estimate": round(interval.estimate, 4), "low": round(interval.low, 4), "high": round(interval.high, 4)}


def _tagged(kind: str, keys: Iterable[int]) -> frozenset[Hashable]:
    """Keys of persons and of pairs are both numbers; the tag keeps them apart, and JSON can hold it."""
    return frozenset(f"{kind}:{key}" for key in keys)
