"""The pairs of a round as a table to take along. What people wrote, wished in private or answered is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from timbalik.lib.spreadsheets.writing import Value
from timbalik.matching.models import Proposal, Round
from timbalik.matching.queries.rounds import listed_proposals
from timbalik.matching.queries.words import concept_names, reasons_in_words
from timbalik.matching.states import ProposalOrigin, ProposalState
from timbalik.people.models.persons import Person

CHUNK: Final = 500


def header() -> list[str]:
    """In the language of the moment. Staff numbers and names are read again by ``pair_sheets``."""
    return [
        _("Mentor number"),
        _("Mentor"),
        _("Mentor unit"),
        _("Mentee number"),
        _("Mentee"),
        _("Mentee unit"),
        _("Score"),
        _("Benefit to the mentor"),
        _("Benefit to the mentee"),
        _("State"),
        _("Chosen by"),
        _("Why this pair"),
    ]


def rows_of(round_: Round, *, viewer: Person, language: str) -> Iterator[list[Value]]:
    """One row a pair, read in chunks. A coordinator who takes part learns nothing new of their own pair."""
    with in_language(language):
        names = concept_names()
    for proposal in listed_proposals(round_).iterator(chunk_size=CHUNK):
        with in_language(language):  # a streamed answer is written after the request's language is gone
            row = _row(proposal, names, viewer)
        yield row


def _row(proposal: Proposal, names: dict[str, str], viewer: Person) -> list[Value]:
    found: list[Value] = []
    for person in (proposal.mentor.person, proposal.mentee.person):
        found += [person.staff_number, person.display_name, person.unit.name if person.unit else ""]
    return [
        *found,
        proposal.score_hundredths / 100,
        proposal.mentor_benefit / 100,
        proposal.mentee_benefit / 100,
        state_in_words(proposal, viewer),
        _("Chosen by hand") if proposal.origin == ProposalOrigin.OVERRIDE else _("Proposed"),
        " ".join(reasons_in_words(proposal, names)),
    ]


def state_in_words(proposal: Proposal, viewer: Person) -> str:
    """Where a pair stands; never who answered what."""
    if viewer.pk in (proposal.mentor.person_id, proposal.mentee.person_id) and proposal.state != ProposalState.DRAFT:
        return _("Your own pair: others see its answers")
    words = {
        ProposalState.DRAFT: _("Draft"),
        ProposalState.ASKED: _("Waiting for answers"),
        ProposalState.ACCEPTED: _("Both said yes"),
        ProposalState.DECLINED: _("Needs another partner"),
        ProposalState.PUBLISHED: _("Pair opened"),
    }
    return words.get(ProposalState(proposal.state), _("Did not come about"))
