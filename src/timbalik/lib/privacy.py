"""What kind of data a model field holds, and what the erasure of a person does to a row that names them.

Every model states both in a ``privacy`` attribute; ``tests/test_privacy.py`` fails for a field or a person key without one,
and ``people.erasure`` reads the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DataClass(StrEnum):
    PUBLIC = "public"  # may be shown to anybody who may open the page
    INTERNAL = "internal"  # the organisation's own working data, names nobody by itself
    PERSONAL = "personal"  # about a person; read by those whose role needs it
    PAIR = "pair"  # belongs to the members of a relationship alone; sealed with their key
    ANSWER = "answer"  # given under a pseudonym; leaves only through suppression


class OnErasure(StrEnum):
    DELETE = "delete"  # the row goes
    CLEAR = "clear"  # the key is emptied, the row stays
    TOMBSTONE = "tombstone"  # the row goes on naming the emptied person row


@dataclass(frozen=True)
class Privacy:
    """The data class of each field (``default`` for those not named) and the rule for each key to a person."""

    default: DataClass
    fields: Mapping[str, DataClass] = field(default_factory=dict)
    on_erasure: Mapping[str, OnErasure] = field(default_factory=dict)

    def of(self, field_name: str) -> DataClass:
        return self.fields.get(field_name, self.default)


def personal(*names: str) -> dict[str, DataClass]:
    return dict.fromkeys(names, DataClass.PERSONAL)


def pair(*names: str) -> dict[str, DataClass]:
    return dict.fromkeys(names, DataClass.PAIR)
