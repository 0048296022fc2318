"""Whether pairs chosen earlier may still be, by the rules and the people of this moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from timbalik.matching.models import Proposal, Round
from timbalik.matching.reading import read_pool
from timbalik.matching.settings import RoundSettings

NOT_HERE: Final = "not_here"  # left, on leave, withdrawn, or no place left


def forbidden_now(round_: Round, proposals: Iterable[Proposal]) -> dict[int, str]:
    """For each proposal that may not become a pair any more: the rule, or that somebody is not available."""
    from timbalik.matching.solution import make_problem  # slow import

    problem = make_problem(read_pool(round_), RoundSettings.from_json(round_.settings))
    places = {person.enrolment_id: person.places for person in (*problem.pool.mentors, *problem.pool.mentees)}
    found = {}
    for proposal in proposals:
        pair = (proposal.mentor.public_id.hex, proposal.mentee.public_id.hex)
        if not problem.is_here(pair) or not places[proposal.mentor_id] or not places[proposal.mentee_id]:
            found[proposal.pk] = NOT_HERE
        elif rule := problem.rule_of(*pair):
            found[proposal.pk] = rule
        else:
            places[proposal.mentor_id] -= 1
            places[proposal.mentee_id] -= 1
    return found
