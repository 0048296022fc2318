"""What is wrong with a row, by field, with the mend where there is one. The words are in ``words``."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from timbalik.people.importing.fields import Field


class Severity(StrEnum):
    ERROR = "error"  # the row stays out until it is mended
    WARNING = "warning"  # the row goes in without this value
    NOTE = "note"  # the row goes in as it is; somebody should know


class Code(StrEnum):
    """Never renamed: stored with a batch and used by programs."""

    STAFF_NUMBER_MISSING = "staff_number_missing"
    STAFF_NUMBER_REPEATED = "staff_number_repeated"
    STAFF_NUMBER_TOO_LONG = "staff_number_too_long"
    STAFF_NUMBER_MANGLED = "staff_number_mangled"
    ZEROS_LOST = "zeros_lost"
    NATIONAL_NUMBER = "national_number"
    ROW_REPEATED = "row_repeated"
    NAME_TOO_LONG = "name_too_long"
    TEXT_TOO_LONG = "text_too_long"
    GARBLED = "garbled"
    FORMULA_ERROR = "formula_error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    EMAIL_INVALID = "email_invalid"
    EMAIL_DUMMY = "email_dummy"
    EMAIL_SHARED = "email_shared"
    EMAIL_TAKEN = "email_taken"
    DATE_INVALID = "date_invalid"
    DATE_NOT_ON_CALENDAR = "date_not_on_calendar"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_UNLIKELY = "date_unlikely"
    LEFT_BEFORE_JOINED = "left_before_joined"
    SITE_UNKNOWN = "site_unknown"
    TIME_ZONE_UNKNOWN = "time_zone_unknown"
    EMPLOYMENT_UNKNOWN = "employment_unknown"
    SALUTATION_UNKNOWN = "salutation_unknown"
    LANGUAGE_UNKNOWN = "language_unknown"
    KNOWN_AS_LEFT = "known_as_left"
    ERASED_BEFORE = "erased_before"
    MANAGER_UNKNOWN = "manager_unknown"
    MANAGER_AMBIGUOUS = "manager_ambiguous"
    MANAGER_IS_SELF = "manager_is_self"
    MANAGER_CYCLE = "manager_cycle"


SEVERITY: dict[Code, Severity] = {
    **dict.fromkeys(Code, Severity.WARNING),
    **dict.fromkeys(
        (
            Code.STAFF_NUMBER_MISSING,
            Code.STAFF_NUMBER_REPEATED,
            Code.STAFF_NUMBER_TOO_LONG,
            Code.STAFF_NUMBER_MANGLED,
            Code.NAME_TOO_LONG,
            Code.ERASED_BEFORE,
        ),
        Severity.ERROR,
    ),
    **dict.fromkeys(
        (
            Code.ZEROS_LOST,
            Code.ROW_REPEATED,
            Code.GARBLED,
            Code.DATE_AMBIGUOUS,
            Code.SITE_UNKNOWN,
            Code.KNOWN_AS_LEFT,
        ),
        Severity.NOTE,
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """``row`` is its number in the file. ``suggestion`` is a value to use instead; empty text means: leave it empty."""

    row: int
    field: Field
    code: Code
    severity: Severity
    value: str = ""
    suggestion: str | None = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "field": str(self.field),
            "code": str(self.code),
            "severity": str(self.severity),
            "value": self.value,
            "suggestion": self.suggestion,
            "facts": self.facts,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Problem:
        return cls(
            told["row"],
            Field(told["field"]),
            Code(told["code"]),
            Severity(told["severity"]),
            told["value"],
            told["suggestion"],
            told["facts"],
        )
