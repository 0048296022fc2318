"""What all charts draw with: figures for attributes, pictures with a name, scales that are never cut silently."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Role = Literal["mentor", "mentee", "both"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on a scale and the words that stand there."""

    value: float
    text: str


def figure(value: float) -> str:
    """Write a number for an SVG attribute: at most two decimals, always with a point."""
    # Adding 0.0 turns -0.0 into 0.0.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """Write a share of the width, given in percent."""
    return f"{figure(value)}%"


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Put safe pieces one after the other; anything that is not safe is refused."""
    pieces = list(parts)
    if not all(isinstance(piece, SafeString) for piece in pieces):
        raise TypeError("Only safe markup can be joined; use format_html for text.")
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was made by format_html


def picture(shapes: Iterable[SafeString], *, height: int, label: str, description: str = "") -> SafeString:
    """Frame shapes as one picture; ``label`` is the sentence a screen reader says, and what hovering shows."""
    described = format_html("<desc>{}</desc>", description) if description else SafeString("")
    return format_html(
        '<svg class="chart" height="{}" role="img" aria-label="{}"><title>{}</title>{}{}</svg>',
        height,
        label,
        label,
        described,
        joined(shapes),
    )


def nice_ticks(values: Sequence[float], *, about: int = 4) -> tuple[float, ...]:
    """Choose round values that enclose all finite ones given, in steps of 1, 2 or 5 times a power of ten.

    >>> nice_ticks([-0.3, 1.7, 0.0])
    (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    if low == high:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))
