from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.people import NOW
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Idea, Programme
from timbalik.programmes.operations.ideas import IdeaText, approve_idea, propose_programme

FIRST_DAY = date(2027, 1, 18)


def idea_text(**changes: Any) -> IdeaText:
    said: dict[str, Any] = {
        "name": "Belajar dasbor bersama",
        "reason": "Keputusan rute kami masih menunggu laporan cetak.",
        "leader_gains": "Membaca angka hari ini, tanpa menunggu rapat.",
        "topics": ("membaca-dasbor",),
        "takes_part": True,
    }
    return IdeaText(**said | changes)


def make_idea(proposer: Person, **changes: Any) -> Idea:
    """Waiting for an answer; needs the ``content`` fixture."""
    return propose_programme(proposer, idea_text(**changes), by=proposer, now=NOW)


def make_approved(idea: Idea, by: Person, **changes: Any) -> Programme:
    """A draft programme made of it."""
    levels = {"mentee_levels": [8, 8], "mentor_levels": []} | changes
    return approve_idea(idea, template_key="tpl-standar-2mingguan", starts_on=FIRST_DAY, by=by, now=NOW, changes=levels)
