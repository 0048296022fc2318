"""A person asks that a human being decides about their pairing, and a coordinator does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from timbalik.audit.operations import record
from timbalik.matching.errors import HardRuleForbids, MatchingRefused, NotInThisRound, PairImpossible, ReasonMissing
from timbalik.matching.models import Objection, Proposal, Round
from timbalik.matching.objection_letters import (
    coordinators_hear_again,
    coordinators_hear_of_objection,
    coordinators_hear_of_withdrawal,
    person_hears_of_answer,
    person_hears_of_choice,
    person_hears_of_receipt,
    person_hears_of_waiting,
)
from timbalik.matching.operations.ending import replace_proposals
from timbalik.matching.operations.rounds import solve_round
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.reading import read_cohort
from timbalik.matching.rules import HardRule
from timbalik.matching.states import OBJECTING, Answer, ObjectionState, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState

NUDGE: Final = timedelta(days=1)
HOURS: Final = timedelta(hours=72)  # three times twenty-four, as data-subject requests have


class ObjectionRefused(MatchingRefused):
    """Anything a wish for a human decision refuses."""


class ObjectionNotPossible(ObjectionRefused):
    """Only who is enrolled in a programme that has not closed asks, and only for themselves."""


class AlreadyObjecting(ObjectionRefused):
    """A wish for a human decision stands already."""


class ObjectionSettled(ObjectionRefused):
    """It was answered or taken back meanwhile."""


class OwnObjection(ObjectionRefused):
    """Nobody decides about their own wish."""


@transaction.atomic
def raise_objection(enrolment: Enrolment, *, words: str, by: Person, now: datetime) -> Objection:
    """From now on no round proposes this person by itself; a coordinator decides within three days.

    Pairs asked about in a round under way end as they do when somebody leaves: the partner reads that this pair does not
    come about. No words are needed. Raises ``ObjectionNotPossible``, ``AlreadyObjecting``.
    """
    programme = enrolment.programme
    is_open = enrolment.state == EnrolmentState.SUBMITTED and programme.state != ProgrammeState.CLOSED
    if by.pk != enrolment.person_id or not is_open:
        raise ObjectionNotPossible(str(enrolment.public_id))
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                organisation_id=enrolment.organisation_id,
                programme=programme,
                enrolment=enrolment,
                person=by,
                words=words.strip()[:600],
                raised_at=now,
                answer_by=now + HOURS,
            )
    except IntegrityError as error:
        raise AlreadyObjecting(str(enrolment.public_id)) from error
    rows = Proposal.objects.of(enrolment.organisation_id).filter(
        Q(mentor=enrolment) | Q(mentee=enrolment), round__state__in=[RoundState.PROPOSED, RoundState.SENT]
    )
    replace_proposals(enrolment.organisation_id, rows)
    _note("matching.objection_raised", objection, by=by, now=now)
    person_hears_of_receipt(objection, now=now)
    coordinators_hear_of_objection(objection, now=now)
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: Person, now: datetime) -> None:
    """Take it back; the next round proposes again. Raises ``ObjectionNotPossible``, ``ObjectionSettled``."""
    if by.pk != objection.person_id:
        raise ObjectionNotPossible(str(objection.public_id))
    _close(objection, ObjectionState.WITHDRAWN, by=by, now=now, states=OBJECTING)
    _note("matching.objection_withdrawn", objection, by=by, now=now)
    coordinators_hear_of_withdrawal(objection, now=now)


@transaction.atomic
def answer_objection(objection: Objection, *, answer: str, by: Person, now: datetime) -> None:
    """Close it with an answer the person reads; the next round proposes again.

    Raises ``ReasonMissing``, ``ObjectionSettled``, ``OwnObjection``.
    """
    _check_decision(objection, answer, by=by)
    _close(objection, ObjectionState.ANSWERED, by=by, now=now, states=OBJECTING, answer=answer, decided_by=by)
    _note("matching.objection_answered", objection, by=by, now=now)
    person_hears_of_answer(objection, now=now)


def pair_by_hand(
    objection: Objection, *, partner: Enrolment, reason: str, by: Person, now: datetime, solve: bool = True
) -> Objection:
    """Choose a partner for somebody who asked for that. Both still answer for themselves, as to any proposal.

    The round that is being prepared, or the next one, proposes exactly this pair; ``solve=False`` leaves its computing to
    ``ask_work`` (many people). Raises ``ReasonMissing``,
    ``ObjectionSettled``, ``OwnObjection``, ``NotInThisRound`` (no place left, not enrolled, the same side),
    ``HardRuleForbids`` (no person lifts a hard rule) and ``PairImpossible``.
    """
    _check_decision(objection, reason, by=by)
    if objection.state not in OBJECTING:
        raise ObjectionSettled(str(objection.public_id))
    _check_pair(objection, partner)
    with transaction.atomic():
        _close(
            objection,
            ObjectionState.PAIRED,
            by=by,
            now=now,
            states=OBJECTING,
            answer=reason,
            decided_by=by,
            partner=partner,
        )
        _note("matching.objection_paired", objection, by=by, now=now)
        person_hears_of_choice(objection, now=now)
    for round_ in prepared_rounds(objection) if solve else ():
        solve_round(round_, by=by, now=now)
    return objection


def prepared_rounds(objection: Objection) -> QuerySet[Round]:
    """Those that a choice by hand changes: computed, and nobody asked yet."""
    rounds = Round.objects.of(objection.organisation_id).filter(
        cohort_id=objection.enrolment.cohort_id, state=RoundState.PROPOSED
    )
    return rounds.select_related("organisation", "programme", "cohort__programme", "cohort__organisation")


@transaction.atomic
def settle_objections(round_: Round, *, now: datetime) -> None:
    """After answers were closed or pairs opened: what came about is settled, what did not waits for a person again."""
    rows = Objection.objects.of(round_.organisation_id).filter(
        enrolment__cohort_id=round_.cohort_id, state=ObjectionState.PAIRED
    )
    for objection in rows.select_related("enrolment__person__organisation", "programme", "person", "partner"):
        mine, partner = objection.enrolment, objection.partner
        pairs = Proposal.objects.of(round_.organisation_id).filter(
            Q(mentor=mine, mentee=partner) | Q(mentor=partner, mentee=mine), round=round_
        )
        if pairs.filter(state=ProposalState.PUBLISHED).exists():
            _set(objection, state=ObjectionState.ANSWERED, closed_at=now)
        elif _has_ended(pairs):
            _set(objection, state=ObjectionState.OPEN, partner=None, answer="", answer_by=now + HOURS)
            person_hears_of_waiting(objection, now=now)
            coordinators_hear_of_objection(objection, now=now)


def remind_of_objections(now: datetime) -> int:
    """Whoever coordinates hears once more, a day before the time is over; returns how many wishes wait so long."""
    rows = Objection.everywhere.filter(state=ObjectionState.OPEN, answer_by__lte=now + NUDGE)
    waiting = rows.select_related("programme__organisation", "organisation", "enrolment", "person")
    for objection in waiting:
        coordinators_hear_again(objection, now=now)
    return len(waiting)


def _has_ended(pairs: QuerySet[Proposal]) -> bool:
    rows = pairs.exclude(state__in=[ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED])
    return rows.filter(Q(state=ProposalState.EXPIRED) | Q(acceptances__answer=Answer.NO)).exists()


def _check_decision(objection: Objection, words: str, *, by: Person) -> None:
    if by.pk == objection.person_id:
        raise OwnObjection(str(objection.public_id))
    if not words.strip():
        raise ReasonMissing("objection")


def _check_pair(objection: Objection, partner: Enrolment) -> None:
    """Every hard rule but this one's own, and a place on both sides that no other choice by hand has taken."""
    mine = objection.enrolment
    pool = read_cohort(mine.cohort)
    rules = PairRules(pool)
    pair = (partner, mine) if mine.role != EnrolmentRole.MENTOR else (mine, partner)
    refs = (pair[0].public_id.hex, pair[1].public_id.hex)
    if not rules.is_here(refs):
        raise NotInThisRound(" ".join(refs))
    rule = rules.rule_of(*refs)
    if rule and rule != HardRule.BY_HAND:
        raise HardRuleForbids(rule)
    chosen = sum(partner.pk in two and mine.pk not in two for two in pool.hand_picked)
    people = rules.mentors if partner.role == EnrolmentRole.MENTOR else rules.mentees
    if chosen >= people[partner.public_id.hex].places:
        raise PairImpossible(" ".join(refs))


def _close(
    objection: Objection, state: str, *, by: Person, now: datetime, states: tuple[str, ...], **fields: object
) -> None:
    held = Objection.objects.of(objection.organisation_id).select_for_update().get(pk=objection.pk)
    if held.state not in states:
        raise ObjectionSettled(str(objection.public_id))
    closed = None if state == ObjectionState.PAIRED else now
    if "answer" in fields:
        fields["answer"] = str(fields["answer"]).strip()[:600]
    _set(objection, state=state, closed_at=closed, **fields)


def _set(objection: Objection, **fields: object) -> None:
    for name, value in fields.items():
        setattr(objection, name, value)
    objection.save(update_fields=list(fields))


def _note(verb: str, objection: Objection, *, by: Person, now: datetime) -> None:
    """That it happened, never its words."""
    record(verb, organisation=objection.organisation, by=by, subject=objection, now=now)
