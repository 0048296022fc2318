"""A judge that asks every minute whether everybody is free by their own clock; no spans, no merging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from timbalik.engine.scheduling.free_time import Calendar
from timbalik.engine.scheduling.spans import Span

MINUTE = timedelta(minutes=1)


def is_free(calendar: Calendar, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    if local.date() in calendar.closed or any(span.start <= moment < span.end for span in calendar.busy):
        return False
    clock, today = local.time(), local.weekday()
    yesterday = local.date() - timedelta(days=1)
    for hours in calendar.hours:
        is_overnight = hours.end <= hours.start
        if hours.weekday == today and hours.start <= clock and (is_overnight or clock < hours.end):
            return True
        since_yesterday = is_overnight and hours.weekday == yesterday.weekday() and clock < hours.end
        if since_yesterday and yesterday not in calendar.closed:
            return True
    return False


def free_minutes(calendars: Sequence[Calendar], window: Span) -> set[datetime]:
    moments = (window.start + step * MINUTE for step in range(int(window.length / MINUTE)))
    return {moment for moment in moments if all(is_free(calendar, moment) for calendar in calendars)}


def minutes_of(spans: Sequence[Span]) -> set[datetime]:
    return {span.start.astimezone(UTC) + step * MINUTE for span in spans for step in range(int(span.length / MINUTE))}
