"""The dry run: every row read, every problem told, nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from timbalik.people.importing.checked import Checked, KnownPerson, ReadyPerson
from timbalik.people.importing.fields import Field
from timbalik.people.importing.lines import resolve_lines
from timbalik.people.importing.mapped import MappedRows
from timbalik.people.importing.problems import Code, Severity
from timbalik.people.importing.row_check import Notebook, RowCheck
from timbalik.people.marks import ErasedMarks


def check(rows: MappedRows, known: Iterable[KnownPerson], *, today: date, erased: ErasedMarks | None = None) -> Checked:
    """Read every row that nobody left out and compare it with the others and with who is already here.

    A row with an error is rejected; a value with a warning is left out and its row comes in. Time is linear in rows.
    """
    known = list(known)
    notebook = Notebook()
    reader = RowCheck.of(rows, today=today, notebook=notebook)
    read: list[ReadyPerson] = []
    for number, cells in rows.kept():
        if person := reader.read(number, cells):
            read.append(person)
    _recognise(read, known, notebook)
    read = _without_the_erased(read, erased or ErasedMarks(), notebook)
    ready, repeated = _one_row_each(read, notebook)
    _one_person_per_address(ready, known, notebook)
    resolve_lines(ready, known, notebook)
    problems = sorted(notebook.problems, key=lambda one: (_ORDER[one.severity], one.row))
    rejected = {one.row for one in problems if one.severity == Severity.ERROR}
    return Checked(ready, problems, rejected, repeated, set(rows.left_out))


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _recognise(read: list[ReadyPerson], known: list[KnownPerson], notebook: Notebook) -> None:
    """Whether a row is about somebody already here.

    The staff number says so, also where a spreadsheet has eaten its zeros; the address says so for those who were added
    by hand without a number.
    """
    by_number = {one.staff_number.casefold(): one for one in known if one.staff_number}
    by_bare: dict[str, list[KnownPerson]] = defaultdict(list)
    for one in by_number.values():
        if one.staff_number.isdigit():
            by_bare[one.staff_number.lstrip("0")].append(one)
    by_address = {one.email.lower(): one for one in known if one.email and not one.staff_number}
    numbers = {person.reference for person in read}
    for person in read:
        found = by_number.get(person.reference)
        if found is None and person.staff_number.isdigit():
            near = [one for one in by_bare.get(person.staff_number.lstrip("0"), ()) if one.staff_number not in numbers]
            if len(near) == 1:
                found = near[0]
                notebook.add(
                    person.row,
                    Field.STAFF_NUMBER,
                    Code.ZEROS_LOST,
                    value=person.staff_number,
                    suggestion=found.staff_number,
                )
        if found is None and person.email:
            found = by_address.get(person.email)
        if found is not None:
            person.known, person.staff_number = found.key, found.staff_number or person.staff_number
            if found.has_left and person.employment is None:
                notebook.add(person.row, Field.EMPLOYMENT, Code.KNOWN_AS_LEFT, value=person.staff_number)


def _without_the_erased(read: list[ReadyPerson], erased: ErasedMarks, notebook: Notebook) -> list[ReadyPerson]:
    """Somebody who asked to be erased does not come back by a file: whoever imports is told, and decides."""
    kept = []
    for person in read:
        on = erased.find(person.staff_number, person.email) if person.known is None else None
        if on is None:
            kept.append(person)
        else:
            notebook.add(
                person.row, Field.STAFF_NUMBER, Code.ERASED_BEFORE, value=person.staff_number, on=on.isoformat()
            )
    return kept


def _one_row_each(read: list[ReadyPerson], notebook: Notebook) -> tuple[list[ReadyPerson], set[int]]:
    """The first row of each staff number; a later one is either the same again or a contradiction."""
    first: dict[str, ReadyPerson] = {}
    repeated = set()
    for person in read:
        earlier = first.setdefault(person.reference, person)
        if earlier is person:
            continue
        code = Code.ROW_REPEATED if replace(person, row=earlier.row) == earlier else Code.STAFF_NUMBER_REPEATED
        if code == Code.ROW_REPEATED:
            repeated.add(person.row)
        notebook.add(person.row, Field.STAFF_NUMBER, code, value=person.staff_number, other_row=earlier.row)
    return list(first.values()), repeated


def _one_person_per_address(ready: list[ReadyPerson], known: list[KnownPerson], notebook: Notebook) -> None:
    """An address signs somebody in, so it has one owner; of several we cannot know the right one."""
    sharing: dict[str, list[ReadyPerson]] = defaultdict(list)
    for person in ready:
        if person.email:
            sharing[person.email].append(person)
    changing = {person.known for person in ready if person.known and person.email}
    keeping = {one.email.lower(): one for one in known if one.email and one.key not in changing}
    for address, people in sharing.items():
        owner = keeping.get(address)
        if len(people) == 1 and (owner is None or owner.key == people[0].known):
            continue
        for person in people:
            person.email = ""
            if len(people) > 1:
                others = [other.row for other in people if other is not person][:3]
                notebook.add(
                    person.row, Field.EMAIL, Code.EMAIL_SHARED, value=address, other_rows=others, people=len(people)
                )
            elif owner is not None:
                notebook.add(person.row, Field.EMAIL, Code.EMAIL_TAKEN, value=address, staff_number=owner.staff_number)
