"""Checked people become rows: persons, units, memberships and lines, in chunks, inside the caller's transaction.

What a file leaves empty stays as it is. Nobody is removed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import check_relations
from timbalik.people.importing.checked import KnownPerson, ReadyPerson
from timbalik.people.importing.lines import reference_of
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.structure import ReportingLine, Unit, UnitMembership
from timbalik.people.operations import confirm_left, follow_addresses
from timbalik.people.states import Employment, LineKind, LineKnowledge

CHUNK = 500
T = TypeVar("T")
Progress = Callable[[str, int, int], None]

_TEXTS = ("full_name", "nickname", "email", "site", "time_zone", "position", "level_name", "language")
_UPDATED = [
    *_TEXTS,
    *("staff_number", "salutation", "level_rank", "unit", "employment", "line_knowledge", "joined_on", "left_on"),
    "updated_at",
]


@dataclass(slots=True)
class Reconciled:
    """How many persons were created, changed, found as they were, marked as left."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    units: int = 0
    lines: int = 0


def known_persons(organisation: Organisation) -> list[KnownPerson]:
    """Everybody the organisation has, light enough for a check of 100,000 rows."""
    managers = dict(
        ReportingLine.objects.of(organisation)
        .filter(kind=LineKind.MANAGER, valid_until__isnull=True)
        .values_list("person_id", "manager_id")
    )
    rows = Person.objects.of(organisation).filter(erased_at__isnull=True)
    return [
        KnownPerson(key, number, name, email, managers.get(key), employment == Employment.LEFT)
        for key, number, name, email, employment in rows.values_list(
            "pk", "staff_number", "full_name", "email", "employment"
        ).iterator(chunk_size=5_000)
    ]


