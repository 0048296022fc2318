"""End proposals that did not become a pair, and give back the places they held."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from timbalik.matching.models import Proposal
from timbalik.matching.states import ProposalState
from timbalik.relationships.operations.places import release_places

STANDING = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED)


@transaction.atomic
def replace_proposals(organisation: int, rows: QuerySet[Proposal]) -> None:
    """Close those of ``rows`` that stand."""
    standing = rows.filter(state__in=STANDING)
    holding = list(standing.filter(state=ProposalState.ACCEPTED).values_list("public_id", flat=True))
    standing.update(state=ProposalState.REPLACED)
    if holding:
        release_places(organisation, holding)
