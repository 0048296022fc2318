"""The coordinator asks a pair to go on: both, once a day, and only where something is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.training import make_unit_of_training
from timbalik.audit.models import AuditEntry
from timbalik.journey.operations import NothingToRemind, RemindedToday, remind_pair
from timbalik.people.models.persons import Person
from timbalik.relationships.operations import pause_relationship

LATER = NOW + timedelta(days=8)


@pytest.fixture
def pair(db: None) -> Pair:
    """Paired eight days ago, training still open."""
    make_unit_of_training()
    return make_pair(make_programme(make_organisation()))


@pytest.fixture
def suharti(pair: Pair) -> Person:
    return make_person(pair.relationship.organisation, "Suharti", salutation="Bu")


def test_reminder_goes_to_both_alike_and_says_what_is_open(pair: Pair, suharti: Person) -> None:
    assert remind_pair(pair.relationship, by=suharti, now=LATER) == "training_waiting"
    texts = [letter.text for person in (pair.mentor, pair.mentee) for letter in waiting(person)]
    assert len(texts) == 2
    for text in texts:
        assert "Pelatihan singkat sebelum sesi pertama belum selesai." in text
        assert "boleh jeda kapan saja" in text
        assert "Salam hangat, Bu Suharti" in text
    entry = AuditEntry.objects.get(verb="relationship.reminded")
    assert (entry.by_ref, entry.facts) == (suharti.public_id, {"code": "training_waiting"})


def test_second_reminder_of_a_day_is_refused(pair: Pair, suharti: Person) -> None:
    remind_pair(pair.relationship, by=suharti, now=LATER)
    with pytest.raises(RemindedToday):
        remind_pair(pair.relationship, by=suharti, now=LATER + timedelta(hours=2))
    remind_pair(pair.relationship, by=suharti, now=LATER + timedelta(days=1))
    assert len(waiting(pair.mentor)) == 2


def test_pair_on_its_way_is_left_in_peace(pair: Pair, suharti: Person) -> None:
    with pytest.raises(NothingToRemind):
        remind_pair(pair.relationship, by=suharti, now=NOW + timedelta(days=1))
    pause_relationship(pair.relationship, by=None, now=NOW)
    with pytest.raises(NothingToRemind):
        remind_pair(pair.relationship, by=suharti, now=LATER)
    assert ["jeda" in letter.subject for letter in waiting(pair.mentor)] == [True]
