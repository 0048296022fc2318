"""Estimates with their intervals, one row each, on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from timbalik.web.charts.drawing import Role, Tick, joined, percent, picture

HEIGHT = 40
MARGIN_PERCENT = 4.0
BARS = ((0.5, 9.5, 4), (7.5, 6.5, 7), (14.5, 3.5, 10), (21.5, 0.5, 13))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its limits; a limit may be infinite. ``text`` and ``interval_text`` are how it is read."""

    value: float
    low: float
    high: float
    text: str
    interval_text: str


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One outcome.

    Attributes
    ----------
    detail : str
        Whose outcome it is, and how many people: "Mentee, 20 dan 18 orang".
    estimate : Estimate or None
        None where the group is too small or nothing may be said; then ``label`` says so.
    label : str
        The row as one sentence, with its interval.
    strength : int
        1 weak to 4 strong, 0 for no rating.
    participants, comparison : str
        Before and after in each group: "3,4 ke 4,9".
    """

    name: str
    detail: str
    role: Role
    estimate: Estimate | None
    label: str
    strength: int = 0
    strength_text: str = ""
    participants: str = ""
    comparison: str = ""


@dataclass(frozen=True, slots=True)
class ForestHeadings:
    """The words above the columns."""

    outcome: str
    participants: str
    comparison: str
    difference: str
    strength: str


@dataclass(frozen=True, slots=True)
class Forest:
    """All rows on one scale; ``ticks`` (see `drawing.nice_ticks`) widen it, and nothing is cut off."""

    rows: tuple[ForestRow, ...]
    headings: ForestHeadings
    ticks: tuple[Tick, ...]
    no_difference: float = 0.0


def forest(chart: Forest) -> SafeString:
    """Draw estimates as points in the shape of their side, with their intervals as lines."""
    scale = _Scale.around(chart)
    return format_html(
        '<div class="forest">{}{}</div>', _headings(chart, scale), joined(_row(row, chart, scale) for row in chart.rows)
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    @classmethod
    def around(cls, chart: Forest) -> _Scale:
        values = [chart.no_difference, *(tick.value for tick in chart.ticks)]
        for row in chart.rows:
            if row.estimate is not None:
                values += [row.estimate.value, row.estimate.low, row.estimate.high]
        finite = [value for value in values if math.isfinite(value)]
        low, high = min(finite), max(finite)
        return cls(low, high) if low < high else cls(low - 0.5, high + 0.5)

    def place(self, value: float) -> float:
        """Percent of the width; what is infinite reaches the edge."""
        if math.isinf(value):
            return 100.0 if value > 0 else 0.0
        return MARGIN_PERCENT + (value - self.low) / (self.high - self.low) * (100 - 2 * MARGIN_PERCENT)


def _headings(chart: Forest, scale: _Scale) -> SafeString:
    words = chart.headings
    ticks = joined(
        format_html('<text x="{}" y="12" text-anchor="middle">{}</text>', percent(scale.place(tick.value)), tick.text)
        for tick in chart.ticks
    )
    return format_html(
        '<div class="forest-r forest-th" aria-hidden="true"><span>{}</span><span>{}</span><span>{}</span>'
        '<svg class="chart" height="16">{}</svg><span>{}</span><span>{}</span></div>',
        words.outcome,
        words.participants,
        words.comparison,
        ticks,
        words.difference,
        words.strength,
    )


def _row(row: ForestRow, chart: Forest, scale: _Scale) -> SafeString:
    mark = format_html('<span class="mark" data-role="{}"></span> ', row.role) if row.role != "both" else ""
    found = row.estimate
    return format_html(
        '<div class="forest-r" data-role="{}"><p><b>{}</b><small>{}{}</small></p><span>{}</span>'
        '<span class="faint">{}</span>{}<p class="diff"><b>{}</b><small>{}</small></p>{}</div>',
        row.role,
        row.name,
        mark,
        row.detail,
        row.participants,
        row.comparison,
        picture(_shapes(row, chart, scale), height=HEIGHT, label=row.label),
        found.text if found else "–",
        found.interval_text if found else "",
        _strength(row),
    )


def _shapes(row: ForestRow, chart: Forest, scale: _Scale) -> Iterator[SafeString]:
    for tick in chart.ticks:
        if tick.value != chart.no_difference:
            yield _upright("axis", scale.place(tick.value))
    yield _upright("axis axis--0", scale.place(chart.no_difference))
    if row.estimate is None:
        return
    low, high = row.estimate.low, row.estimate.high
    yield format_html(
        '<line class="ci" x1="{}" x2="{}" y1="50%" y2="50%"/>', percent(scale.place(low)), percent(scale.place(high))
    )
    for limit in (low, high):
        if math.isfinite(limit):
            yield format_html(
                '<svg x="{}" y="50%" overflow="visible"><path class="ci" d="M0-5v10"/></svg>',
                percent(scale.place(limit)),
            )
    yield _point(row.role, scale.place(row.estimate.value))


def _upright(kind: str, place: float) -> SafeString:
    return format_html('<line class="{}" x1="{}" x2="{}" y1="0" y2="100%"/>', kind, percent(place), percent(place))


def _point(role: Role, place: float) -> SafeString:
    if role == "mentor":
        return format_html('<circle class="pt" cx="{}" cy="50%" r="6.5"/>', percent(place))
    turned = SafeString(' transform="rotate(45)"') if role == "both" else SafeString("")
    return format_html(
        '<svg x="{}" y="50%" overflow="visible"><rect class="pt" x="-6" y="-6" width="12" height="12" rx="2.5"{}/></svg>',
        percent(place),
        turned,
    )


def _strength(row: ForestRow) -> SafeString:
    if not row.strength:
        return SafeString("<span></span>")
    bars = joined(
        format_html(
            '<rect class="{}" x="{}" y="{}" width="5" height="{}" rx="1"/>',
            "on" if index < row.strength else "off",
            *bar,
        )
        for index, bar in enumerate(BARS)
    )
    return format_html(
        '<span class="strength"><svg aria-hidden="true" viewBox="0 0 28 14">{}</svg><span>{}</span></span>',
        bars,
        row.strength_text,
    )
