"""Who may bring people in, and which file an address means."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from timbalik.people.models.imports import ImportBatch
from timbalik.programmes import rules
from timbalik.web.access import acting, holding
from timbalik.web.middleware import ActingRequest

# People belong to the organisation, not to a programme: administrators and coordinators bring them in.
imports_people = holding(rules.can_create_programme)
# A file of more rows is checked and brought in by the worker.
MOST_IN_A_REQUEST = 3_000


def find_batch(request: ActingRequest, public_id: UUID) -> ImportBatch:
    found = (
        ImportBatch.objects.of(acting(request).organisation_id)
        .filter(public_id=public_id)
        .select_related("organisation", "by")
        .first()
    )
    if found is None:
        raise Http404
    return found
