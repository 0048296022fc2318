"""The partners proposed to a person, and their private answer."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Query, Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import listed, page_of, there
from timbalik.api.schemas import At, In, Listed, Out, Paging, PersonOut, person_out
from timbalik.matching.operations import answer_proposal
from timbalik.matching.queries.asked import AskedProposal, asked_proposal, asked_proposals

router = Router(tags=["my proposals"])


class AnswerIn(In):
    answer: Literal["yes", "no"]


class MyProposalOut(Out):
    """``standing``: open, late, published or ended. What the partner answered is not told."""

    id: UUID
    programme: UUID
    programme_name: str
    my_role: str
    partner: PersonOut
    partner_motivation: str
    gives: str
    gains: str
    shared_hours: str
    crosses_units: bool
    answer: str
    standing: str
    answer_by: At | None


def _proposal_out(asked: AskedProposal) -> MyProposalOut:
    programme = asked.proposal.round.programme
    return MyProposalOut(
        id=asked.proposal.public_id,
        programme=programme.public_id,
        programme_name=programme.name,
        my_role=asked.me.role,
        partner=person_out(asked.partner.person),
        partner_motivation=asked.partner.motivation if asked.is_open else "",
        gives=asked.gives,
        gains=asked.gains,
        shared_hours=asked.hours,
        crosses_units=asked.crosses_units,
        answer=asked.answer,
        standing=asked.standing,
        answer_by=asked.answer_by,
    )


@router.get("/my/proposals", response={200: Listed[MyProposalOut], FAILURES: Failure})
def list_my_proposals(request: ApiRequest, paging: Query[Paging]) -> Listed[MyProposalOut]:
    """The last fifty the person was asked about, the newest first."""
    rows, total = page_of(asked_proposals(request.person, now=request.now), paging)
    return listed([_proposal_out(row) for row in rows], total, paging)


@router.post("/my/proposals/{uuid:proposal}/answer", response={200: MyProposalOut, FAILURES: Failure})
def answer_my_proposal(request: ApiRequest, proposal: UUID, said: AnswerIn) -> MyProposalOut:
    """Yes, or another partner please; it may be changed until the time is over."""
    asked = there(asked_proposal(request.person, proposal, now=request.now))
    answer_proposal(asked.proposal, person=request.person, answer=said.answer, now=request.now, by=request.person)
    return _proposal_out(there(asked_proposal(request.person, proposal, now=request.now)))
