from __future__ import annotations

from timbalik.people.models.persons import Person
from timbalik.relationships.states import Side
from timbalik.surveys.models import Wave
from timbalik.surveys.operations import submit_response


def answer(wave: Wave, person: Person, side: str = Side.MENTOR, **answers: int | None) -> None:
    submit_response(wave, person=person, side=side, answers=answers, now=wave.opens_at)
