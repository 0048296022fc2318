"""Waves by the clock: open them on their day, write to those they ask, remind once."""

from __future__ import annotations

from datetime import datetime, timedelta

from timbalik.audit.channels import channel
from timbalik.lib.periodic import periodic
from timbalik.surveys import asking, needs_asking


@periodic(every=timedelta(hours=1))
def open_waves(now: datetime) -> None:
    with channel("task"):
        asking.open_due_waves(now=now)


@periodic(every=timedelta(minutes=5))
def write_about_pulses(now: datetime) -> None:
    asking.tell_the_asked(now=now)
    asking.remind_the_asked(now=now)


@periodic(every=timedelta(minutes=5))
def write_to_leaders(now: datetime) -> None:
    needs_asking.tell_leaders(now=now)
    needs_asking.remind_leaders(now=now)
