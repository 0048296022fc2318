"""One side's private answer to a proposal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.errors import AnswerTooLate, NotAsked
from timbalik.matching.models import Acceptance, Proposal
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.people.models.persons import Person

OPEN = (ProposalState.ASKED, ProposalState.ACCEPTED, ProposalState.DECLINED)


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, person: Person, answer: str, now: datetime, by: Person | None = None
) -> Acceptance:
    """Keep the answer; it may be changed until the time is over or the round is published.

    Nobody but the person answers, also no assistant. The other side is told nothing: a no only means that this pair is
    not going ahead, as it does when the coordinator changes it or somebody leaves. The audit chain knows that there was
    an answer, not which. Raises ``NotAsked``, ``AnswerTooLate``.
    """
    if answer not in (Answer.YES, Answer.NO) or (by is not None and by != person):
        raise NotAsked(str(person.public_id))
    proposal = (
        Proposal.objects.of(person.organisation_id)
        .select_for_update(of=("self",))
        .select_related("round")
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
    proposal.state = _state_after(list(proposal.acceptances.values_list("answer", flat=True)))
    proposal.save(update_fields=["state"])
    record("matching.answered", organisation=round_.organisation, by=person, subject=proposal, now=now)
    return acceptance


def _state_after(answers: list[str]) -> ProposalState:
    if Answer.NO in answers:
        return ProposalState.DECLINED
    return ProposalState.ACCEPTED if set(answers) == {Answer.YES} else ProposalState.ASKED
