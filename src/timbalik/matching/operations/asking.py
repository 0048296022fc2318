"""Ask both sides, and remind who has not answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import OrganisationQuerySet, check_relations
from timbalik.matching.errors import NothingToSend, RoundOutOfDate
from timbalik.matching.letters import proposal_letter
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations.taking import lock_round
from timbalik.matching.queries.words import concept_names
from timbalik.matching.rechecking import forbidden_now
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.notifications.links import make_action_link
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person
from timbalik.relationships.states import Side

ACT: Final = "answer_proposal"
BATCH: Final = 100


@transaction.atomic
def send_proposals(round_: Round, *, by: Person, now: datetime, letters: bool = True, seen: int | None = None) -> int:
    """Ask both sides of every pair by mail, with a link that answers in one tap; returns how many people are asked.

    ``letters=False`` leaves the mails to ``tasks.send_letters`` (many people). Answers count until the programme's days
    for it are over. Raises ``RoundNotOpen``, ``NothingToSend`` and, when somebody left or a rule came in since the
    round was computed, ``RoundOutOfDate``: compute it anew first. ``seen`` is the version that was approved; somebody
    else's change meanwhile is ``ArrangementChanged``.
    """
    lock_round(round_, RoundState.PROPOSED, seen=seen)
    proposals = list(_drafts(round_))
    if not proposals:
        raise NothingToSend(str(round_.public_id))
    if blocked := forbidden_now(round_, proposals):
        raise RoundOutOfDate(len(blocked))
    rows = [
        Acceptance(organisation=round_.organisation, proposal=proposal, person=person, side=side)
        for proposal in proposals
        for side, person in ((Side.MENTOR, proposal.mentor.person), (Side.MENTEE, proposal.mentee.person))
    ]
    check_relations(rows)
    Acceptance.objects.bulk_create(rows, batch_size=500)
    refresh_statistics(Acceptance)
    _drafts(round_).update(state=ProposalState.ASKED)
    round_.state, round_.sent_at = RoundState.SENT, now
    round_.answer_by = now + timedelta(days=round_.programme.answer_days)
    round_.save(update_fields=["state", "sent_at", "answer_by"])
    record(
        "matching.proposals_sent",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={"pairs": len(proposals)},
    )
    if letters:
        queue_letters(round_, now=now)
    return len(rows)


def queue_letters(round_: Round, *, now: datetime, reminder: bool = False) -> int:
    """Queue the mail of everybody who has not answered, in batches; whoever has it already gets no second one."""
    waiting = list(
        Acceptance.objects.of(round_.organisation_id)
        .filter(proposal__round=round_, proposal__state=ProposalState.ASKED, answer=Answer.WAITING)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    names = {code: concept_names(code) for code in ("id", "en")}
    kind = f"reminder:{now:%Y%m%d}" if reminder else "asked"
    return sum(_queue_batch(round_, keys, kind, names, now=now) for keys in _batches(waiting))


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    rest = iter(keys)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


@transaction.atomic
def _queue_batch(
    round_: Round, keys: Sequence[int], kind: str, names: dict[str, dict[str, str]], *, now: datetime
) -> int:
    rows = {_key(row, kind): row for row in _with_people(round_).filter(pk__in=keys)}
    done = set(Effect.objects.of(round_.organisation_id).filter(key__in=list(rows)).values_list("key", flat=True))
    answer_by = round_.answer_by or now
    for key, row in rows.items():
        if key in done:
            continue
        link = make_action_link(
            person=row.person, act=ACT, subject_ref=row.proposal.public_id, now=now, expires_at=answer_by
        )
        letter = proposal_letter(
            row.proposal, to=row.person, link=link, answer_by=answer_by, names=names, reminder=kind != "asked"
        )
        queue_mail(to=row.person, subject=letter.subject, text=letter.text, key=key, now=now)
    return len(rows) - len(done)


@transaction.atomic
def remind_waiting(round_: Round, *, by: Person, now: datetime, letters: bool = True) -> int:
    """Ask again, once a day at most, whoever has not answered, and give them the programme's days anew.

    Returns how many people had not answered. Raises ``RoundNotOpen``.
    """
    lock_round(round_, RoundState.SENT)
    round_.answer_by = now + timedelta(days=round_.programme.answer_days)
    round_.save(update_fields=["answer_by"])
    waiting = Acceptance.objects.of(round_.organisation_id).filter(
        proposal__round=round_, proposal__state=ProposalState.ASKED, answer=Answer.WAITING
    )
    count = waiting.count()
    record(
        "matching.reminded",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={"people": count},
    )
    if letters:
        queue_letters(round_, now=now, reminder=True)
    return count


def _key(row: Acceptance, kind: str) -> str:
    return f"proposal:{row.proposal.public_id}:{row.side}:{kind}"


def _with_people(round_: Round) -> OrganisationQuerySet[Acceptance]:
    """Without the round's proof, which would be read again with every row."""
    rows = Acceptance.objects.of(round_.organisation_id).select_related(
        "person", "proposal__round__programme", "proposal__mentor__person", "proposal__mentee__person"
    )
    return rows.defer("proposal__round__certificate")


def _drafts(round_: Round) -> OrganisationQuerySet[Proposal]:
    return (
        Proposal.objects.of(round_.organisation_id)
        .filter(round=round_, state=ProposalState.DRAFT)
        .select_related("mentor__person", "mentee__person")
        .order_by("pk")
    )
