"""Reads of waves and requests. Answers are read by ``evaluation`` alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.surveys.models import SurveyRequest, Wave


def open_requests(person: Person, *, now: datetime) -> QuerySet[SurveyRequest]:
    """What the person may still answer; nothing while they restrict the use of their data."""
    return (
        SurveyRequest.objects.of(person.organisation_id)
        .filter(person=person, person__restricted_at__isnull=True, has_answered=False, wave__opens_at__lte=now)
        .filter(Q(wave__closes_at__isnull=True) | Q(wave__closes_at__gt=now))
        .select_related("wave", "wave__instrument", "wave__programme")
        .order_by("wave__opens_at")
    )


def completeness(programme: Programme) -> QuerySet[Wave]:
    """The programme's waves with ``asked`` and ``answered``: numbers, never names."""
    return programme.waves.annotate(
        asked=Count("requests"), answered=Count("requests", filter=Q(requests__has_answered=True))
    ).order_by("opens_at")
