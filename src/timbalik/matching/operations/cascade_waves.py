"""The next wave of a cascade, with the mentors who still have nobody: they come along instead of waiting in the old one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from timbalik.audit.operations import record
from timbalik.matching.models import Proposal
from timbalik.matching.states import ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Campaign, Cascade, Cohort, Enrolment
from timbalik.programmes.operations.cascades import open_wave
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import RelationshipMember

UNDECIDED = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED)
UNDER_WAY = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


@transaction.atomic
def open_cascade_wave(
    cascade: Cascade, levels: list[int], *, starts_on: date, by: Person, now: datetime
) -> tuple[Campaign, int]:
    """Open the wave, and return its campaign and how many mentors came along. Raises what ``open_wave`` raises."""
    campaign = open_wave(cascade, levels, starts_on=starts_on, by=by, now=now)
    return campaign, _take_along(campaign.cohort, by=by, now=now)


def _take_along(cohort: Cohort, *, by: Person, now: datetime) -> int:
    """Mentors of earlier waves who are in no pair and in no round that is still being decided."""
    organisation = cohort.organisation_id
    paired = RelationshipMember.objects.of(organisation).filter(enrolment=OuterRef("pk"), left_at__isnull=True)
    asked = Proposal.objects.of(organisation).filter(
        Q(mentor=OuterRef("pk")), state__in=UNDECIDED, round__state__in=UNDER_WAY
    )
    free = Enrolment.objects.of(organisation).filter(
        ~Exists(paired),
        ~Exists(asked),
        programme=cohort.programme,
        cohort__wave__lt=cohort.wave,
        role=EnrolmentRole.MENTOR,
        state=EnrolmentState.SUBMITTED,
    )
    moved = free.update(cohort=cohort)
    if moved:
        facts = {"moved": moved, "wave": cohort.wave}
        record(
            "cascade.mentors_came_along", organisation=cohort.organisation, by=by, subject=cohort, now=now, facts=facts
        )
    return moved
