"""Reads of waves, requests and needs."""

from timbalik.surveys.queries.waves import completeness, completeness_of, open_requests

__all__ = ["completeness", "completeness_of", "open_requests"]
