"""Deliver the outbox, in every worker: the rows protect themselves by their lease."""

from __future__ import annotations

from datetime import datetime, timedelta

from timbalik.lib.periodic import periodic
from timbalik.notifications.operations import deliver_due


@periodic(every=timedelta(seconds=10), shared=False)
def deliver_outbox(now: datetime) -> None:
    deliver_due(now=now)
