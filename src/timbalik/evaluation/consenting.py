"""Whose answers may be looked at: those who allow it, and whose data does not rest.

The notice asks for the use of pulse answers apart from taking part. Without that consent an answer stays where it was
given: it enters no mean, no change, no comparison and no export. That somebody was asked and has answered is counted all
the same, since running the programme needs it and the notice says so. After an erasure nobody can tell any more whose
answer it was, hence whether they allowed it: it is left out too.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from timbalik.people.models.consent import Consent
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import Programme
from timbalik.surveys.models import Pseudonym


def usable_pseudonyms(programme: Programme) -> frozenset[UUID]:
    """The pseudonyms whose answers may enter an evaluation at this moment. One query."""
    allows = Consent.objects.filter(
        organisation_id=programme.organisation_id,
        person=OuterRef("person"),
        purpose=ConsentPurpose.RESEARCH,
        withdrawn_at__isnull=True,
    )
    rows = Pseudonym.objects.of(programme.organisation_id).filter(programme=programme)
    usable = rows.filter(Exists(allows), person__restricted_at__isnull=True, person__erased_at__isnull=True)
    return frozenset(usable.values_list("value", flat=True))
