"""Every template this version brings: its texts whole, its names known, and a programme made from it reaches a proposal."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_answers
from tests.factories.people import NOW, make_person
from timbalik.learning.models import AgendaVersion, TrainingUnitVersion
from timbalik.learning.queries import units_required
from timbalik.matching.models import Proposal
from timbalik.matching.operations import open_round
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.states import PartnerKind
from timbalik.programmes import content
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import (
    EnrolmentAnswers,
    OfferAnswer,
    WantAnswer,
    begin_matching,
    create_programme,
    invite,
    open_enrolment,
    submit_enrolment,
)
from timbalik.programmes.states import EnrolmentRole
from timbalik.programmes.templates_content import read_template
from timbalik.surveys.instruments import PULSES

FOLDER = Path(content.__file__).parent / "templates"
TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.json"))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def written(key: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    assert (read["key"], read["version"]) == (key, 1)
    return read["content"]  # type: ignore[no-any-return]  # JSON


def texts(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if "id" in value:
            return [value]
        return [text for inner in value.values() for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("key", TEMPLATES)
def test_template_says_everything_in_both_languages_and_names_what_exists(key: str) -> None:
    said = written(key)
    template = read_template(said)
    assert all(text["id"].strip() and text["en"].strip() for text in texts(said))
    assert said["sources"]
    assert said["instrument"] == PULSES[template.direction]
    units = set(TrainingUnitVersion.objects.values_list("key", flat=True))
    agendas = set(AgendaVersion.objects.values_list("key", flat=True))
    assert (set(said["training"]) - units, set(said["agendas"]) - agendas) == (set(), set())
    assert template.planned_sessions * template.cadence_days <= template.weeks * 7 + template.cadence_days


def make_from(key: str, cast: Cast) -> Programme:
    programme = create_programme(
        cast.organisation, template_key=key, name=f"Uji {key}", starts_on=date(2027, 1, 11), by=cast.citra, now=NOW
    )
    open_enrolment(programme, by=cast.citra, now=NOW)
    return programme


@pytest.mark.parametrize("key", TEMPLATES)
def test_programme_of_each_template_is_opened_enrolled_and_paired(key: str, cast: Cast) -> None:
    programme = make_from(key, cast)
    mentor = cast.ayu
    if programme.only_across:
        campus = PartnerOrganisation.objects.create(
            organisation=cast.organisation, name="Universitas Nusa", kind=PartnerKind.CAMPUS, created_at=NOW
        )
        mentor = make_person(cast.organisation, "Sekar", is_guest=True, partner=campus, line_knowledge="unknown")
    sides = ((mentor, EnrolmentRole.MENTOR), (cast.bram, EnrolmentRole.MENTEE))
    for enrolment in invite(programme, sides, by=cast.citra, now=NOW):
        answers = make_answers() if enrolment.role == EnrolmentRole.MENTOR else turned()
        submit_enrolment(enrolment, answers, by=None, now=NOW)
        assert len(units_required(enrolment.role, programme)) >= 2
    begin_matching(programme, by=cast.citra, now=NOW + timedelta(days=1))
    round_ = open_round(programme.cohorts.get(), by=cast.citra, now=NOW + timedelta(days=1))
    proposal = Proposal.objects.of(cast.organisation).get(round=round_)
    assert (proposal.mentor.person, proposal.mentee.person) == (mentor, cast.bram)
    assert round_.value == round_.bound


def turned() -> EnrolmentAnswers:
    """The other half: offers what the mentor wants, and wants what the mentor offers."""
    return make_answers(
        offers=(OfferAnswer("negosiasi", level=4),), wants=(WantAnswer("membaca-dasbor", importance=5),)
    )
