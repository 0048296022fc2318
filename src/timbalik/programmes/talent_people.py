"""Whom the rows of a talent file are about. Somebody unknown here is said to be unknown, and never made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Programme
from timbalik.programmes.shortlists import considered
from timbalik.programmes.talent_files import TalentRow, is_expertise


class Row(StrEnum):
    """What becomes of a row."""

    LISTED = "listed"
    NOT_FOUND = "not_found"
    #: Nothing that fits, or somebody who enrolled already, stands outside the levels, rests their data or objects: one
    #: word for all, so that nobody reads from it who objected.
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    row: TalentRow
    outcome: Row
    person: int | None = None  # its key, where one may be considered


def judge(programme: Programme, rows: Sequence[TalentRow]) -> list[RowVerdict]:
    """Each row with its person, in two queries however many there are."""
    here = (
        Person.objects.of(programme.organisation_id).filter(erased_at__isnull=True).exclude(employment=Employment.LEFT)
    )
    known = _Directory(here.values_list("pk", "staff_number", "email"))
    able = set(considered(programme).order_by().values_list("pk", flat=True))
    found = []
    for row in rows:
        person = known.find(row.who, row.mail)
        if person is None:
            found.append(RowVerdict(row, Row.NOT_FOUND))
        elif person not in able:
            found.append(RowVerdict(row, Row.NOT_USED))
        else:
            outcome = Row.LISTED if is_expertise(row.found) else Row.NOT_USED
            found.append(RowVerdict(row, outcome, person))
    return found


class _Directory:
    """People by number and address; a number also without the zeros that spreadsheets eat, where that is one person's."""

    def __init__(self, people: Iterable[tuple[int, str, str]]) -> None:
        self._numbers: dict[str, int] = {}
        self._mails: dict[str, int] = {}
        bare: dict[str, set[int]] = defaultdict(set)
        for key, number, mail in people:
            if number:
                self._numbers[number.casefold()] = key
                bare[number.casefold().lstrip("0")].add(key)
            if mail:
                self._mails[mail.lower()] = key
        self._bare = {number: next(iter(keys)) for number, keys in bare.items() if number and len(keys) == 1}

    def find(self, number: str, mail: str) -> int | None:
        number = number.casefold()
        by_number = self._numbers.get(number) or self._bare.get(number.lstrip("0"))
        return by_number or self._mails.get(mail.lower()) or self._mails.get(number)
