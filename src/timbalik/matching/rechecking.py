"""Whether pairs chosen earlier may still be, by the rules and the people of this moment."""

from __future__ import annotations

from collections.abc import Iterable

from timbalik.matching.models import Proposal, Round
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.parts import NOT_HERE
from timbalik.matching.reading import read_pool


def forbidden_now(round_: Round, proposals: Iterable[Proposal]) -> dict[int, str]:
    """For each proposal that may not become a pair any more: the rule, or that somebody is not available."""
    rules = PairRules(read_pool(round_))
    places = {person.enrolment_id: person.places for person in (*rules.pool.mentors, *rules.pool.mentees)}
    found = {}
    for proposal in proposals:
        pair = (proposal.mentor.public_id.hex, proposal.mentee.public_id.hex)
        if not rules.is_here(pair) or not places[proposal.mentor_id] or not places[proposal.mentee_id]:
            found[proposal.pk] = NOT_HERE
        elif rule := rules.rule_of(*pair):
            found[proposal.pk] = rule
        else:
            places[proposal.mentor_id] -= 1
            places[proposal.mentee_id] -= 1
    return found
