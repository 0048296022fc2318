"""Reads of what is left when a pair parts. A letter that is not sent yet is opened for its author alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from timbalik.people.models.persons import Person
from timbalik.relationships.models import GrowthRecord, Relationship, ThankYouLetter, Tidying
from timbalik.relationships.vault import Vault


@dataclass(frozen=True)
class OpenedLetter:
    letter: ThankYouLetter
    text: str
    is_mine: bool


def opened_letters(relationship: Relationship, vault: Vault, *, reader: Person) -> list[OpenedLetter]:
    """The reader's own letters, sent or not, and those the others have sent."""
    rows = relationship.letters.filter(Q(author=reader) | Q(sent_at__isnull=False)).select_related("author")
    return [
        OpenedLetter(
            letter, vault.open(letter.text_sealed, place=f"letter:{letter.public_id}"), letter.author_id == reader.pk
        )
        for letter in rows
    ]


def tidyings(relationship: Relationship) -> dict[int, Tidying]:
    """Person pk → what they decided."""
    return {row.person_id: row for row in relationship.tidyings.all()}


def growth_record(relationship: Relationship, mentor: Person) -> GrowthRecord | None:
    """The mentor's own record; nobody else asks for it."""
    return relationship.records.filter(person=mentor).select_related("endorsed_by").prefetch_related("ratings").first()


def may_goals_be_named(relationship: Relationship, others: Iterable[Person]) -> bool:
    """Whether everybody else in the pair allowed the goals to stand in the record."""
    decided = tidyings(relationship)
    return all(person.pk in decided and decided[person.pk].may_name_goals for person in others)
