"""What belongs to the pair: sealed with the relationship's own key, opened only for its members (``ARCHITECTURE`` 6).

The keys live in a database of their own (``keys``), wrapped with the installation's master key, and never in a backup
of the data. Destroying a key empties its row and leaves it, dated: restored data stays unreadable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from timbalik.lib import sealing
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship, RelationshipKey, RelationshipMember
from timbalik.relationships.rules import is_member


class NotAMember(Exception):
    """Somebody who is not a member of the relationship asked to open or seal what belongs to it."""


class KeyDestroyed(Exception):
    """The relationship's key was destroyed; what it sealed can't be read by anybody."""


class Vault:
    """Seals and opens for one member. ``place`` names the field and its row, so values can't be swapped."""

    def __init__(self, key: bytes, relationship_ref: UUID) -> None:
        self._key = key
        self._ref = relationship_ref

    def seal(self, value: Any, *, place: str) -> bytes:
        """``value`` is anything JSON can hold."""
        return sealing.seal_json(value, key=self._key, place=f"{self._ref}:{place}")

    def open(self, sealed: bytes | memoryview, *, place: str) -> Any:
        return sealing.unseal_json(sealed, key=self._key, place=f"{self._ref}:{place}")


def create_key(relationship_ref: UUID, *, now: datetime) -> None:
    """Make the key before the relationship's row: a key without a row does no harm, a row without a key no good."""
    wrapped = sealing.seal(sealing.new_key(), key=_wrapping_key(), place=f"key:{relationship_ref}")
    RelationshipKey.objects.create(relationship_ref=relationship_ref, wrapped=wrapped, created_at=now)


def create_keys(refs: list[UUID], *, now: datetime) -> None:
    """As ``create_key`` for many relationships at once."""
    wrapping = _wrapping_key()
    RelationshipKey.objects.bulk_create(
        [
            RelationshipKey(
                relationship_ref=ref,
                wrapped=sealing.seal(sealing.new_key(), key=wrapping, place=f"key:{ref}"),
                created_at=now,
            )
            for ref in refs
        ]
    )


def open_vault(relationship: Relationship, *, reader: Person) -> Vault:
    """The vault of the relationship for one of its members; after an ending, for those who stayed to the last.

    Raises ``NotAMember`` for anybody else, whatever their role, and ``KeyDestroyed`` when the key is gone.
    """
    if not is_member(reader, relationship):
        raise NotAMember(f"{reader.public_id} in {relationship.public_id}")
    return _vault(relationship)


def open_vault_of(member: RelationshipMember) -> Vault:
    """As ``open_vault`` for somebody whose membership was just read; spares the query that would read it again."""
    relationship = member.relationship
    stayed = member.left_at is None or (relationship.ended_at is not None and member.left_at >= relationship.ended_at)
    if not stayed:
        raise NotAMember(f"{member.person_id} in {relationship.public_id}")
    return _vault(relationship)


def _vault(relationship: Relationship) -> Vault:
    return vault_of(relationship.public_id)


def vault_of(ref: UUID) -> Vault:
    """The vault of whatever the key was made for; asks no rule: the caller has. Raises ``KeyDestroyed``."""
    row = RelationshipKey.objects.filter(relationship_ref=ref).first()
    if row is None or row.wrapped is None:
        raise KeyDestroyed(str(ref))
    key = sealing.unseal(row.wrapped, key=_wrapping_key(), place=f"key:{ref}")
    return Vault(key, ref)


def opens_with_this_master_key(row: RelationshipKey) -> bool:
    """Whether this installation's master key unwraps the key of that row."""
    try:
        sealing.unseal(row.wrapped or b"", key=_wrapping_key(), place=f"key:{row.relationship_ref}")
    except sealing.SealBroken:
        return False
    return True


def destroy_key(relationship_ref: UUID, *, now: datetime) -> None:
    """Empty the key for good; harmless when repeated."""
    RelationshipKey.objects.filter(relationship_ref=relationship_ref, destroyed_at__isnull=True).update(
        wrapped=None, destroyed_at=now
    )


def _wrapping_key() -> bytes:
    return sealing.key_from_secret(settings.MASTER_KEY, purpose="timbalik relationship keys")
