from __future__ import annotations

from tests.factories.people import NOW
from timbalik.learning.models import TrainingProgress, TrainingUnitVersion
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


def make_unit_of_training(key: str = "bersama-uji", side: str = "both", questions: int = 4) -> TrainingUnitVersion:
    """Questions ``q1`` … of two choices; ``b`` is right."""
    words = {"id": "Teks", "en": "Text"}
    unit, _ = TrainingUnitVersion.objects.get_or_create(
        key=key,
        version=1,
        defaults={
            "content": {
                "side": side,
                "minutes": 10,
                "title": words,
                "promise": words,
                "sections": [{"kind": "text", "heading": words, "paragraphs": [words], "sentences": []}],
                "questions": [
                    {
                        "key": f"q{number}",
                        "question": words,
                        "choices": [{"key": "a", "text": words}, {"key": "b", "text": words}],
                        "right": "b",
                        "why": words,
                    }
                    for number in range(1, questions + 1)
                ],
            }
        },
    )
    return unit


def finish_training(programme: Programme, *people: Person) -> None:
    """Every published unit, done by each of them."""
    for person in people:
        for unit in TrainingUnitVersion.objects.all():
            TrainingProgress.objects.create(
                organisation=programme.organisation,
                programme=programme,
                person=person,
                unit=unit,
                started_at=NOW,
                completed_at=NOW,
            )
