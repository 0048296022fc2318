from __future__ import annotations

from typing import Any

from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship, WorkbookVersion
from timbalik.relationships.operations import fill_workbook

ANSWERS = {"reason": "rahasia alasan", "address": "Kak Ayu", "ready_time": "nearly", "pledge": "yes"}


def make_workbook_text() -> WorkbookVersion:
    """Four questions; one is the mentee's own, two are for both to read."""

    def ask(key: str, kind: str, reader: str, side: str = "both", required: bool = True) -> dict[str, Any]:
        words = {"id": f"Tanya {key}", "en": f"Ask {key}"}
        return {"key": key, "kind": kind, "reader": reader, "side": side, "required": required, "question": words}

    words = {"id": "Buku persiapan", "en": "Workbook"}
    text, _ = WorkbookVersion.objects.get_or_create(
        key="buku-uji",
        version=1,
        defaults={
            "content": {
                "title": words,
                "intro": words,
                "parts": [
                    {
                        "title": words,
                        "questions": [
                            ask("reason", "text", "me"),
                            ask("address", "text", "pair"),
                            ask("ready_time", "ready", "me", "mentee"),
                            ask("pledge", "check", "pair"),
                            ask("fear", "text", "me", required=False),
                        ],
                    }
                ],
            }
        },
    )
    return text


def fill(relationship: Relationship, person: Person, now: Any, **changes: str) -> None:
    fill_workbook(relationship, ANSWERS | changes, by=person, now=now)
