"""Proposals as the studio draws them: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.matching.models import Proposal
from timbalik.matching.queries.words import flags_in_words, topics_in_words
from timbalik.matching.states import ProposalOrigin, ProposalState
from timbalik.people.models.persons import Person

Card = dict[str, Any]


def card_of(proposal: Proposal, names: Mapping[str, str], viewer: Person, *, mutual: bool = False) -> Card:
    """Both sides with what they give and gain; never which of them answered what."""
    given = {reason["code"]: reason for reason in proposal.reasons}
    mentor, mentee = proposal.mentor.person, proposal.mentee.person
    return {
        "proposal": proposal,
        "mentor": _side(
            mentor, given.get("mentor_gives", {}), given.get("mentee_gives", {}), proposal.mentor_benefit, names
        ),
        "mentee": _side(
            mentee, given.get("mentee_gives", {}), given.get("mentor_gives", {}), proposal.mentee_benefit, names
        ),
        "score": proposal.score_hundredths,
        "flags": [{"tone": tone, "words": words} for tone, words in flags_in_words(proposal, mutual=mutual)],
        "chosen": proposal.origin == ProposalOrigin.OVERRIDE,
        "status": _status(proposal, viewer),
    }


def _side(
    person: Person, gives: Mapping[str, Any], gains: Mapping[str, Any], benefit: int, names: Mapping[str, str]
) -> Card:
    return {
        "name": person.display_name,
        "note": place_of(person),
        "gives": topics_in_words(gives.get("topics", ()), names) or _("nothing asked for yet"),
        "gives_points": min(gives.get("used", 0), 100),
        "gains": _gains(gains.get("met", 0), gains.get("wanted", 0)),
        "gains_points": benefit // 100,
    }


def _gains(met: int, wanted: int) -> str:
    if not wanted:
        return _("no wishes given")
    return ngettext("%(met)d of %(wanted)d wish", "%(met)d of %(wanted)d wishes", wanted) % {
        "met": met,
        "wanted": wanted,
    }


def place_of(person: Person) -> str:
    """Position and unit, as far as known."""
    return " · ".join(filter(None, [person.position, person.unit.name if person.unit else ""]))


def _status(proposal: Proposal, viewer: Person) -> Card | None:
    """Where the answers stand. A coordinator who takes part learns nothing of their own pair."""
    if viewer.pk in (proposal.mentor.person_id, proposal.mentee.person_id):
        return {"tone": "", "words": _("Your own pair: others see its answers")} if proposal.state != "draft" else None
    match proposal.state:
        case ProposalState.ASKED:
            return {"tone": "", "words": _("Waiting for answers")}
        case ProposalState.ACCEPTED:
            return {"tone": "ok", "words": _("Both said yes")}
        case ProposalState.DECLINED:
            return {"tone": "info", "words": _("Needs another partner")}
        case ProposalState.PUBLISHED:
            return {"tone": "ok", "words": _("Pair opened")}
        case ProposalState.REPLACED:
            return {"tone": "info", "words": _("Did not come about")}
    return None
