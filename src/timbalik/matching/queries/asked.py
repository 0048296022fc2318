"""A proposal as one of its two people sees it. What the other answered is not in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from timbalik.matching.models import Acceptance, Proposal
from timbalik.matching.queries.words import concept_names, gains_in_words, gives_in_words, hours_in_words
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

ENDED = "ended"
OPEN = "open"
LATE = "late"
KEPT = "kept"
PUBLISHED = "published"


@dataclass(frozen=True)
class AskedProposal:
    """``standing``: ``open`` (answer or change it), ``late`` (the time is over), ``kept`` (both said yes, and the time is
    over), ``published``, or ``ended``.

    A partner's no, a silence, a change of the coordinator and somebody's leaving all look the same: ``ended``, and for all
    who were asked at the same moment.
    """

    proposal: Proposal
    me: Enrolment
    partner: Enrolment
    answer: str
    standing: str
    answer_by: datetime | None
    gives: str
    gains: str
    hours: str
    crosses_units: bool
    choice: str = ""  # ``both_first``, ``choice_counted`` or nothing; never whose

    @property
    def is_open(self) -> bool:
        return self.standing == OPEN

    @property
    def is_answered(self) -> bool:
        return self.answer != Answer.WAITING

    @property
    def partner_role(self) -> str:
        return str(self.partner.role)


def asked_proposals(person: Person, *, now: datetime) -> list[AskedProposal]:
    """All that this person was asked about, newest first."""
    names = concept_names()
    return [_seen(row, person, names, now) for row in _rows(person)[:50]]


def asked_proposal(person: Person, ref: UUID, *, now: datetime) -> AskedProposal | None:
    row = _rows(person).filter(proposal__public_id=ref).first()
    return _seen(row, person, concept_names(), now) if row else None


def _rows(person: Person) -> QuerySet[Acceptance]:
    """Only the person's own acceptance is read, never the partner's; nor the round's proof, as long as the round is large."""
    return (
        Acceptance.objects.of(person.organisation_id)
        .filter(person=person)
        .select_related(
            "proposal__round__programme", "proposal__mentor__person__unit", "proposal__mentee__person__unit"
        )
        .defer("proposal__round__certificate")
        .order_by("-pk")
    )


def _seen(row: Acceptance, person: Person, names: dict[str, str], now: datetime) -> AskedProposal:
    proposal = row.proposal
    is_mentor = proposal.mentor.person_id == person.pk
    me, partner = (proposal.mentor, proposal.mentee) if is_mentor else (proposal.mentee, proposal.mentor)
    facts: dict[str, Any] = {reason["code"]: reason for reason in proposal.reasons}
    return AskedProposal(
        proposal=proposal,
        me=me,
        partner=partner,
        answer=row.answer,
        standing=_standing(proposal, now),
        answer_by=proposal.round.answer_by,
        gives=gives_in_words(proposal, me.person, names),
        gains=gains_in_words(proposal, me.person, names),
        hours=hours_in_words(facts["shared_hours"]["minutes"]) if "shared_hours" in facts else "",
        crosses_units="across_units" in facts,
        choice=next((code for code in ("both_first", "choice_counted") if code in facts), ""),
    )


def _standing(proposal: Proposal, now: datetime) -> str:
    """While the round is open a partner's no changes nothing here."""
    round_ = proposal.round
    if proposal.state == ProposalState.PUBLISHED:
        return PUBLISHED
    if round_.state != RoundState.SENT or proposal.state in (ProposalState.REPLACED, ProposalState.EXPIRED):
        return ENDED
    is_closed = round_.expired_at is not None and (round_.answer_by is None or round_.expired_at > round_.answer_by)
    if is_closed and proposal.state == ProposalState.ACCEPTED:
        return KEPT
    return OPEN if round_.answer_by is not None and now <= round_.answer_by else LATE
