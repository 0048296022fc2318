"""Take and give back the places of people in a programme. Every way into a pair goes through here.

Two guards stand one behind the other: whoever claims holds the enrolment's row until the transaction ends, and a place
is a unique row, so that the database refuses a second holder even to code that forgets the first guard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from timbalik.lib.tenancy import check_relations
from timbalik.programmes.models import Enrolment
from timbalik.relationships.models import HeldPlace
from timbalik.relationships.states import Holder


class NoPlaceLeft(Exception):
    """An enrolment has no place left for one more pair."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(str(enrolment.public_id))
        self.enrolment = enrolment


@dataclass(frozen=True)
class Claim:
    """``ref`` is the public id of what will hold the place; a place that ``instead_of`` holds goes over to it."""

    enrolment: Enrolment
    ref: UUID
    instead_of: UUID | None = None


def claim_place(enrolment: Enrolment, *, for_ref: UUID, holder: str, now: datetime) -> HeldPlace:
    """Take one place; claimed twice for the same holder, it stays one. Raises ``NoPlaceLeft``."""
    return claim_places([Claim(enrolment, for_ref)], holder=holder, now=now)[0]


@transaction.atomic
def claim_places(claims: Iterable[Claim], *, holder: str, now: datetime) -> list[HeldPlace]:
    """Take a place for each claim, in its order: all or none. Raises ``NoPlaceLeft``."""
    wanted = list(claims)
    if not wanted:
        return []
    organisation = wanted[0].enrolment.organisation_id
    capacity = _hold_rows(organisation, wanted)
    passing = [claim.instead_of for claim in wanted if claim.instead_of]
    here: dict[str, Any] = {"enrolment__in": list(capacity)}
    if passing:
        HeldPlace.objects.of(organisation).filter(**here, ref__in=passing).delete()
    taken: dict[int, dict[int, HeldPlace]] = defaultdict(dict)
    for row in HeldPlace.objects.of(organisation).filter(**here):
        taken[row.enrolment_id][row.number] = row
    fresh: list[HeldPlace] = []
    held = [_take(claim, taken[claim.enrolment.pk], capacity, fresh, holder=holder, now=now) for claim in wanted]
    check_relations(fresh)
    HeldPlace.objects.bulk_create(fresh, batch_size=500)
    return held


def release_place(enrolment: Enrolment, *, for_ref: UUID) -> bool:
    """Give back the place this holder has of one person. Says whether there was one."""
    rows = HeldPlace.objects.of(enrolment.organisation_id).filter(enrolment=enrolment, ref=for_ref)
    return bool(rows.delete()[0])


def release_places(organisation: Any, refs: Sequence[UUID]) -> int:
    """Give back all places these holders have, of whomever. Harmless when there are none."""
    return HeldPlace.objects.of(organisation).filter(ref__in=list(refs)).delete()[0]


def _hold_rows(organisation: int, claims: Sequence[Claim]) -> Mapping[int, int]:
    """Capacity by enrolment, read anew and held until the transaction ends; in one order, so that nobody waits in a ring."""
    rows = Enrolment.objects.of(organisation).filter(pk__in={claim.enrolment.pk for claim in claims}).order_by("pk")
    return dict(rows.select_for_update(no_key=True).values_list("pk", "capacity"))


def _take(
    claim: Claim,
    taken: dict[int, HeldPlace],
    capacity: Mapping[int, int],
    fresh: list[HeldPlace],
    *,
    holder: str,
    now: datetime,
) -> HeldPlace:
    """The place this holder has already, or the lowest free one."""
    for row in taken.values():
        if row.ref == claim.ref:
            return row
    for number in range(1, capacity.get(claim.enrolment.pk, 0) + 1):
        if number not in taken:
            taken[number] = HeldPlace(
                organisation_id=claim.enrolment.organisation_id,
                enrolment=claim.enrolment,
                number=number,
                holder=Holder(holder),
                ref=claim.ref,
                taken_at=now,
            )
            fresh.append(taken[number])
            return taken[number]
    raise NoPlaceLeft(claim.enrolment)
