"""Reads of the screening: who waits for a person, and who is kept out of rounds until a person clears them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Enrolment, Programme, Screening
from timbalik.programmes.states import EnrolmentState, ScreeningVerdict

HELD_BACK = (ScreeningVerdict.TALK_FIRST, ScreeningVerdict.NOT_THIS_WAVE)


def held_back_by_screening(organisation: Organisation | int) -> QuerySet[Screening]:
    return Screening.objects.of(organisation).filter(verdict__in=HELD_BACK)


def screening_queue(programme: Programme, verdict: str) -> QuerySet[Enrolment]:
    """Those who handed in and have this verdict, those who wait longest first; nobody whose data rests."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(
        programme=programme, state=EnrolmentState.SUBMITTED, person__restricted_at__isnull=True
    )
    wanted = Q(screening__verdict=verdict)
    if verdict == ScreeningVerdict.WAITING:
        wanted |= Q(screening__isnull=True)
    return rows.filter(wanted).select_related("person__unit", "screening").order_by("submitted_at", "pk")