class Reconciliation:
    """One run over the ready people of one file."""

    def __init__(
        self, organisation: Organisation, *, by: Person | None, now: datetime, progress: Progress = lambda *_: None
    ) -> None:
        self.organisation, self.by, self.now, self.progress = organisation, by, now, progress
        self.today = now.astimezone(ZoneInfo(organisation.time_zone)).date()
        self.counts = Reconciled()

    def bring_in(self, ready: Sequence[ReadyPerson]) -> Reconciled:
        self.units = self._units(ready)
        existing = self._existing(ready)
        self.persons: dict[str, Person] = {}
        self._leaving: list[tuple[Person, date]] = []
        self._readdressed: list[Person] = []
        self._moved: list[Person] = []
        self._write_persons(ready, existing)
        follow_addresses(self._readdressed, by=self.by, now=self.now)
        self._write_memberships()
        self._write_lines(ready)
        for person, on in self._leaving:
            confirm_left(person, on=on, by=self.by, now=self.now)
        self.counts.left = len(self._leaving)
        refresh_statistics(Person, Unit, UnitMembership, ReportingLine)
        return self.counts

    # --- Units ---------------------------------------------------------------------------------------------------

    def _units(self, ready: Iterable[ReadyPerson]) -> dict[str, Unit]:
        """Present units by name in small letters, the missing ones made."""
        units = {
            unit.name.casefold(): unit for unit in Unit.objects.of(self.organisation).filter(valid_until__isnull=True)
        }
        wanted: dict[str, str] = {}
        parents: dict[str, str] = {}
        for person in ready:
            for name in (person.unit, person.parent_unit):
                if name:
                    wanted.setdefault(name.casefold(), name)
            if person.unit and person.parent_unit:
                parents[person.unit.casefold()] = person.parent_unit.casefold()
        made = [
            Unit(organisation=self.organisation, name=name, valid_from=self.today)
            for key, name in wanted.items()
            if key not in units
        ]
        Unit.objects.bulk_create(made, batch_size=CHUNK)
        self.counts.units = len(made)
        units.update({unit.name.casefold(): unit for unit in made})
        self._place_units(units, parents)
        return units

    def _place_units(self, units: dict[str, Unit], parents: dict[str, str]) -> None:
        by_key = {unit.pk: unit for unit in units.values()}
        changed = []
        for key, parent_key in parents.items():
            unit, parent = units[key], units[parent_key]
            if unit.parent_id == parent.pk or _stands_below(parent, unit, by_key):
                continue
            unit.parent = parent
            changed.append(unit)
        Unit.objects.of(self.organisation).bulk_update(changed, ["parent"], batch_size=CHUNK)

    # --- Persons -------------------------------------------------------------------------------------------------

    def _existing(self, ready: Sequence[ReadyPerson]) -> dict[int, Person]:
        keys = {person.known for person in ready if person.known}
        found = Person.objects.of(self.organisation).filter(erased_at__isnull=True).select_related("account")
        return {person.pk: person for person in found.iterator(chunk_size=2_000) if person.pk in keys}

    def _write_persons(self, ready: Sequence[ReadyPerson], existing: dict[int, Person]) -> None:
        created: list[Person] = []
        changed: list[Person] = []
        addresses: list[int] = []
        for one in ready:
            known = existing.get(one.known) if one.known else None
            person = known or Person(
                organisation=self.organisation,
                staff_number=one.staff_number,
                language=self.organisation.language,
                time_zone=self.organisation.time_zone,
                created_at=self.now,
            )
            self.persons[one.reference] = person
            had_address = person.email
            if not self._take_over(person, one, is_new=known is None) and known:
                self.counts.unchanged += 1
                continue
            person.updated_at = self.now
            (changed if known else created).append(person)
            if known and had_address and had_address != person.email:
                addresses.append(person.pk)
                self._readdressed.append(person)
        for part in _chunks(addresses):
            # Two people may swap their addresses in one file; an address must never be held twice on the way.
            Person.objects.of(self.organisation).filter(pk__in=part).update(email="")
        done, total = 0, len(created) + len(changed)
        for part_created in _chunks(created):
            check_relations(part_created)
            Person.objects.bulk_create(part_created)
            done += len(part_created)
            self.progress("people", done, total)
        for part_changed in _chunks(changed):
            check_relations(part_changed)
            Person.objects.bulk_create(
                part_changed, update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED
            )
            done += len(part_changed)
            self.progress("people", done, total)
        self.counts.created, self.counts.changed = len(created), len(changed)

    def _take_over(self, person: Person, one: ReadyPerson, *, is_new: bool) -> bool:
        """Put what the row says into the person; whether anything changed."""
        said: dict[str, object] = {name: value for name in _TEXTS if (value := getattr(one, name))}
        said |= {"joined_on": one.joined_on} if one.joined_on else {}
        said |= {"left_on": one.left_on} if one.left_on else {}
        said |= {"salutation": one.salutation} if one.salutation else {}
        said |= {"level_rank": one.level_rank} if one.level_name else {}
        said["staff_number"] = one.staff_number
        unit = self.units.get((one.unit or one.parent_unit).casefold())
        if unit is not None and person.unit_id != unit.pk:
            person.unit = unit
            self._moved.append(person)
            said["unit_id"] = -1
        if one.has_no_manager:
            said["line_knowledge"] = LineKnowledge.TOP
        elif one.manager:
            said["line_knowledge"] = LineKnowledge.KNOWN
        employment = one.employment
        if employment is None and one.left_on and one.left_on <= self.today:
            employment = Employment.LEFT
        if employment == Employment.LEFT and not is_new and person.employment != Employment.LEFT:
            # Leaving ends lines, memberships and sessions: that is an act of its own.
            said.pop("left_on", None)
            self._leaving.append((person, min(one.left_on or self.today, self.today)))
        elif employment is not None:
            said["employment"] = employment
            if employment != Employment.LEFT and not one.left_on:
                said["left_on"] = None
        changed = {name: value for name, value in said.items() if getattr(person, name) != value}
        changed_unit = changed.pop("unit_id", None) is not None
        for name, value in changed.items():
            setattr(person, name, value)
        return bool(changed) or changed_unit

    def _write_memberships(self) -> None:
        for part in _chunks(self._moved):
            UnitMembership.objects.of(self.organisation).filter(
                person__in=[person.pk for person in part], valid_until__isnull=True
            ).update(valid_until=self.today)
            made = [
                UnitMembership(organisation=self.organisation, person=person, unit=person.unit, valid_from=self.today)
                for person in part
                if person.unit is not None and person.employment != Employment.LEFT
            ]
            check_relations(made)
            UnitMembership.objects.bulk_create(made)

    # --- Lines ---------------------------------------------------------------------------------------------------

    def _write_lines(self, ready: Sequence[ReadyPerson]) -> None:
        present = {
            (person, kind): (key, manager)
            for key, person, kind, manager in ReportingLine.objects.of(self.organisation)
            .filter(valid_until__isnull=True)
            .values_list("pk", "person_id", "kind", "manager_id")
        }
        managers = self._managers_elsewhere(ready)
        ended, made = [], []
        for one in ready:
            person = self.persons[one.reference]
            for kind, reference in ((LineKind.MANAGER, one.manager), (LineKind.APPRAISER, one.appraiser)):
                now_held = present.get((person.pk, kind))
                is_top = kind == LineKind.MANAGER and one.has_no_manager
                if person.employment == Employment.LEFT or not (reference or is_top):
                    continue
                manager = (self.persons.get(reference) or managers.get(reference)) if reference else None
                if now_held and manager is not None and now_held[1] == manager.pk:
                    continue
                if now_held:
                    ended.append(now_held[0])
                if manager is not None:
                    made.append(
                        ReportingLine(
                            organisation=self.organisation,
                            person=person,
                            manager=manager,
                            kind=kind,
                            valid_from=self.today,
                        )
                    )
        for part in _chunks(ended):
            ReportingLine.objects.of(self.organisation).filter(pk__in=part).update(valid_until=self.today)
        for number, part_made in enumerate(_chunks(made), 1):
            check_relations(part_made)
            ReportingLine.objects.bulk_create(part_made)
            self.progress("lines", min(number * CHUNK, len(made)), len(made))
        self.counts.lines = len(made)

    def _managers_elsewhere(self, ready: Sequence[ReadyPerson]) -> dict[str, Person]:
        """Managers whom the file names without a row of their own."""
        wanted = {reference for one in ready for reference in (one.manager, one.appraiser)} - self.persons.keys() - {""}
        if not wanted:
            return {}
        keys = [one.key for one in known_persons(self.organisation) if reference_of(one) in wanted]
        found: dict[str, Person] = {}
        for part in _chunks(keys):
            for person in Person.objects.of(self.organisation).filter(pk__in=part):
                found[person.staff_number.casefold() or f"#{person.pk}"] = person
        return found


def _stands_below(unit: Unit, other: Unit, by_key: dict[int, Unit]) -> bool:
    """Whether ``other`` is ``unit`` or stands above it: it must then not become its child."""
    at: Unit | None = unit
    while at is not None:
        if at.pk == other.pk:
            return True
        at = by_key.get(at.parent_id) if at.parent_id else None
    return False


def _chunks(rows: Sequence[T]) -> Iterable[Sequence[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
