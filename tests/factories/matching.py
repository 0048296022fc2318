"""A cohort about to be paired: small enough to work by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from tests.factories.people import make_person, make_unit
from tests.factories.programmes import make_enrolment
from timbalik.people.models.availability import Availability
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.states import LineKnowledge
from timbalik.programmes.models import Cohort, Enrolment, Offer, Programme, Want
from timbalik.programmes.states import EnrolmentRole

MORNINGS = ((0, time(9), time(11)), (2, time(9), time(11)))
AFTERNOONS = ((1, time(14), time(16)),)


@dataclass
class Studio:
    """Adds people with wishes to one cohort."""

    programme: Programme
    coordinator: Person
    concepts: dict[str, SkillConcept] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        return self.programme.organisation

    @property
    def cohort(self) -> Cohort:
        return self.programme.cohorts.get()

    def concept(self, key: str) -> SkillConcept:
        if key not in self.concepts:
            name = key.replace("-", " ").capitalize()
            self.concepts[key], _ = SkillConcept.objects.get_or_create(
                key=key, defaults={"group": "uji", "name_id": name, "name_en": name}
            )
        return self.concepts[key]

    def add(
        self,
        role: str,
        name: str,
        *,
        offers: Mapping[str, int] = {},
        wants: Mapping[str, int] = {},
        hours: tuple[tuple[int, time, time], ...] = MORNINGS,
        person: Person | None = None,
        capacity: int = 1,
        **fields: Any,
    ) -> Enrolment:
        if person is None:
            fields.setdefault("line_knowledge", LineKnowledge.TOP)
            if "unit" not in fields:
                fields["unit"] = make_unit(self.organisation)
            person = make_person(self.organisation, name, **fields)
        enrolment = make_enrolment(self.programme, person, role, capacity=capacity)
        for weekday, starts, ends in hours:
            Availability.objects.get_or_create(
                organisation=self.organisation, person=person, weekday=weekday, starts=starts, defaults={"ends": ends}
            )
        for key, level in offers.items():
            Offer.objects.create(
                organisation=self.organisation, enrolment=enrolment, concept=self.concept(key), level=level
            )
        for key, importance in wants.items():
            Want.objects.create(
                organisation=self.organisation, enrolment=enrolment, concept=self.concept(key), importance=importance
            )
        return enrolment

    def mentor(self, name: str = "Wahyu Nugroho", **fields: Any) -> Enrolment:
        fields.setdefault("offers", {"toko-daring": 5})
        fields.setdefault("wants", {"laporan-keuangan": 3})
        return self.add(EnrolmentRole.MENTOR, name, **fields)

    def mentee(self, name: str = "Endang Lestariningsih, S.E., Ak.", **fields: Any) -> Enrolment:
        fields.setdefault("offers", {"laporan-keuangan": 5})
        fields.setdefault("wants", {"toko-daring": 3})
        return self.add(EnrolmentRole.MENTEE, name, **fields)


def many(studio: Studio, pairs: int) -> None:
    """Pairs of people who fit, each in their own unit, with a few topics between them."""
    for number in range(pairs):
        topic, gift = f"topik-{number % 7}", f"imbalan-{number % 5}"
        studio.mentor(f"Mentor {number}", offers={topic: 1 + number % 5}, wants={gift: 3})
        studio.mentee(f"Mentee {number}", offers={gift: 1 + number % 3}, wants={topic: 3, "lain": 1})
