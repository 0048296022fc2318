"""Whoever runs the programme asks a pair to go on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.journey.health import health_of
from timbalik.journey.letters import remind
from timbalik.journey.pair_facts import REMINDED
from timbalik.notifications.models import Effect
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.standing import lock


class NothingToRemind(Exception):
    """The pair is on its way, paused or over, or somebody has to decide first."""


class RemindedToday(Exception):
    """The pair has had a reminder today; a second would only weigh on them."""


BY_LETTER = ("remind", "ask", "find_time", "call")


@transaction.atomic
def remind_pair(relationship: Relationship, *, by: Person, now: datetime) -> str:
    """Write to both what the health view says is open, in words without blame, and return its code.

    Raises ``NothingToRemind`` and ``RemindedToday``.
    """
    lock(relationship)
    found = health_of(relationship.programme, now=now, only=relationship)
    if not found or found[0].action not in BY_LETTER:
        raise NothingToRemind
    today = now.astimezone(ZoneInfo(relationship.organisation.time_zone)).date()
    key = f"pair:{relationship.public_id}:reminder:{today.isoformat()}"
    if Effect.objects.of(relationship.organisation_id).filter(key__startswith=key).exists():
        raise RemindedToday
    code = found[0].code
    remind(relationship, code, key=key, by=by, now=now)
    record(
        REMINDED,
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"code": code},
    )
    return code
