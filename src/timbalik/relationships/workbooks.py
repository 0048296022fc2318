"""The preparation workbook: its questions, who reads each answer, and what is still missing.

The content of a ``WorkbookVersion`` lists ``parts`` with ``questions``: key, question, ``kind`` (``text``, ``check``,
``ready``), ``reader`` (``me`` or ``pair``), ``side`` (mentor, mentee, both), ``required`` and perhaps a ``hint``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from timbalik.lib.versions import in_language
from timbalik.programmes.directions import is_mutual
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Direction
from timbalik.relationships.models import Relationship, RelationshipMember, Workbook, WorkbookVersion
from timbalik.relationships.vault import Vault

WorkbookAnswers = Mapping[str, str]
BOTH = "both"
LONGEST = 2000
READY = ("yes", "nearly", "not_yet")
TICKED = "yes"


class Reader(StrEnum):
    ME = "me"  # the author alone
    PAIR = "pair"  # the author and the partner


@dataclass(frozen=True)
class Question:
    key: str
    part: str
    kind: str
    reader: Reader
    question: str
    hint: str
    is_required: bool


def questions(
    content: Mapping[str, Any], side: str, language: str | None = None, *, direction: str = Direction.REVERSE
) -> tuple[Question, ...]:
    """What this side is asked, in order and in one language; who teaches and learns in turns is asked both sides'.

    A question that names ``directions`` is asked in programmes of these alone.
    """
    return tuple(
        Question(
            key=entry["key"],
            part=in_language(part["title"], language),
            kind=entry["kind"],
            reader=Reader(entry["reader"]),
            question=in_language(entry["question"], language),
            hint=in_language(entry["hint"], language) if entry.get("hint") else "",
            is_required=bool(entry.get("required")),
        )
        for part in content["parts"]
        for entry in part["questions"]
        if (entry["side"] in (side, BOTH) or is_mutual(direction))
        and direction in entry.get("directions", (direction,))
    )


def known_workbook_answers(listed: Iterable[Question], answers: WorkbookAnswers) -> dict[str, str]:
    """Answers to these questions alone, trimmed; a tick is ``yes``, readiness one of three words."""
    kept: dict[str, str] = {}
    for one in listed:
        said = answers.get(one.key, "").strip()[:LONGEST]
        if (one.kind == "ready" and said not in READY) or (one.kind == "check" and said != TICKED):
            continue
        if said:
            kept[one.key] = said
    return kept


def workbook_text(programme: Programme) -> WorkbookVersion | None:
    """The newest version of what the programme's template names, or of the only one there is, if it names none."""
    named: str | None = programme.template.content.get("workbook")
    rows = WorkbookVersion.objects.order_by("-version", "key")
    return rows.filter(key=named).first() if named is not None else rows.first()


def workbook_missing(relationship: Relationship, members: Sequence[RelationshipMember]) -> list[str]:
    """Sides that have not filled in theirs yet; none where the programme has no workbook."""
    if workbook_text(relationship.programme) is None:
        return []
    done = set(relationship.workbooks.filter(completed_at__isnull=False).values_list("person_id", flat=True))
    return list(dict.fromkeys(member.side for member in members if member.person_id not in done))


def own_answers(workbook: Workbook, vault: Vault) -> dict[str, str]:
    """All a member wrote; ask it for the author alone."""
    own: dict[str, str] = vault.open(workbook.own_sealed, place=f"workbook:{Reader.ME}:{workbook.person_id}")
    return own | shared_answers(workbook, vault)


def shared_answers(workbook: Workbook, vault: Vault) -> dict[str, str]:
    """What a member wrote for the pair to read."""
    shared: dict[str, str] = vault.open(workbook.shared_sealed, place=f"workbook:{Reader.PAIR}:{workbook.person_id}")
    return shared
