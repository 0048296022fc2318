"""Write to the leaders the survey of needs asks: once, and once more after six days."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from timbalik.people.states import Employment
from timbalik.surveys.asking import BATCH, REMIND_AFTER
from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.needs_letters import ask_leader


def tell_leaders(*, now: datetime) -> int:
    """Queue the letters that are due, a batch at a time; nobody gets a second one. Returns how many."""
    return _write(_open(now).filter(told_at__isnull=True), now=now, again=False)


def remind_leaders(*, now: datetime) -> int:
    """One reminder to whoever has not answered."""
    return _write(_open(now).filter(told_at__lte=now - REMIND_AFTER, reminded_at__isnull=True), now=now, again=True)


def _write(rows: QuerySet[NeedsRequest], *, now: datetime, again: bool) -> int:
    field = "reminded_at" if again else "told_at"
    written = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Claimed by a conditional update: two workers never write to one person.
            claimed = NeedsRequest.everywhere.filter(pk=key, has_answered=False, **{f"{field}__isnull": True})
            if claimed.update(**{field: now}) != 1:
                continue
            asked = NeedsRequest.everywhere.select_related("person__organisation", "survey__programme").get(pk=key)
            written += ask_leader(asked, now=now, again=again)
    return written


def _open(now: datetime) -> QuerySet[NeedsRequest]:
    rows = NeedsRequest.everywhere.filter(
        survey__opens_at__lte=now,
        survey__closes_at__gt=now,
        has_answered=False,
        person__erased_at__isnull=True,
        person__restricted_at__isnull=True,
    )
    return rows.exclude(person__employment=Employment.LEFT)
