"""What every act that keeps words of the pair shares: the sentence that must be there, and the entry without a word of it."""

from __future__ import annotations

from datetime import datetime

from timbalik.audit.operations import record
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.models.persons import Person
from timbalik.relationships.elements import LONGEST_ANSWER
from timbalik.relationships.models import Relationship


class WordsMissing(Exception):
    """The sentence that the act is about is empty."""


def trimmed(text: str) -> str:
    return text.strip()[:LONGEST_ANSWER]


def checked(text: str) -> str:
    """Trimmed. Raises ``WordsMissing``."""
    if not (text := trimmed(text)):
        raise WordsMissing
    return text


def note_act(verb: str, row: OrganisationModel, relationship: Relationship, *, by: Person, now: datetime) -> None:
    facts = {"relationship": str(relationship.public_id)}
    record(verb, organisation=relationship.organisation, by=by, subject=row, now=now, facts=facts)
