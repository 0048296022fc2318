"""What the dry run says of a row, and what would mend it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.sheet_checks import (
    AMBIGUOUS,
    EMPTY,
    FULL,
    KEPT,
    NOT_ENROLLED,
    NOT_HERE,
    OK,
    OTHER_ROLE,
    RULE,
    TWICE,
    UNKNOWN,
    Verdict,
)
from timbalik.programmes.states import EnrolmentRole


def verdict_in_words(one: Verdict) -> str:
    """One sentence; page, API and command say the same."""
    is_mentor = one.side == EnrolmentRole.MENTOR
    text = one.row.mentor if is_mentor else one.row.mentee
    side = _("mentor") if is_mentor else _("mentee")
    facts = {"text": text, "side": side, "first": one.first}
    match one.code:
        case "ok":
            return _("Ready. Score %(points)s of 100.") % {"points": number_format((one.score or 0) / 100, 1)}
        case "kept":
            return _("You decided this before; it stays.")
        case "rule":
            return _("This pair may not be: %(rule)s. Nobody can lift this rule.") % {"rule": rule_in_words(one.rule)}
        case "empty":
            return _("The %(side)s is missing in this row.") % facts
        case "unknown":
            return _("Nobody here is called or numbered “%(text)s”.") % facts
        case "ambiguous":
            return _("Several people may be meant by “%(text)s”. Say which one.") % facts
        case "not_enrolled":
            return (
                _("“%(text)s” is not enrolled as a %(side)s. Invite this person first, or leave the row out.") % facts
            )
        case "other_role":
            return _("“%(text)s” is enrolled, but not as a %(side)s. Perhaps the two columns are swapped.") % facts
        case "not_here":
            return _("“%(text)s” is on leave or has left.") % facts
        case "full":
            return _("The %(side)s has no free place left, for earlier rows, decisions or pairs.") % facts
        case "twice":
            return _("The same pair stands in row %(first)d already.") % facts
    return one.code


CODES = (OK, KEPT, RULE, EMPTY, UNKNOWN, AMBIGUOUS, NOT_ENROLLED, OTHER_ROLE, NOT_HERE, FULL, TWICE)
