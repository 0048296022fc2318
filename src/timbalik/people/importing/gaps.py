"""What a file does not tell, and what the programme can therefore not do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from timbalik.people.importing.checked import ReadyPerson


class Missing(StrEnum):
    NAMES = "names"
    ADDRESSES = "addresses"
    LINES = "lines"
    UNITS = "units"
    LEVELS = "levels"
    ZONES = "zones"


@dataclass(frozen=True, slots=True)
class Gap:
    """``people`` of ``total`` lack it."""

    missing: Missing
    people: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.people == self.total


def gaps_of(ready: list[ReadyPerson]) -> list[Gap]:
    """The gaps among the people who may come in, as the file tells them; what is already here may fill some."""
    lacking = {
        Missing.NAMES: sum(not person.full_name for person in ready),
        Missing.ADDRESSES: sum(not person.email for person in ready),
        Missing.LINES: sum(not person.manager and not person.has_no_manager for person in ready),
        Missing.UNITS: sum(not person.unit for person in ready),
        Missing.LEVELS: sum(not person.level_name for person in ready),
        Missing.ZONES: sum(not person.time_zone for person in ready),
    }
    return [Gap(missing, people, len(ready)) for missing, people in lacking.items() if people]
