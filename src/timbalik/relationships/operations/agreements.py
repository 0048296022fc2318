"""Draft and sign the agreement. Versions are kept; a new one needs every signature again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.elements import Answers, known_answers, missing_elements
from timbalik.relationships.models import Agreement, Relationship, Signature
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import agreement_answers, agreement_text, latest_agreement, present_members
from timbalik.relationships.signals import agreement_signed
from timbalik.relationships.vault import NotAMember, open_vault


class AgreementIncomplete(Exception):
    """Required elements are empty; ``missing`` holds their keys (GR-08: the boundary is always one of them)."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class AgreementSuperseded(Exception):
    """There is a newer version; that one is to be signed."""


class AgreementChanged(Exception):
    """Somebody saved a version while this one was being written; ``version`` is theirs. Nothing was overwritten."""

    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


@transaction.atomic
def draft_agreement(
    relationship: Relationship, answers: Answers, *, by: Person, now: datetime, based_on: int | None = None
) -> Agreement:
    """Write the next version of the agreement; answers equal to the latest version's change nothing.

    A version in force stays so until every member has signed the new one. ``based_on`` is the version the writer had
    before them (0: none): if the other side has saved a newer one since, it is refused and not written over.

    Raises ``AgreementChanged``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    text = agreement_text(relationship)
    latest = latest_agreement(relationship)
    kept = known_answers(text.content, answers)
    newest = latest.version if latest is not None else 0
    if based_on is not None and based_on != newest:
        raise AgreementChanged(newest)
    if latest is not None and agreement_answers(latest, vault) == kept:
        return latest
    ref = uuid.uuid4()
    agreement = Agreement.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        text=text,
        version=newest + 1,
        answers_sealed=vault.seal(kept, place=f"agreement:{ref}"),
        missing=missing_elements(text.content, kept),
        by=by,
        created_at=now,
    )
    record(
        "agreement.drafted",
        organisation=relationship.organisation,
        by=by,
        subject=agreement,
        now=now,
        facts={
            "relationship": str(relationship.public_id),
            "version": agreement.version,
            "missing": len(agreement.missing),
        },
    )
    return agreement


@transaction.atomic
def sign_agreement(agreement: Agreement, *, by: Person, now: datetime) -> Signature:
    """Sign the newest version; signing twice changes nothing. Announces ``agreement_signed`` with the last signature.

    Raises ``NotAMember``, ``AgreementIncomplete``, ``AgreementSuperseded``, ``RelationshipNotActive``.
    """
    relationship = lock_active(agreement.relationship)
    people = {member.person_id for member in present_members(relationship)}
    if by.pk not in people:
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    if relationship.agreements.filter(version__gt=agreement.version).exists():
        raise AgreementSuperseded(str(agreement.version))
    if agreement.missing:
        raise AgreementIncomplete(agreement.missing)
    signature, is_new = Signature.objects.of(agreement.organisation_id).get_or_create(
        agreement=agreement, person=by, defaults={"organisation": agreement.organisation, "signed_at": now}
    )
    if is_new:
        record(
            "agreement.signed",
            organisation=relationship.organisation,
            by=by,
            subject=agreement,
            now=now,
            facts={"relationship": str(relationship.public_id), "version": agreement.version},
        )
        if people <= set(agreement.signatures.values_list("person_id", flat=True)):
            agreement_signed.send(Agreement, agreement=agreement, by=by, now=now)
    return signature
