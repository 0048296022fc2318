"""The pairs of a round on A4: one row a pair with its reasons in words, and what is proved about them."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.lib import clock
from timbalik.lib.typesetting import typeset
from timbalik.matching.models import Proposal, Round
from timbalik.matching.pair_files import CHUNK
from timbalik.matching.queries.rounds import Standing, left_over, listed_proposals, standing_of
from timbalik.matching.queries.words import (
    concept_names,
    flags_in_words,
    hours_in_words,
    topics_in_words,
    unmatched_in_words,
)
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person

SOURCE: Final = "typst/pairs.typ"


def list_of_pairs(round_: Round, *, language: str, now: datetime) -> bytes:
    """The PDF, in that language. Without answers: it is to be laid on a table."""
    with translation.override(language):
        data = _data(round_, language=language, now=now)
    return typeset(files("timbalik.matching").joinpath(SOURCE).read_bytes(), data, at=now)


def _data(round_: Round, *, language: str, now: datetime) -> dict[str, Any]:
    names = concept_names()
    standing = standing_of(round_)
    proposals = listed_proposals(round_).iterator(chunk_size=CHUNK)
    date = clock.day(now, ZoneInfo(round_.organisation.time_zone))
    return {
        "language": language,
        "organisation": round_.organisation.name,
        "programme": round_.programme.name,
        "title": _("Pairs of round %(number)d") % {"number": round_.number},
        "as_of_line": _("As of %(date)s. Personal data: for the programme team only.") % {"date": date},
        "lead": ngettext(
            "%(count)d pair, mean score %(mean)s of 100, both directions counted.",
            "%(count)d pairs, mean score %(mean)s of 100, both directions counted.",
            standing.listed,
        )
        % {"count": standing.listed, "mean": _points(standing.mean)},
        "is_proved": standing.is_proved,
        "proof": proof_in_words(standing, round_.state),
        "columns": [_("No."), _("Mentor"), _("Mentee"), _("Score"), _("Why this pair")],
        "rows": [_row(number, one, names) for number, one in enumerate(proposals, 1)],
        "left_over_title": _("Without a partner"),
        "left_over": [
            {
                "name": one.enrolment.person.display_name,
                "role": one.enrolment.get_role_display(),
                "reason": unmatched_in_words(one, names)[0],
            }
            for one in left_over(round_).iterator(chunk_size=CHUNK)
        ],
    }


def _row(number: int, proposal: Proposal, names: dict[str, str]) -> dict[str, Any]:
    risks = [words for tone, words in flags_in_words(proposal) if tone == "risk"]
    return {
        "number": str(number),
        "mentor": _person(proposal.mentor.person),
        "mentee": _person(proposal.mentee.person),
        "score": _points(proposal.score_hundredths),
        "reasons": _in_short(proposal, names),
        "flag": "".join(f"{one}. " for one in risks).strip(),
    }


def _in_short(proposal: Proposal, names: dict[str, str]) -> str:
    """What each gives, the time and the units they share: the reasons in as few words as say them."""
    mentor, mentee = proposal.mentor.person, proposal.mentee.person
    facts = {reason["code"]: reason for reason in proposal.reasons}
    said = [
        _("%(person)s gives %(topics)s.") % {"person": person.called, "topics": topics_in_words(topics, names)}
        for person, code in ((mentor, "mentor_gives"), (mentee, "mentee_gives"))
        if (topics := facts.get(code, {}).get("topics"))
    ]
    if "shared_hours" in facts:
        hours = hours_in_words(facts["shared_hours"]["minutes"])
        said.append(_("In common: %(hours)s a week.") % {"hours": hours})
    if "across_units" in facts:
        said.append(_("Different units."))
    return " ".join(said)


def _person(person: Person) -> dict[str, str]:
    return {"name": person.display_name, "note": person.unit.name if person.unit else ""}


def proof_in_words(standing: Standing, state: str) -> str:
    """The seal in words where it holds, else the gap."""
    if standing.is_proved:
        return _("Proven optimal: with these weights and rules no other arrangement is better.")
    if not standing.is_engine_proved:
        return _("Not proven: at most %(points)s points may be missing.") % {"points": _points(standing.gap)}
    if state == RoundState.PUBLISHED:
        return _("What was computed is proven optimal; listed are the pairs that were asked.")
    if standing.missing_pairs > 0:
        return ngettext(
            "%(count)d pair fewer than possible, for choices of the programme team or people who left.",
            "%(count)d pairs fewer than possible, for choices of the programme team or people who left.",
            standing.missing_pairs,
        ) % {"count": standing.missing_pairs}
    if standing.gap > 0:
        return _("%(points)s points below the most possible, for choices of the programme team or people who left.") % {
            "points": _points(standing.gap)
        }
    return _("Chosen by the programme team; what was computed before is proven optimal.")


def _points(hundredths: int) -> str:
    return str(number_format(hundredths / 100, 1))
