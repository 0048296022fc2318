"""Limits on what strangers may try, counted in the database: all processes and hosts count together, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from timbalik.people.models.budgets import Budget


@dataclass(frozen=True)
class Limit:
    """At most ``most`` in every stretch of ``seconds``, beginning with the first second of 1970."""

    most: int
    seconds: int

    def end(self, now: datetime) -> datetime:
        return datetime.fromtimestamp((int(now.timestamp()) // self.seconds + 1) * self.seconds, UTC)


def take(what: str, key: str, *limits: Limit, now: datetime) -> bool:
    """Take one from each limit; False, and nothing more taken, at the first that is used up.

    Of tries sent side by side exactly ``most`` succeed: the row is claimed by a conditional update.
    """
    Budget.objects.filter(ends_at__lt=now - timedelta(minutes=1)).delete()
    return all(_take_one(f"{what}:{limit.most}/{limit.seconds}:{key}", limit, now=now) for limit in limits)


def _take_one(name: str, limit: Limit, *, now: datetime) -> bool:
    hashed = salted_hmac("timbalik.people.budgets", name, algorithm="sha256").hexdigest()
    row, _ = Budget.objects.get_or_create(key=hashed, ends_at=limit.end(now))
    return Budget.objects.filter(pk=row.pk, taken__lt=limit.most).update(taken=F("taken") + 1) == 1
