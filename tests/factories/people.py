from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from timbalik.people.models.accounts import Account
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.structure import ReportingLine, Unit, UnitMembership
from timbalik.people.states import LineKind, LineKnowledge

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 09.00 WIB
_numbers = count(10_001)  # all equally long: no name is the beginning of another, and none is one a test writes itself


def make_organisation(name: str = "Kirana Nusantara", **fields: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(name=name, slug=fields.pop("slug", f"org-{number}"), created_at=NOW, **fields)


def make_unit(organisation: Organisation, name: str = "", **fields: Any) -> Unit:
    name = name or f"Unit {next(_numbers)}"
    return Unit.objects.create(organisation=organisation, name=name, valid_from=date(2020, 1, 1), **fields)


def make_person(
    organisation: Organisation, full_name: str = "Suharti", *, with_account: bool = False, **fields: Any
) -> Person:
    number = next(_numbers)
    fields.setdefault("staff_number", f"{100_000 + number}")
    fields.setdefault("email", f"orang{number}@kirana.example")
    person = Person.objects.create(
        organisation=organisation, full_name=full_name, created_at=NOW, updated_at=NOW, **fields
    )
    if person.unit_id:
        UnitMembership.objects.create(
            organisation=organisation, person=person, unit_id=person.unit_id, valid_from=date(2024, 1, 1)
        )
    if with_account:
        person.account = make_account(person.email)
        person.save()
    return person


def make_account(email: str = "") -> Account:
    return Account.objects.create_account(email or f"akun{next(_numbers)}@kirana.example", created_at=NOW)


def make_line(person: Person, manager: Person, kind: str = LineKind.MANAGER) -> ReportingLine:
    if kind == LineKind.MANAGER:
        person.line_knowledge = LineKnowledge.KNOWN
        person.save()
    return ReportingLine.objects.create(
        organisation=person.organisation, person=person, manager=manager, kind=kind, valid_from=date(2024, 1, 1)
    )
