"""Which insight changed which decision, and whose name may be told with it (F-36)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.models import Decision, DecisionConsent, Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.operations.writing import checked, note_act
from timbalik.relationships.rules import is_member
from timbalik.relationships.states import Reach, Side
from timbalik.relationships.vault import NotAMember, open_vault


@transaction.atomic
def log_decision(
    relationship: Relationship,
    *,
    insight: str,
    insight_by: str,
    decision: str,
    reach: str,
    by: Person,
    now: datetime,
) -> Decision:
    """Write down an insight, whose side it came from, and what was decided differently. Nobody's name may be told yet.

    Raises ``WordsMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    ref = uuid.uuid4()
    content = {
        "insight": checked(insight),
        "insight_by": Side(insight_by).value,
        "decision": checked(decision),
        "reach": Reach(reach).value,
    }
    row = Decision.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        content_sealed=vault.seal(content, place=f"decision:{ref}"),
        by=by,
        created_at=now,
    )
    note_act("decision.logged", row, relationship, by=by, now=now)
    return row


@transaction.atomic
def consent_to_names(decision: Decision, *, by: Person, now: datetime) -> None:
    """Let one's own name be told with this decision. It takes every member's; saying it twice changes nothing.

    Also after the ending: a story may be told later. Raises ``NotAMember``.
    """
    _check_member(decision, by)
    DecisionConsent.objects.get_or_create(
        organisation_id=decision.organisation_id, decision=decision, person=by, defaults={"given_at": now}
    )
    note_act("decision.consent_given", decision, decision.relationship, by=by, now=now)


@transaction.atomic
def withdraw_consent(decision: Decision, *, by: Person, now: datetime) -> None:
    """Take one's consent back, without a reason. Raises ``NotAMember``."""
    _check_member(decision, by)
    decision.consents.filter(person=by).delete()
    note_act("decision.consent_withdrawn", decision, decision.relationship, by=by, now=now)


def _check_member(decision: Decision, person: Person) -> None:
    if not is_member(person, decision.relationship):
        raise NotAMember(f"{person.public_id} in {decision.relationship.public_id}")
