"""Make relationships of the pairs that both sides accepted: once, whoever presses the button at the same time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.errors import NothingAccepted, RoundNotOpen
from timbalik.matching.models import Proposal, Round
from timbalik.matching.operations.objecting import settle_objections
from timbalik.matching.operations.rounds import end_proposals
from timbalik.matching.rechecking import forbidden_now
from timbalik.matching.states import ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.operations.programmes import start_running
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.opening import NewPair, open_relationships


@transaction.atomic
def publish_round(round_: Round, *, by: Person, now: datetime) -> list[Relationship]:
    """Open a relationship for every pair accepted by both sides, and close the round.

    Hard rules are checked again at this moment: a pair that may not be any more is withheld, with its rule in its
    reasons (``withheld``). Pairs not accepted end here; their people are free for the next round. Of two coordinators
    who publish at once, one succeeds and the other meets ``RoundNotOpen``. Raises ``NothingAccepted`` when no pair can
    be opened; the round then stays as it was. With the first round published, the programme runs.
    """
    claimed = (
        Round.objects.of(round_.organisation_id)
        .filter(pk=round_.pk, state=RoundState.SENT)
        .update(state=RoundState.PUBLISHED, published_at=now)
    )
    if claimed != 1:
        raise RoundNotOpen(str(round_.public_id))
    accepted = list(
        Proposal.objects.of(round_.organisation_id)
        .filter(round=round_, state=ProposalState.ACCEPTED)
        .select_related("mentor__person", "mentee__person")
        .order_by("pk")
    )
    withheld = forbidden_now(round_, accepted)
    opened = [proposal for proposal in accepted if proposal.pk not in withheld]
    if not opened:
        raise NothingAccepted(str(round_.public_id))
    relationships = open_relationships(
        round_.cohort, [NewPair(one.mentor, one.mentee, one.public_id) for one in opened], by=by, now=now
    )
    for proposal in accepted:
        if rule := withheld.get(proposal.pk):
            proposal.reasons = [*proposal.reasons, {"code": "withheld", "rule": rule}]
            proposal.save(update_fields=["reasons"])
    keys = [proposal.pk for proposal in opened]
    Proposal.objects.of(round_.organisation_id).filter(round=round_, pk__in=keys).update(state=ProposalState.PUBLISHED)
    end_proposals(round_)
    settle_objections(round_, now=now)
    record(
        "matching.round_published",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={"pairs": len(opened), "withheld": len(withheld)},
    )
    round_.state, round_.published_at = RoundState.PUBLISHED, now
    if round_.programme.state == ProgrammeState.MATCHING:
        start_running(round_.programme, by=by, now=now)
    return relationships
