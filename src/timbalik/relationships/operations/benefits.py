"""What is in it for me, asked anew on the way (L-17, F-08): each writes their own, then reads the other's."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.growing import benefit_round
from timbalik.relationships.models import BenefitReview, Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.operations.writing import checked, note_act, trimmed
from timbalik.relationships.vault import open_vault


@transaction.atomic
def review_benefit(relationship: Relationship, seeks: str, gives: str, *, by: Person, now: datetime) -> BenefitReview:
    """Write what one hopes to gain from now on, and what one can give. The enrolment's first sentence stays as it was.

    Writing again replaces it until everybody has written; then a new round begins.
    Raises ``WordsMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    number = benefit_round(relationship)
    row = relationship.benefit_reviews.filter(person=by, round=number).first() or BenefitReview(
        public_id=uuid.uuid4(),
        organisation=relationship.organisation,
        relationship=relationship,
        person=by,
        round=number,
    )
    content = {"seeks": checked(seeks), "gives": trimmed(gives)}
    row.content_sealed = vault.seal(content, place=f"benefit:{row.public_id}")
    row.at = now
    row.save()
    note_act("benefit.reviewed", row, relationship, by=by, now=now)
    return row
