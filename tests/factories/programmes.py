from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tests.factories.people import NOW
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment, Programme, ProgrammeTemplateVersion, RoleAssignment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Role

_numbers = count(10_001)  # all equally long: no name is the beginning of another, and none is one a test writes itself


def make_programme(organisation: Organisation, name: str = "", **fields: Any) -> Programme:
    """A running two-weekly programme with its first wave."""
    template = (
        fields.pop("template", None)
        or ProgrammeTemplateVersion.objects.get_or_create(
            key="tpl-uji", version=1, defaults={"content": {"name": {"id": "Uji"}}}
        )[0]
    )
    notice, _ = NoticeVersion.objects.get_or_create(
        key="notice-uji", version=1, defaults={"content": {"title": {"id": "Uji"}}}
    )
    fields.setdefault("state", ProgrammeState.RUNNING)
    programme = Programme.objects.create(
        organisation=organisation,
        template=template,
        notice=notice,
        name=name or f"Mentoring Terbalik {next(_numbers)}",
        starts_on=fields.pop("starts_on", date(2026, 8, 3)),
        ends_on=fields.pop("ends_on", date(2027, 1, 29)),
        created_at=NOW,
        **fields,
    )
    Cohort.objects.create(organisation=organisation, programme=programme, wave=1, starts_on=programme.starts_on)
    return programme


def make_enrolment(programme: Programme, person: Person, role: str = EnrolmentRole.MENTOR, **fields: Any) -> Enrolment:
    fields.setdefault("state", EnrolmentState.SUBMITTED)
    fields.setdefault("motivation", "Saya ingin saling belajar.")
    fields.setdefault("benefit_sought", "Saya ingin memahami cara direksi mengambil keputusan.")
    if role == EnrolmentRole.MENTEE:
        fields.setdefault("learning_goal", "Membaca dasbor tanpa terkecoh.")
    return Enrolment.objects.create(
        organisation=programme.organisation,
        programme=programme,
        cohort=programme.cohorts.get(),
        person=person,
        role=role,
        submitted_at=NOW if fields["state"] == EnrolmentState.SUBMITTED else None,
        **fields,
    )


def make_role(person: Person, role: str = Role.COORDINATOR, programme: Programme | None = None) -> RoleAssignment:
    return RoleAssignment.objects.create(
        organisation=person.organisation, person=person, role=role, programme=programme, valid_from=NOW
    )
