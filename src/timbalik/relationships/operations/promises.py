"""Small promises between two sessions, by either side (F-37)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship, SmallPromise
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.operations.writing import checked, note_act
from timbalik.relationships.rules import is_member
from timbalik.relationships.states import PromiseState
from timbalik.relationships.vault import NotAMember, open_vault


class PromiseClosed(Exception):
    """The promise was kept or let go before."""


@transaction.atomic
def make_promise(
    relationship: Relationship, text: str, *, owner: Person, by: Person, now: datetime, due_on: date | None = None
) -> SmallPromise:
    """Write down what ``owner`` will do. Raises ``WordsMissing``, ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    if not is_member(owner, relationship):
        raise NotAMember(f"{owner.public_id} in {relationship.public_id}")
    ref = uuid.uuid4()
    promise = SmallPromise.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        owner=owner,
        text_sealed=vault.seal(checked(text), place=f"promise:{ref}"),
        due_on=due_on,
        by=by,
        created_at=now,
    )
    note_act("promise.made", promise, relationship, by=by, now=now)
    return promise


@transaction.atomic
def close_promise(promise: SmallPromise, state: str, *, by: Person, now: datetime) -> SmallPromise:
    """Kept, or let go; either member may say so. Raises ``PromiseClosed``, ``NotAMember``, ``RelationshipNotActive``."""
    relationship = lock_active(promise.relationship)
    if not is_member(by, relationship):
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    chosen = PromiseState(state)
    if chosen == PromiseState.OPEN:
        raise ValueError("a promise closes as kept or dropped")
    promise.refresh_from_db(fields=["state"])
    if promise.state != PromiseState.OPEN:
        raise PromiseClosed(promise.state)
    promise.state = chosen
    promise.closed_at = now
    promise.save(update_fields=["state", "closed_at"])
    note_act("promise.closed", promise, relationship, by=by, now=now)
    return promise
