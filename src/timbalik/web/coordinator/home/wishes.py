"""Who asked that a person decides about their pairing, and until when; nobody finds their own wish here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from timbalik.matching.queries.objections import objections_waiting
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme

SHOWN = 3


def wishes_waiting(programme: Programme, *, reader: Person, now: datetime) -> dict[str, Any]:
    """The first to end stand first; one query, however many there are."""
    rows = list(objections_waiting(programme, reader=reader)[: SHOWN + 1])
    return {
        "wishes": [
            {
                "name": one.person.display_name,
                "until": one.answer_by,
                "is_late": one.answer_by < now,
                "url": reverse("coordinator:objection", args=[programme.public_id, one.public_id]),
            }
            for one in rows[:SHOWN]
        ],
        "more_wishes": len(rows) > SHOWN,
    }
