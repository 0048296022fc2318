"""Open relationships, one or thousands, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import check_relations
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.states import EnrolmentState
from timbalik.relationships.models import HeldPlace, Relationship, RelationshipMember
from timbalik.relationships.operations.places import Claim, claim_places
from timbalik.relationships.signals import relationship_opened
from timbalik.relationships.states import Holder, Side
from timbalik.relationships.vault import create_keys


class BenefitMissing(Exception):
    """GR-01: an enrolment has not written what is in it for them; ``enrolments`` names them by public id."""

    def __init__(self, enrolments: Sequence[Enrolment]) -> None:
        super().__init__(", ".join(str(enrolment.public_id) for enrolment in enrolments))
        self.enrolments = tuple(enrolments)


class SamePerson(Exception):
    """Mentor and mentee are one person."""


@dataclass(frozen=True)
class NewPair:
    mentor_enrolment: Enrolment
    mentee_enrolment: Enrolment
    proposal_ref: UUID | None = None


@transaction.atomic
def open_relationships(
    cohort: Cohort, pairs: Iterable[NewPair], *, by: Person | None, now: datetime
) -> list[Relationship]:
    """Make a relationship of each pair, in its first phase; all or none.

    The keys come first, in their own store: a key without a row harms nobody, a row without a key can't be used.

    Raises ``BenefitMissing`` (GR-01), ``NoPlaceLeft``, ``SamePerson``. Reporting lines are the round's to check.
    """
    wanted = list(pairs)
    _check_benefits(wanted)
    people = _people(cohort, wanted)
    relationships = [
        Relationship(
            public_id=uuid.uuid4(),
            organisation=cohort.organisation,
            programme=cohort.programme,
            cohort=cohort,
            phase_since=now,
            opened_at=now,
            proposal_ref=pair.proposal_ref,
        )
        for pair in wanted
    ]
    places = _claim_places(relationships, wanted, now=now)
    create_keys([relationship.public_id for relationship in relationships], now=now)
    check_relations(relationships)
    Relationship.objects.bulk_create(relationships, batch_size=500)
    members = [
        RelationshipMember(
            organisation=cohort.organisation,
            relationship=relationship,
            enrolment=enrolment,
            person=people[enrolment.person_id],
            side=side,
            place=places[relationship.public_id, enrolment.pk],
            joined_at=now,
        )
        for relationship, pair in zip(relationships, wanted, strict=True)
        for side, enrolment in ((Side.MENTOR, pair.mentor_enrolment), (Side.MENTEE, pair.mentee_enrolment))
    ]
    check_relations(members)
    RelationshipMember.objects.bulk_create(members, batch_size=500)
    refresh_statistics(Relationship, RelationshipMember, HeldPlace)
    record(
        "relationship.opened",
        organisation=cohort.organisation,
        by=by,
        subject=cohort,
        now=now,
        facts={"relationships": [str(relationship.public_id) for relationship in relationships]},
    )
    for relationship in relationships:
        relationship_opened.send(Relationship, relationship=relationship, by=by, now=now)
    return relationships


def _claim_places(
    relationships: Sequence[Relationship], pairs: Sequence[NewPair], *, now: datetime
) -> dict[tuple[UUID, int], int]:
    """The number of the place each relationship takes of each enrolment; what its proposal held goes over to it."""
    held = claim_places(
        (
            Claim(enrolment, relationship.public_id, instead_of=pair.proposal_ref)
            for relationship, pair in zip(relationships, pairs, strict=True)
            for enrolment in (pair.mentor_enrolment, pair.mentee_enrolment)
        ),
        holder=Holder.RELATIONSHIP,
        now=now,
    )
    return {(row.ref, row.enrolment_id): row.number for row in held}


def _check_benefits(pairs: Sequence[NewPair]) -> None:
    lacking: list[Enrolment] = []
    for pair in pairs:
        if pair.mentor_enrolment.person_id == pair.mentee_enrolment.person_id:
            raise SamePerson(str(pair.mentor_enrolment.public_id))
        lacking += [one for one in (pair.mentor_enrolment, pair.mentee_enrolment) if not _has_benefit(one)]
    if lacking:
        raise BenefitMissing(lacking)


def _has_benefit(enrolment: Enrolment) -> bool:
    is_written = bool(enrolment.benefit_sought.strip() and enrolment.motivation.strip())
    return is_written and enrolment.state == EnrolmentState.SUBMITTED


def _people(cohort: Cohort, pairs: Sequence[NewPair]) -> dict[int, Person]:
    keys = {enrolment.person_id for pair in pairs for enrolment in (pair.mentor_enrolment, pair.mentee_enrolment)}
    return Person.objects.of(cohort.organisation_id).in_bulk(list(keys))
