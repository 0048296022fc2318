"""The family of errors of ``engine.statistics``."""

from __future__ import annotations


class StatisticsError(ValueError):
    """Something asked of the statistics cannot be answered."""


class InvalidInput(StatisticsError):
    """A value lies outside what the function accepts; the message says what was met and what is accepted."""


class NotEnoughData(StatisticsError):
    """The function is defined, but not for so few observations."""
