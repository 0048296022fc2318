"""What a request got wrong, field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ninja.errors import ValidationError

from timbalik.api.errors import ApiError, Problem

Facts = Mapping[str, Any]
MOST_TOLD = 20

# Pydantic's kinds of error → our code and our words; kinds that mean the same to a caller share a code.
_WORDS: dict[str, tuple[str, Callable[[Facts], str]]] = {
    "missing": ("required", lambda facts: _("This field is required.")),
    "extra_forbidden": ("unknown_field", lambda facts: _("This field is not known here.")),
    "string_too_long": (
        "too_long",
        lambda facts: (
            ngettext(
                "At most %(count)d letter is accepted.", "At most %(count)d letters are accepted.", facts["max_length"]
            )
            % {"count": facts["max_length"]}
        ),
    ),
    "string_too_short": ("too_short", lambda facts: _("This may not be empty.")),
    "too_long": (
        "too_many",
        lambda facts: (
            ngettext(
                "At most %(count)d entry is accepted.", "At most %(count)d entries are accepted.", facts["max_length"]
            )
            % {"count": facts["max_length"]}
        ),
    ),
    "too_short": ("too_few", lambda facts: _("At least one entry is needed.")),
    "greater_than_equal": (
        "too_small",
        lambda facts: _("The smallest value accepted is %(limit)s.") % {"limit": facts["ge"]},
    ),
    "less_than_equal": (
        "too_large",
        lambda facts: _("The largest value accepted is %(limit)s.") % {"limit": facts["le"]},
    ),
    "enum": ("not_a_choice", lambda facts: _("Accepted: %(choices)s.") % {"choices": facts["expected"]}),
    "literal_error": ("not_a_choice", lambda facts: _("Accepted: %(choices)s.") % {"choices": facts["expected"]}),
    "timezone_aware": ("zone_missing", lambda facts: _("Give the time with its distance from UTC, such as +07:00.")),
    "nul": ("unprintable", lambda facts: _("A text holds a sign that cannot be kept.")),
}


def in_words(errors: ValidationError) -> ApiError:
    """The first problem in full, and all of them as details."""
    problems = [_problem(error) for error in errors.errors[:MOST_TOLD]]
    first = problems[0]
    return ApiError(422, first.code, first.message, field=first.field, details=problems if len(problems) > 1 else ())


def _problem(error: Mapping[str, Any]) -> Problem:
    code, words = _WORDS.get(error["type"], ("not_accepted", lambda facts: _("This value is not accepted.")))
    return Problem(code=code, message=words(error.get("ctx", {})), field=_place(error["loc"]))


def _place(location: tuple[str | int, ...]) -> str | None:
    """``offers.0.level`` from where pydantic saw it: the source and the name of the argument are ours, not the caller's."""
    source, *rest = location
    steps = rest[1:] if source == "body" else rest
    return ".".join(str(step) for step in steps)[:200] or None
