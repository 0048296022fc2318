"""One thing that waits for a participant, with its one address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    title: str
    note: str
    url: str
    icon: str
