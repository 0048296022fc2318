"""Checks on what people write when they enrol, shared by forms, API and operations."""

from __future__ import annotations

LONGEST_TEXT = 600
LONGEST_REASON = 300
MOST_CONCEPTS = 5
CAPACITY = range(1, 6)
SCALE = range(1, 6)
