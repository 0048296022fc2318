"""Which wave a round is opened for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from timbalik.matching.models import Round
from timbalik.matching.states import RoundState
from timbalik.programmes.models import Cohort, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState


@dataclass(frozen=True)
class Wave:
    """A cohort, how many of each side are enrolled in it, and whether a round of it is under way."""

    cohort: Cohort
    mentors: int
    mentees: int
    pairing: bool

    @property
    def wave(self) -> int:
        return self.cohort.wave

    @property
    def starts_on(self) -> date:
        return self.cohort.starts_on


def waves_of(programme: Programme) -> list[Wave]:
    """The waves, newest first; one query."""
    enrolled = Q(enrolments__state=EnrolmentState.SUBMITTED)
    rounds = Round.objects.of(programme.organisation_id).filter(
        cohort=OuterRef("pk"), state__in=[RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT]
    )
    rows = (
        Cohort.objects.of(programme.organisation_id)
        .filter(programme=programme)
        .annotate(
            mentors=Count("enrolments", filter=enrolled & Q(enrolments__role=EnrolmentRole.MENTOR)),
            mentees=Count("enrolments", filter=enrolled & Q(enrolments__role=EnrolmentRole.MENTEE)),
            pairing=Exists(rounds),
        )
        .order_by("-wave")
    )
    return [Wave(row, row.mentors, row.mentees, row.pairing) for row in rows]


def wave_to_pair(programme: Programme, wave: int | None = None) -> Cohort | None:
    """The wave asked for; else the newest with both sides enrolled, so that one who waits alone stops nobody."""
    waves = waves_of(programme)
    if wave is not None:
        return next((one.cohort for one in waves if one.wave == wave), None)
    return next((one.cohort for one in waves if one.mentors and one.mentees), waves[0].cohort if waves else None)
