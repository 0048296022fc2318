"""Who leads and appraises whom, from numbers, names or mail addresses; and circles that no company has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from timbalik.people.importing.checked import KnownPerson, ReadyPerson
from timbalik.people.importing.fields import Field
from timbalik.people.importing.problems import Code
from timbalik.people.importing.row_check import Notebook

_NEAR_NAME = 88
_COMPOSED = re.compile(r"(?P<number>[\w./]+)\s*(?:-|–|:|\|)\s+.+|.+\((?P<inner>[\w./]+)\)")


@dataclass(slots=True)
class Directory:
    """Everybody a line may point to: the file's people and those already here. References are small texts.

    People of the file are named by their staff number in small letters, others the same way or by ``#key``.
    """

    by_number: dict[str, str] = field(default_factory=dict)
    by_email: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_bare_number: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, ready: Iterable[ReadyPerson], known: Iterable[KnownPerson]) -> Directory:
        directory = cls()
        in_file = set()
        for person in ready:
            directory._add(person.reference, person.staff_number, person.email, person.full_name)
            in_file.add(person.known)
        for one in known:
            if one.key not in in_file:
                directory._add(reference_of(one), one.staff_number, one.email, one.full_name)
        return directory

    def _add(self, reference: str, number: str, email: str, name: str) -> None:
        if number:
            self.by_number[number.casefold()] = reference
            self.by_bare_number.setdefault(number.casefold().lstrip("0"), set()).add(reference)
        if email:
            self.by_email[email] = reference
        if name:
            self.by_name.setdefault(name_key(name), set()).add(reference)

    def find(self, text: str) -> set[str]:
        """The people a cell may mean: one is an answer, several a question, none unknown."""
        plain = text.casefold().strip()
        for found in (self.by_number.get(plain), self.by_email.get(plain)):
            if found:
                return {found}
        if plain.isdigit() and (found_bare := self.by_bare_number.get(plain.lstrip("0"))):
            return found_bare
        if by_name := self.by_name.get(name_key(text)):
            return by_name
        if match := _COMPOSED.fullmatch(plain):
            return self.find(match["number"] or match["inner"])
        return set()

    def near_name(self, text: str) -> str | None:
        """A name spelt nearly so, when exactly one person has it."""
        if any(letter.isdigit() for letter in text) or "@" in text or len(text) < 5:
            return None
        near = process.extractOne(name_key(text), self.by_name.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_NAME)
        return near[0] if near and len(self.by_name[near[0]]) == 1 else None


def reference_of(one: KnownPerson) -> str:
    return one.staff_number.casefold() or f"#{one.key}"


def name_key(name: str) -> str:
    """The name without titles, points and case, so that ``Ir. Budi Santoso, M.M.`` is ``budi santoso``."""
    words = [word for word in name.split(",")[0].casefold().split() if not word.endswith(".")]
    return " ".join(words) or name.casefold()


def resolve_lines(ready: list[ReadyPerson], known: list[KnownPerson], notebook: Notebook) -> None:
    """Fill ``manager`` and ``appraiser`` of each person, then take out the lines of circles."""
    directory = Directory.of(ready, known)
    for person in ready:
        person.manager = _resolved(person, person.manager_text, Field.MANAGER, directory, notebook)
        person.appraiser = _resolved(person, person.appraiser_text, Field.APPRAISER, directory, notebook)
    _break_circles(ready, known, notebook)


def _resolved(person: ReadyPerson, text: str, about: Field, directory: Directory, notebook: Notebook) -> str:
    if not text:
        return ""
    found = directory.find(text)
    if found == {person.reference}:
        notebook.add(person.row, about, Code.MANAGER_IS_SELF, value=text, suggestion="")
        return ""
    if len(found) > 1:
        notebook.add(
            person.row, about, Code.MANAGER_AMBIGUOUS, value=text, candidates=sorted(found)[:5], people=len(found)
        )
        return ""
    if not found:
        near = directory.near_name(text)
        suggestion = next(iter(directory.by_name[near])) if near else None
        notebook.add_once(person.row, about, Code.MANAGER_UNKNOWN, value=text, suggestion=suggestion)
        return ""
    return next(iter(found))


def _break_circles(ready: list[ReadyPerson], known: list[KnownPerson], notebook: Notebook) -> None:
    """Leave out every line of a circle: which of them is the wrong one, the file does not say."""
    references = {one.key: reference_of(one) for one in known}
    above = {references[one.key]: references[one.manager] for one in known if one.manager in references}
    by_reference = {person.reference: person for person in ready}
    for person in ready:
        if person.manager:
            above[person.reference] = person.manager
        elif person.has_no_manager:
            above.pop(person.reference, None)
    for circle in circles(above):
        for reference in circle:
            if (found := by_reference.get(reference)) and found.manager:
                notebook.add(
                    found.row,
                    Field.MANAGER,
                    Code.MANAGER_CYCLE,
                    value=found.manager_text,
                    suggestion="",
                    circle=[_shown(one, by_reference) for one in circle[:6]],
                )
                found.manager = ""


def circles(above: Mapping[str, str]) -> list[list[str]]:
    """Every circle of a graph where each one points to at most one other, in linear time."""
    done: set[str] = set()
    found = []
    for start in above:
        trail: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in done and at not in trail:
            trail[at] = len(trail)
            at = above.get(at)
        if at in trail:
            found.append(list(trail)[trail[at] :])
        done.update(trail)
    return found


def _shown(reference: str, by_reference: Mapping[str, ReadyPerson]) -> str:
    return by_reference[reference].staff_number if reference in by_reference else reference
