"""Reads of waves, requests and needs."""

from timbalik.surveys.queries.needs import Needs, interviews_of, needs_asked_of, needs_of
from timbalik.surveys.queries.waves import completeness, completeness_of, open_requests

__all__ = [
    "Needs",
    "completeness",
    "completeness_of",
    "interviews_of",
    "needs_asked_of",
    "needs_of",
    "open_requests",
]
