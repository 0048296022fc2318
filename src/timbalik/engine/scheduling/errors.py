"""The family of errors of ``engine.scheduling``."""

from __future__ import annotations


class SchedulingError(ValueError):
    """Something asked of the calendar cannot be answered."""


class InvalidHours(SchedulingError):
    """Hours, zones or moments that cannot be read; the message says what was met and what is accepted."""
