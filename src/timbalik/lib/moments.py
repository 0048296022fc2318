"""Moments that come back from a page."""

from __future__ import annotations

from datetime import datetime


def aware_moment(text: str) -> datetime:
    """Read an ISO moment that names its distance from UTC. Raises ``ValueError`` for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
