"""Send the letter of thanks: it reaches the other side, and the part of the closure is done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.journey import pair_letters
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship, ThankYouLetter
from timbalik.relationships.operations.closing import record_closure_part
from timbalik.relationships.operations.parting import write_letter
from timbalik.relationships.states import ClosurePart, RelationshipState


@transaction.atomic
def thank(relationship: Relationship, text: str, *, by: Person, now: datetime, sends: bool) -> ThankYouLetter:
    """Write one's letter; sent, it is delivered and counts as the part “thank”. Possible after the ending too.

    The other side hears that a letter waits, never what it says. Raises as ``write_letter``.
    """
    letter = write_letter(relationship, text, by=by, now=now, sends=sends)
    if not sends:
        return letter
    is_open = relationship.state == RelationshipState.ACTIVE
    if is_open and not relationship.closure_entries.filter(part=ClosurePart.THANK, stretch=letter.stretch).exists():
        record_closure_part(relationship, ClosurePart.THANK, "", by=by, now=now)
    pair_letters.letter_waits(relationship, letter, by=by, now=now)
    return letter
