"""What happens to open rounds when somebody no longer takes part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from timbalik.matching import request_receivers  # noqa: F401 - heard like the ones below
from timbalik.matching.models import Proposal, Unmatched
from timbalik.matching.operations.ending import replace_proposals
from timbalik.matching.states import RoundState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.signals import enrolment_withdrawn


@receiver(enrolment_withdrawn, dispatch_uid="matching.enrolment_withdrawn")
def close_proposals(enrolment: Enrolment, now: datetime, **kwargs: Any) -> None:
    """Pairs with this person end; the partner reads what everybody reads whose pair does not come about."""
    under_way = [RoundState.PROPOSED, RoundState.SENT]
    rows = Proposal.objects.of(enrolment.organisation_id).filter(
        Q(mentor=enrolment) | Q(mentee=enrolment), round__state__in=under_way
    )
    replace_proposals(enrolment.organisation_id, rows)
    Unmatched.objects.of(enrolment.organisation_id).filter(
        enrolment=enrolment, round__state__in=[*under_way, RoundState.OPEN]
    ).delete()
