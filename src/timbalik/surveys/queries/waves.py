"""Reads of waves and requests. Answers are read by ``evaluation`` alone."""

from __future__ import annotations

from collections.abc import Iterable
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


def completeness_of(programmes: Iterable[Programme]) -> dict[int, list[Wave]]:
    """Programme pk → its waves with ``asked`` and ``answered``, as ``completeness``; one query."""
    chosen = list(programmes)
    found: dict[int, list[Wave]] = {one.pk: [] for one in chosen}
    if chosen:
        for wave in _counted(Wave.objects.of(chosen[0].organisation_id).filter(programme__in=chosen)):
            found[wave.programme_id].append(wave)
    return found


def completeness(programme: Programme) -> QuerySet[Wave]:
    """The programme's waves with ``asked`` and ``answered``: numbers, never names."""
    return _counted(programme.waves.all())


def _counted(waves: QuerySet[Wave]) -> QuerySet[Wave]:
    return waves.annotate(
        asked=Count("requests"), answered=Count("requests", filter=Q(requests__has_answered=True))
    ).order_by("opens_at")
