from __future__ import annotations

from tests.factories.people import NOW
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.persons import Person
from timbalik.people.operations import record_consent
from timbalik.people.states import ConsentPurpose
from timbalik.relationships.states import Side
from timbalik.surveys.models import Wave
from timbalik.surveys.operations import submit_response


def answer(wave: Wave, person: Person, side: str = Side.MENTOR, **answers: int | None) -> None:
    """By somebody who allows the use of it."""
    allow_research(person)
    submit_response(wave, person=person, side=side, answers=answers, now=wave.opens_at)


def allow_research(person: Person) -> None:
    notice, _ = NoticeVersion.objects.get_or_create(
        key="notice-uji", version=1, defaults={"content": {"title": {"id": "Uji"}}}
    )
    record_consent(person, ConsentPurpose.RESEARCH, notice=notice, language="id", by=person, now=NOW)
