"""From one wave to the next: whoever finds no partner now begins with those who begin later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.states import ProgrammeState

BETWEEN_WAVES: Final = timedelta(weeks=12)


class WaveNotOpen(Exception):
    """The programme is closed, or the enrolment is in another wave by now."""


@transaction.atomic
def move_to_next_wave(enrolment: Enrolment, *, by: Person | None, now: datetime) -> Cohort:
    """Move an enrolment to the wave after its own, which is made if there is none yet, and return that wave.

    A wave made here begins twelve weeks after the one before; nothing else depends on that day yet. Raises ``WaveNotOpen``.
    """
    programme, cohort = enrolment.programme, enrolment.cohort
    if programme.state == ProgrammeState.CLOSED:
        raise WaveNotOpen(programme.state)
    after, made = Cohort.objects.of(programme.organisation_id).get_or_create(
        organisation=programme.organisation,
        programme=programme,
        wave=cohort.wave + 1,
        defaults={"starts_on": max(cohort.starts_on, now.date()) + BETWEEN_WAVES},
    )
    if made:
        facts = {"wave": after.wave}
        record("programme.wave_added", organisation=programme.organisation, by=by, subject=after, now=now, facts=facts)
    _move(enrolment, cohort, after, by=by, now=now)
    return after


@transaction.atomic
def move_back(enrolment: Enrolment, *, wave: int, by: Person | None, now: datetime) -> None:
    """Bring an enrolment back to the wave it came from; the later wave stays, empty or not. Raises ``WaveNotOpen``."""
    before = Cohort.objects.of(enrolment.organisation_id).filter(programme=enrolment.programme, wave=wave).first()
    if before is None or enrolment.cohort.wave != wave + 1:
        raise WaveNotOpen(str(wave))
    _move(enrolment, enrolment.cohort, before, by=by, now=now)


def _move(enrolment: Enrolment, old: Cohort, new: Cohort, *, by: Person | None, now: datetime) -> None:
    moved = Enrolment.objects.of(enrolment.organisation_id).filter(pk=enrolment.pk, cohort=old).update(cohort=new)
    if moved != 1:
        raise WaveNotOpen(str(enrolment.public_id))
    enrolment.cohort = new
    facts = {"from": old.wave, "to": new.wave}
    record(
        "enrolment.wave_changed", organisation=enrolment.organisation, by=by, subject=enrolment, now=now, facts=facts
    )
