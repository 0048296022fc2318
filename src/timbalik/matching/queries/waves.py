"""Which wave a round is opened for."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from timbalik.lib.tenancy import OrganisationQuerySet
from timbalik.matching.models import Round
from timbalik.matching.states import RoundState
from timbalik.programmes.models import Cohort, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState


def waves_of(programme: Programme) -> OrganisationQuerySet[Cohort]:
    """The waves, newest first, with how many mentors and mentees are enrolled and whether a round is under way."""
    enrolled = Q(enrolments__state=EnrolmentState.SUBMITTED)
    rounds = Round.objects.of(programme.organisation_id).filter(
        cohort=OuterRef("pk"), state__in=[RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT]
    )
    return (
        Cohort.objects.of(programme.organisation_id)
        .filter(programme=programme)
        .annotate(
            mentors=Count("enrolments", filter=enrolled & Q(enrolments__role=EnrolmentRole.MENTOR)),
            mentees=Count("enrolments", filter=enrolled & Q(enrolments__role=EnrolmentRole.MENTEE)),
            pairing=Exists(rounds),
        )
        .order_by("-wave")
    )


def wave_to_pair(programme: Programme, wave: int | None = None) -> Cohort | None:
    """The wave asked for; else the newest with both sides enrolled, so that one who waits alone stops nobody."""
    waves = list(waves_of(programme))
    if wave is not None:
        return next((one for one in waves if one.wave == wave), None)
    return next((one for one in waves if one.mentors and one.mentees), waves[0] if waves else None)
