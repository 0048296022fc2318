"""What the worker did, or does, for a round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from timbalik.matching.models import Round, RoundWork
from timbalik.matching.states import WorkEnd

FRESH: Final = timedelta(days=1)


def last_work(round_: Round) -> RoundWork | None:
    """The newest act that was left to the worker, under way or ended."""
    rows = RoundWork.objects.of(round_.organisation_id).filter(round=round_).select_related("by")
    return rows.order_by("-asked_at", "-pk").first()


def answered(round_: Round, kind: str, *, now: datetime) -> RoundWork | None:
    """The newest work, if it was this question, is answered, and the arrangement is still the one it was asked about."""
    work = last_work(round_)
    if work is None or work.kind != kind or work.end != WorkEnd.DONE or work.result is None:
        return None
    is_old = work.ended_at is None or work.ended_at < now - FRESH
    return None if is_old or work.version != round_.version else work
