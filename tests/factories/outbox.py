"""What waits in the outbox, opened as the worker would."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from icalendar import Calendar

from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.notifications.states import EffectKind, EffectState
from timbalik.people.models.persons import Person


@dataclass(frozen=True)
class Waiting:
    to: Person | None
    kind: str
    subject: str
    text: str
    method: str
    ics: bytes

    @property
    def event(self) -> Any:
        """The one event inside; untyped, since its values have many types."""
        return Calendar.from_ical(self.ics).walk("VEVENT")[0]


def waiting(person: Person, *, kind: str = EffectKind.MAIL) -> list[Waiting]:
    """Mails (or notices) to this person that are still to be read, oldest first."""
    rows = Effect.objects.filter(organisation_id=person.organisation_id, recipient=person, kind=kind)
    found = []
    for row in rows.exclude(state=EffectState.CANCELLED).exclude(content_sealed=None).order_by("pk"):
        content = read_content(row)
        ics = base64.b64decode(content.get("calendar", ""))
        found.append(
            Waiting(
                row.recipient, row.kind, content["subject"], content["text"], content.get("calendar_method", ""), ics
            )
        )
    return found
