from __future__ import annotations

from datetime import date, time
from typing import Any

from tests.factories.people import NOW
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import WeeklyHours
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import (
    EnrolmentAnswers,
    OfferAnswer,
    WantAnswer,
    create_programme,
    invite,
    open_enrolment,
)
from timbalik.programmes.states import EnrolmentRole

TEMPLATE = "tpl-standar-2mingguan"


def make_answers(**changes: Any) -> EnrolmentAnswers:
    """A complete enrolment; needs the ``content`` fixture."""
    answers: dict[str, Any] = {
        "motivation": "Banyak keputusan pengiriman diambil tanpa melihat data rute.",
        "benefit_sought": "Saya ingin belajar cara keputusan besar dibuat.",
        "learning_goal": "Membaca dasbor penjualan tanpa bantuan.",
        "offers": (OfferAnswer("membaca-dasbor", level=4, evidence="Melatih dua tim di Makassar"),),
        "wants": (WantAnswer("negosiasi", importance=5),),
        "hours": (WeeklyHours(1, time(10), time(12)),),
        "capacity": 1,
        "time_zone": "Asia/Makassar",
        "nickname": "Ayu",
        "salutation": "Kak",
        "language": "id",
        "accepts_notice": True,
        "consents": frozenset({ConsentPurpose.PARTICIPATION.value}),
        "pledges": True,
    }
    return EnrolmentAnswers(**answers | changes)


def make_open_programme(organisation: Organisation, by: Person | None = None, **changes: Any) -> Programme:
    """A programme from the shipped template that takes enrolments; needs the ``content`` fixture."""
    programme = create_programme(
        organisation,
        template_key=TEMPLATE,
        name=changes.pop("name", "Mentoring Terbalik 2027"),
        starts_on=changes.pop("starts_on", date(2027, 1, 11)),
        by=by,
        now=NOW,
        **changes,
    )
    open_enrolment(programme, by=by, now=NOW)
    return programme


def make_invited(programme: Programme, person: Person, role: str = EnrolmentRole.MENTOR) -> Enrolment:
    return invite(programme, [(person, role)], by=None, now=NOW)[0]
