"""Begin, read and complete a unit of training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.learning.models import TrainingProgress, TrainingUnitVersion
from timbalik.learning.units import count_right, pass_mark
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


@transaction.atomic
def start_unit(programme: Programme, unit: TrainingUnitVersion, *, person: Person, now: datetime) -> TrainingProgress:
    """Begin a unit; beginning again goes on where the reader stopped."""
    progress, is_new = TrainingProgress.objects.filter(organisation_id=programme.organisation_id).get_or_create(
        programme=programme,
        person=person,
        unit=unit,
        defaults={"organisation": programme.organisation, "started_at": now},
    )
    if is_new:
        _record("training.started", progress, now=now)
    return progress


def keep_place(progress: TrainingProgress, section: int) -> None:
    """Remember the furthest section read, so that the unit can be taken up again. A bookmark, hence not audited."""
    if section > progress.section:
        progress.section = section
        progress.save(update_fields=["section"])


@transaction.atomic
def complete_unit(
    programme: Programme, unit: TrainingUnitVersion, *, person: Person, answers: Mapping[str, str], now: datetime
) -> TrainingProgress:
    """Check the answers (question key → choice key); with three in four right the unit is completed (GR-14).

    Otherwise ``completed_at`` stays empty and the reader may try again; once completed, it stays so.
    """
    progress = start_unit(programme, unit, person=person, now=now)
    progress.right_answers = count_right(unit.content, answers)
    passed = progress.right_answers >= pass_mark(unit.content)
    if passed and progress.completed_at is None:
        progress.completed_at = now
        _record("training.completed", progress, now=now)
    progress.save(update_fields=["right_answers", "completed_at"])
    return progress


def _record(verb: str, progress: TrainingProgress, *, now: datetime) -> None:
    record(
        verb,
        organisation=progress.organisation,
        by=progress.person,
        subject=progress,
        now=now,
        facts={"unit": progress.unit.key, "version": progress.unit.version},
    )
