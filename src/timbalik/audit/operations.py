"""Write the audit chain, and check it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from timbalik.audit.channels import current_channel
from timbalik.audit.models import AuditEntry, AuditHead


@transaction.atomic
def record(
    verb: str,
    *,
    organisation: models.Model,
    by: models.Model | None,
    subject: models.Model | None = None,
    now: datetime,
    on_behalf_of: models.Model | None = None,
    facts: Mapping[str, str | int | bool | list[str] | list[int] | None] | None = None,
) -> AuditEntry:
    """Append one entry to the organisation's chain, inside the caller's transaction.

    ``facts`` holds identifiers, codes and counts, never names or texts: the chain can't be erased.
    """
    organisation_ref = _ref(organisation)
    AuditHead.objects.get_or_create(organisation_ref=organisation_ref)
    head = AuditHead.objects.select_for_update().get(organisation_ref=organisation_ref)
    entry = AuditEntry(
        organisation_ref=organisation_ref,
        number=head.number + 1,
        at=now,
        verb=verb,
        by_ref=_ref(by) if by is not None else None,
        on_behalf_of_ref=_ref(on_behalf_of) if on_behalf_of is not None else None,
        channel=current_channel(),
        subject_kind=subject._meta.label if subject is not None else "",
        subject_ref=_ref(subject) if subject is not None else None,
        facts=dict(facts or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save()
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry and its predecessor's hash, as canonical JSON."""
    written: list[Any] = [
        str(entry.organisation_ref),
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.verb,
        str(entry.by_ref),
        str(entry.on_behalf_of_ref),
        entry.channel,
        entry.subject_kind,
        str(entry.subject_ref),
        entry.facts,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(written, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class ChainCheck:
    entries: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def verify_chain(organisation: models.Model) -> ChainCheck:
    """Recompute every link; ``broken_at`` is the first number that does not fit, or the one that is missing."""
    ref = _ref(organisation)
    previous, number = "0" * 64, 0
    for entry in AuditEntry.objects.filter(organisation_ref=ref).order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1 or entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return ChainCheck(number, broken_at=number + 1)
        previous, number = entry.hash, entry.number
    head = AuditHead.objects.filter(organisation_ref=ref).first()
    if head is not None and (head.number, head.hash) != (number, previous):
        return ChainCheck(number, broken_at=number + 1)
    return ChainCheck(number, broken_at=None)


def _ref(row: models.Model) -> UUID:
    ref = row.public_id  # type: ignore[attr-defined]
    assert isinstance(ref, UUID)
    return ref
