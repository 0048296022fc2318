"""Bars of mentors and mentees side by side: how many came how far, and which units take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from timbalik.web.charts.drawing import joined, percent, picture

GAP_PERCENT = 0.5
FULL_SHARES = (0.1, 0.2, 0.3, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Sides:
    """How many of each."""

    mentors: int
    mentees: int

    @property
    def total(self) -> int:
        return self.mentors + self.mentees


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step; ``sides`` is None where the numbers may not be shown, and ``text`` then says so."""

    name: str
    sides: Sides | None
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps in order; the largest fills the width. ``label`` names the list."""

    label: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, slots=True)
class UnitBar:
    """Who takes part in one unit, of how many eligible; ``sides`` is None where the unit is too small to be shown."""

    name: str
    sides: Sides | None
    eligible: int
    text: str


@dataclass(frozen=True, slots=True)
class Participation:
    """Units as bars; ``label`` says the main point in one sentence, the figures stand in a table beside it."""

    label: str
    units: tuple[UnitBar, ...]


def funnel(chart: Funnel) -> SafeString:
    """Draw how many came how far, mentors left and mentees right."""
    widest = max((step.sides.total for step in chart.steps if step.sides), default=0)
    return format_html(
        '<ol class="funnel" aria-label="{}">{}</ol>',
        chart.label,
        joined(_step(step, widest) for step in chart.steps),
    )


def participation(chart: Participation) -> SafeString:
    """Draw the share of each unit that takes part; `full_share` says what a full bar means."""
    full = full_share(chart.units)
    return format_html(
        '<div class="unit" role="img" aria-label="{}">{}</div>',
        chart.label,
        joined(_unit(unit, full) for unit in chart.units),
    )


def full_share(units: Sequence[UnitBar]) -> float:
    """Choose the share that a full bar stands for: the smallest round one that holds every unit."""
    largest = max((unit.sides.total / unit.eligible for unit in units if unit.sides and unit.eligible), default=0.0)
    return next((share for share in FULL_SHARES if largest <= share), max(largest, 1.0))


def _step(step: FunnelStep, widest: int) -> SafeString:
    bars = _bars(step.sides, widest, height=14) if step.sides else ()
    return format_html(
        "<li><span>{}</span><b>{}</b>{}</li>", step.name, step.text, picture(bars, height=14, label=step.label)
    )


def _unit(unit: UnitBar, full: float) -> SafeString:
    bars = _bars(unit.sides, unit.eligible * full, height=10) if unit.sides else ()
    return format_html(
        '<div><span>{}</span><b>{}</b><svg class="chart" height="10" aria-hidden="true">'
        '<rect class="f-track" width="100%" height="10" rx="3"/>{}</svg></div>',
        unit.name,
        unit.text,
        joined(bars),
    )


def _bars(sides: Sides, whole: float, *, height: int) -> Iterator[SafeString]:
    """Draw mentors from the left and mentees after them; the gap between them is taken from the whole width."""
    if not whole:
        return
    mentors, mentees = ((100 - GAP_PERCENT) * count / whole for count in (sides.mentors, sides.mentees))
    if sides.mentors:
        yield _bar("f-mentor", 0.0, mentors, height, rounded=3)
    if sides.mentees:
        yield _bar("f-mentee", mentors + GAP_PERCENT if sides.mentors else 0.0, mentees, height, rounded=2)


def _bar(kind: str, start: float, width: float, height: int, *, rounded: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" width="{}" height="{}" rx="{}"/>',
        kind,
        percent(start),
        percent(width),
        height,
        rounded,
    )
