"""One side's private answer to a proposal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.errors import AnswerTooLate, NotAsked
from timbalik.matching.models import Acceptance, Proposal
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.relationships.operations.places import Claim, NoPlaceLeft, claim_places, release_places
from timbalik.relationships.states import Holder

OPEN = (ProposalState.ASKED, ProposalState.ACCEPTED, ProposalState.DECLINED)


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, person: Person, answer: str, now: datetime, by: Person | None = None
) -> Acceptance:
    """Keep the answer; it may be changed until the time is over or the round is published.

    Nobody but the person answers, also no assistant. The other side is told nothing: a no only means that this pair is
    not going ahead, as it does when the coordinator changes it or somebody leaves. The audit chain knows that there was
    an answer, not which. With the second yes the pair takes a place of each; where another pair was faster, this one does
    not come about, and reads as any other that did not. Raises ``NotAsked``, ``AnswerTooLate``.
    """
    if answer not in (Answer.YES, Answer.NO) or (by is not None and by != person):
        raise NotAsked(str(person.public_id))
    proposal = (
        Proposal.objects.of(person.organisation_id)
        .select_for_update(of=("self",))
        .select_related("round", "mentor", "mentee")
        .get(pk=proposal.pk)
    )
    acceptance = proposal.acceptances.filter(person=person).first()
    if acceptance is None:
        raise NotAsked(str(person.public_id))
    round_ = proposal.round
    is_over = round_.state != RoundState.SENT or round_.answer_by is None or now > round_.answer_by
    if is_over or proposal.state not in OPEN:
        raise AnswerTooLate(str(proposal.public_id))
    if acceptance.answer == answer:
        return acceptance
    acceptance.answer, acceptance.answered_at = answer, now
    acceptance.save(update_fields=["answer", "answered_at"])
    proposal.state = _take_places(
        proposal, _state_after(list(proposal.acceptances.values_list("answer", flat=True))), now=now
    )
    proposal.save(update_fields=["state"])
    record("matching.answered", organisation=round_.organisation, by=person, subject=proposal, now=now)
    return acceptance


def _state_after(answers: list[str]) -> ProposalState:
    if Answer.NO in answers:
        return ProposalState.DECLINED
    return ProposalState.ACCEPTED if set(answers) == {Answer.YES} else ProposalState.ASKED


def _take_places(proposal: Proposal, state: ProposalState, *, now: datetime) -> ProposalState:
    """Take a place of each for a pair both said yes to, give back those of one that somebody changed their mind about."""
    if state != ProposalState.ACCEPTED:
        release_places(proposal.organisation_id, [proposal.public_id])
        return state
    claims = [Claim(enrolment, proposal.public_id) for enrolment in (proposal.mentor, proposal.mentee)]
    try:
        claim_places(claims, holder=Holder.PROPOSAL, now=now)
    except NoPlaceLeft:
        return ProposalState.REPLACED
    return state
