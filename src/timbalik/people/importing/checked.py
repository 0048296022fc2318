"""What a check gives: people ready to come in, problems, counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from timbalik.people.importing.problems import Code, Problem, Severity
from timbalik.people.states import Employment, Salutation


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the organisation already has. ``key`` is the database's."""

    key: int
    staff_number: str
    full_name: str
    email: str
    manager: int | None = None
    has_left: bool = False


@dataclass(slots=True)
class ReadyPerson:
    """One row that may come in. Empty text and None mean: the file says nothing, keep what is there.

    ``manager`` and ``appraiser`` are references as ``lines`` makes them.
    """

    row: int
    staff_number: str
    known: int | None = None
    full_name: str = ""
    nickname: str = ""
    salutation: Salutation | None = None
    email: str = ""
    unit: str = ""
    parent_unit: str = ""
    site: str = ""
    time_zone: str = ""
    position: str = ""
    level_name: str = ""
    level_rank: int | None = None
    employment: Employment | None = None
    joined_on: date | None = None
    left_on: date | None = None
    language: str = ""
    manager_text: str = ""
    appraiser_text: str = ""
    manager: str = ""
    appraiser: str = ""
    has_no_manager: bool = False

    @property
    def reference(self) -> str:
        """How lines name this person."""
        return self.staff_number.casefold()


@dataclass(slots=True)
class Checked:
    """``rejected`` are row numbers; each has at least one problem of severity error, or was left out by a person."""

    ready: list[ReadyPerson]
    problems: list[Problem]
    rejected: set[int]
    repeated: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)

    def count(self, severity: Severity) -> int:
        return sum(problem.severity == severity for problem in self.problems)

    def codes(self) -> Counter[Code]:
        return Counter(problem.code for problem in self.problems)
