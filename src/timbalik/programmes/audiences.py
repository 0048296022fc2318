"""Whom a campaign writes to: leaders by level, else all who lead somebody. Never everybody by mistake."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from timbalik.people.models.persons import Person
from timbalik.people.models.structure import ReportingLine
from timbalik.people.states import LineKind
from timbalik.programmes.models import Campaign, Enrolment, IdeaMentor, Programme
from timbalik.programmes.queries import InvitationFilter, invitable
from timbalik.programmes.states import Asked, EnrolmentRole


def audience(programme: Programme, levels: list[int]) -> QuerySet[Person]:
    """Leaders of these levels who were not asked in this programme yet, without those who proposed it or are to mentor."""
    people = invitable(programme, InvitationFilter(EnrolmentRole.MENTEE, levels)).filter(is_guest=False)
    if not levels:
        below = ReportingLine.objects.of(programme.organisation_id).filter(
            kind=LineKind.MANAGER, valid_until__isnull=True, manager=OuterRef("pk")
        )
        people = people.filter(Exists(below))
    mentors = IdeaMentor.objects.of(programme.organisation_id).filter(
        idea__programme=programme, answer=Asked.YES, person=OuterRef("pk")
    )
    people = people.filter(~Exists(mentors))
    return people.exclude(ideas__programme=programme)


def addressed(campaign: Campaign) -> QuerySet[Enrolment]:
    """The leaders a campaign has invited."""
    rows = Enrolment.objects.of(campaign.organisation_id).filter(campaign_letter__campaign=campaign)
    return rows.filter(role=EnrolmentRole.MENTEE)
