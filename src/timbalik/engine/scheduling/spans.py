"""Stretches of absolute time, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from timbalik.engine.scheduling.errors import InvalidHours


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``start`` up to, not including, ``end``; both are kept in UTC, so that lengths are real lengths."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment.tzinfo is None:
                raise InvalidHours(f"A span needs aware moments, got {moment.isoformat()} without a zone.")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise InvalidHours(f"A span ends after it starts, got {self.start.isoformat()} to {self.end.isoformat()}.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share any time; touching ends share none."""
        return self.start < other.end and other.start < self.end


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that overlap or touch."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            if span.end > joined[-1].end:
                joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of ``spans`` without ``taken``."""
    return tuple(_without(merge(spans), merge(taken)))


def intersect(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """Return the time two lists of merged spans share."""
    shared: list[Span] = []
    left, right = 0, 0
    while left < len(first) and right < len(second):
        one, other = first[left], second[right]
        if one.overlaps(other):
            shared.append(Span(max(one.start, other.start), min(one.end, other.end)))
        if one.end <= other.end:
            left += 1
        else:
            right += 1
    return tuple(shared)


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> Iterator[Span]:
    for span in spans:
        start = span.start
        for cut in taken:
            if cut.end <= start or cut.start >= span.end:
                continue
            if cut.start > start:
                yield Span(start, cut.start)
            start = cut.end
        if start < span.end:
            yield Span(start, span.end)
