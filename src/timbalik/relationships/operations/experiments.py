"""Try something for two weeks and write down what happened (F-35)."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.models import Experiment, Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.operations.writing import checked, note_act, trimmed
from timbalik.relationships.states import ExperimentState
from timbalik.relationships.vault import open_vault

TWO_WEEKS = timedelta(days=14)
LONGEST = timedelta(days=92)


class ExperimentTooLong(Exception):
    """A small experiment ends within three months, and not before it begins."""


class ExperimentEnded(Exception):
    """It has its outcome already."""


@transaction.atomic
def start_experiment(
    relationship: Relationship, what: str, sign: str, *, until: date, by: Person, now: datetime
) -> Experiment:
    """Say what is tried, until when, and by what sign one would tell.

    Raises ``WordsMissing``, ``ExperimentTooLong``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    if not timedelta() <= until - now.date() <= LONGEST:
        raise ExperimentTooLong
    ref = uuid.uuid4()
    content = {"what": checked(what), "sign": trimmed(sign)}
    experiment = Experiment.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        content_sealed=vault.seal(content, place=f"experiment:{ref}"),
        until=until,
        by=by,
        created_at=now,
    )
    note_act("experiment.started", experiment, relationship, by=by, now=now)
    return experiment


@transaction.atomic
def end_experiment(experiment: Experiment, happened: str, lesson: str, *, by: Person, now: datetime) -> Experiment:
    """Say what happened and what it taught; also when it failed, and also before its day.

    Raises ``WordsMissing``, ``ExperimentEnded``, ``NotAMember``, ``RelationshipNotActive``.
    """
    relationship = lock_active(experiment.relationship)
    vault = open_vault(relationship, reader=by)
    experiment.refresh_from_db(fields=["state"])
    if experiment.state != ExperimentState.RUNNING:
        raise ExperimentEnded
    outcome = {"happened": checked(happened), "lesson": trimmed(lesson)}
    experiment.outcome_sealed = vault.seal(outcome, place=f"experiment-outcome:{experiment.public_id}")
    experiment.state = ExperimentState.ENDED
    experiment.ended_at = now
    experiment.save(update_fields=["outcome_sealed", "state", "ended_at"])
    note_act("experiment.ended", experiment, relationship, by=by, now=now)
    return experiment
