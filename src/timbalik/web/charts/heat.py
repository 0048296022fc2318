"""The health of each pair from week to week: healthy is short and pale, risk is tall and dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from timbalik.web.charts.drawing import Tick, joined, percent, picture

HEIGHT = 28
FILLED = 0.805  # of a week's width; the rest is the gap
State = Literal["none", "ok", "mid", "risk", "next", "off"]
# Top and height of each state; all stand on one line, above the dots.
# "none": the pair had not begun, nothing is drawn.
_BOXES: dict[State, tuple[int, int]] = {"ok": (14, 6), "mid": (8, 12), "risk": (2, 18), "next": (14, 6), "off": (14, 6)}


@dataclass(frozen=True, slots=True)
class HeatWeek:
    """One week: healthy, needs attention, at risk, still to come, or off (collective leave); and if a session was held."""

    state: State
    has_session: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One pair, by short names (sapaan and nickname): a strip leaves no room for long ones.

    ``label`` tells the weeks in one sentence; ``note`` is the short reason beside them.
    """

    url: str
    mentor: str
    mentee: str
    weeks: tuple[HeatWeek, ...]
    label: str
    note: str = ""
    tone: Literal["", "risk", "ok"] = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Pairs below each other, with the same number of weeks each.

    Attributes
    ----------
    months : tuple of Tick
        The week (from 0, may be a fraction) in which each month begins.
    now : int or None
        The current week.
    joining_word : str
        "dan": what a screen reader says between the two names.
    """

    rows: tuple[HeatRow, ...]
    months: tuple[Tick, ...]
    now: int | None
    joining_word: str


def heat(chart: Heat) -> SafeString:
    """Draw one strip per pair. The page must hold the pattern ``#hatch``, which its sprite does.

    Raises
    ------
    ValueError
        If the pairs have different numbers of weeks.
    """
    lengths = {len(row.weeks) for row in chart.rows}
    if len(lengths) > 1:
        raise ValueError(f"Every pair needs the same number of weeks, got {sorted(lengths)}.")
    width = 100 / max(lengths.pop() if lengths else 1, 1)
    months = joined(
        format_html('<text x="{}" y="12">{}</text>', percent(month.value * width), month.text) for month in chart.months
    )
    return format_html(
        '<ol class="heat"><li class="heat-axis" aria-hidden="true"><span></span>'
        '<svg class="chart" height="16">{}</svg><span></span></li>{}</ol>',
        months,
        joined(_row(row, chart, width) for row in chart.rows),
    )


def _row(row: HeatRow, chart: Heat, width: float) -> SafeString:
    tone = format_html(' data-tone="{}"', row.tone) if row.tone else ""
    return format_html(
        '<li class="heat-row"><a href="{}"><span class="mark" data-role="mentor"></span>{} <span class="sr">{}</span> '
        '<span class="mark" data-role="mentee"></span>{}</a>{}<small{}>{}</small></li>',
        row.url,
        row.mentor,
        chart.joining_word,
        row.mentee,
        picture(_strip(row.weeks, chart.now, width), height=HEIGHT, label=row.label),
        tone,
        row.note,
    )


def _strip(weeks: tuple[HeatWeek, ...], now: int | None, width: float) -> Iterator[SafeString]:
    if now is not None and 0 <= now < len(weeks):
        yield format_html(
            '<rect class="h-now" x="{}" y="0" width="{}" height="{}"/>', percent(now * width), percent(width), HEIGHT
        )
    for index, week in enumerate(weeks):
        if week.state == "none":
            continue
        top, height = _BOXES[week.state]
        box = format_html(
            'x="{}" y="{}" width="{}" height="{}" rx="2"', percent(index * width), top, percent(FILLED * width), height
        )
        yield format_html('<rect class="h-{}" {}/>', week.state, box)
        if week.state == "mid":
            yield format_html('<rect fill="url(#hatch)" {}/>', box)
        if week.has_session:
            yield format_html(
                '<circle class="f-ink" cx="{}" cy="24.5" r="1.6"/>', percent((index + FILLED / 2) * width)
            )
