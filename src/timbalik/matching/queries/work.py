"""What the worker did, or does, for a round."""

from __future__ import annotations

from timbalik.matching.models import Round, RoundWork


def last_work(round_: Round) -> RoundWork | None:
    """The newest act that was left to the worker, under way or ended."""
    rows = RoundWork.objects.of(round_.organisation_id).filter(round=round_).select_related("by")
    return rows.order_by("-asked_at", "-pk").first()
