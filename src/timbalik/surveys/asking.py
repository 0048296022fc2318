"""Write to those a wave asks: once when it opens, once more half-way to its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from timbalik.people.states import Employment
from timbalik.programmes.models import Cohort
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.letters import ask
from timbalik.surveys.models import SurveyRequest, Wave
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind
from timbalik.surveys.timetable import closing_time, due_waves

REMIND_AFTER = timedelta(days=6)
BATCH = 200


def open_due_waves(*, now: datetime) -> list[Wave]:
    """Open what is due in every programme of the installation; the baseline also takes in who enrolled since."""
    asking = (ProgrammeState.MATCHING, ProgrammeState.RUNNING, ProgrammeState.CLOSED)
    opened = []
    cohorts = Cohort.everywhere.filter(programme__state__in=asking).select_related("programme__organisation")
    for cohort in cohorts.select_related("organisation"):
        standing = {wave.kind: wave for wave in Wave.objects.of(cohort.organisation_id).filter(cohort=cohort)}
        for kind in due_waves(cohort, now=now):
            wave = standing.get(kind)
            if wave is None or (kind == WaveKind.BASELINE and _is_open(wave, now)):
                opened.append(open_wave(cohort, kind, now=now, closes_at=closing_time(cohort, kind, now=now)))
    return opened


def tell_the_asked(*, now: datetime) -> int:
    """Queue the letters that are due, a batch at a time; whoever has theirs gets no second one. Returns how many."""
    waiting = _open(now).filter(told_at__isnull=True)
    return _write(waiting, now=now, again=False)


def remind_the_asked(*, now: datetime) -> int:
    """One reminder, six days after the letter, to whoever has not answered."""
    return _write(_open(now).filter(told_at__lte=now - REMIND_AFTER, reminded_at__isnull=True), now=now, again=True)


def _write(rows: QuerySet[SurveyRequest], *, now: datetime, again: bool) -> int:
    field = "reminded_at" if again else "told_at"
    written = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Claimed by a conditional update: two workers never write to one person.
            claimed = SurveyRequest.everywhere.filter(pk=key, has_answered=False, **{f"{field}__isnull": True})
            if claimed.update(**{field: now}) != 1:
                continue
            asked = SurveyRequest.everywhere.select_related("person__organisation", "wave__programme").get(pk=key)
            written += ask(asked, now=now, again=again)
    return written


def _open(now: datetime) -> QuerySet[SurveyRequest]:
    rows = SurveyRequest.everywhere.filter(
        Q(wave__closes_at__isnull=True) | Q(wave__closes_at__gt=now),
        wave__opens_at__lte=now,
        has_answered=False,
        person__erased_at__isnull=True,
        person__restricted_at__isnull=True,
    )
    return rows.exclude(person__employment=Employment.LEFT)


def _is_open(wave: Wave, now: datetime) -> bool:
    return wave.closes_at is None or wave.closes_at > now
