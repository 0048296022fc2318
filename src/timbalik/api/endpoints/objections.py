"""A person asks that a human being decides about their pairing; a coordinator decides."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import is_large_cohort, leave
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.schemas import At, In, Listed, Out, Paging, PersonOut, Sentence, person_out
from timbalik.matching.errors import RoundBusy
from timbalik.matching.models import Objection
from timbalik.matching.operations.objecting import (
    ObjectionSettled,
    answer_objection,
    pair_by_hand,
    prepared_rounds,
    raise_objection,
    withdraw_objection,
)
from timbalik.matching.queries.objections import (
    enrolments_to_object,
    objections_of,
    own_objections,
    possible_partner,
    stands,
)
from timbalik.matching.states import WorkKind
from timbalik.programmes.models import Enrolment

router = Router(tags=["human decisions"])

Words = Annotated[str, StringConstraints(min_length=1, max_length=600)]
MINE = "/my/enrolments/{uuid:enrolment}/objection"
QUEUE = "/programmes/{uuid:programme}/objections"


class ObjectionIn(In):
    words: Sentence = ""


class AnswerIn(In):
    answer: Words


class PairIn(In):
    """``partner``: an enrolment of the other side."""

    partner: UUID
    reason: Words


class MyObjectionOut(Out):
    """``state``: none, open, paired, answered or withdrawn. While open or paired no round proposes the person by itself."""

    state: str
    words: str
    raised_at: At | None
    answer_by: At | None
    partner: PersonOut | None
    answer: str


class ObjectionOut(Out):
    id: UUID
    enrolment: UUID
    person: PersonOut
    role: str
    state: str
    words: str
    raised_at: At
    answer_by: At
    partner: PersonOut | None
    answer: str
    decided_by: PersonOut | None


def _my_out(enrolment: Enrolment) -> MyObjectionOut:
    rows = own_objections(enrolment)
    if not rows:
        return MyObjectionOut(state="none", words="", raised_at=None, answer_by=None, partner=None, answer="")
    row = rows[0]
    return MyObjectionOut(
        state=row.state,
        words=row.words,
        raised_at=row.raised_at,
        answer_by=row.answer_by,
        partner=person_out(row.partner.person) if row.partner else None,
        answer=row.answer,
    )


def _out(row: Objection) -> ObjectionOut:
    return ObjectionOut(
        id=row.public_id,
        enrolment=row.enrolment.public_id,
        person=person_out(row.person),
        role=row.enrolment.role,
        state=row.state,
        words=row.words,
        raised_at=row.raised_at,
        answer_by=row.answer_by,
        partner=person_out(row.partner.person) if row.partner else None,
        answer=row.answer,
        decided_by=person_out(row.decided_by) if row.decided_by else None,
    )


def _mine(request: ApiRequest, ref: UUID) -> Enrolment:
    return there(enrolments_to_object(request.person).filter(public_id=ref).first())


def _of_queue(request: ApiRequest, programme: UUID, ref: UUID) -> Objection:
    rows = objections_of(coordinated_programme(request, programme)).exclude(person=request.person)
    return there(rows.filter(public_id=ref).first())


@router.get(MINE, response={200: MyObjectionOut, FAILURES: Failure})
def get_my_objection(request: ApiRequest, enrolment: UUID) -> MyObjectionOut:
    """Where the newest wish for a human decision stands."""
    return _my_out(_mine(request, enrolment))


@router.post(MINE, response={201: MyObjectionOut, FAILURES: Failure})
def raise_my_objection(request: ApiRequest, enrolment: UUID, said: ObjectionIn) -> Status[MyObjectionOut]:
    """Ask that a person decides; no words are needed. Proposals that wait are set aside."""
    mine = _mine(request, enrolment)
    raise_objection(mine, words=said.words, by=request.person, now=request.now)
    return Status(201, _my_out(mine))


@router.post(f"{MINE}/withdraw", response={200: MyObjectionOut, FAILURES: Failure})
def withdraw_my_objection(request: ApiRequest, enrolment: UUID) -> MyObjectionOut:
    """Take it back; the next round proposes again."""
    mine = _mine(request, enrolment)
    rows = own_objections(mine)
    if not rows or not stands(rows[0]):
        raise ObjectionSettled(str(enrolment))
    withdraw_objection(rows[0], by=request.person, now=request.now)
    return _my_out(mine)


@router.get(QUEUE, response={200: Listed[ObjectionOut], FAILURES: Failure})
def list_objections(request: ApiRequest, programme: UUID, paging: Query[Paging]) -> Listed[ObjectionOut]:
    """Those that wait first, by the time left. The caller's own is not here."""
    rows, total = page_of(
        objections_of(coordinated_programme(request, programme)).exclude(person=request.person), paging
    )
    return listed([_out(row) for row in rows], total, paging)


@router.post(f"{QUEUE}/{{uuid:objection}}/answer", response={200: ObjectionOut, FAILURES: Failure})
def answer_an_objection(request: ApiRequest, programme: UUID, objection: UUID, said: AnswerIn) -> ObjectionOut:
    """Close it with words the person reads."""
    row = _of_queue(request, programme, objection)
    answer_objection(row, answer=said.answer, by=request.person, now=request.now)
    return _out(_of_queue(request, programme, objection))


@router.post(f"{QUEUE}/{{uuid:objection}}/pair", response={200: ObjectionOut, FAILURES: Failure})
def pair_somebody_by_hand(request: ApiRequest, programme: UUID, objection: UUID, said: PairIn) -> ObjectionOut:
    """Choose a partner. Both are still asked; hard rules and places hold."""
    row = _of_queue(request, programme, objection)
    partner = there(possible_partner(row, said.partner))
    spend(request, budgets.HEAVY)
    large = is_large_cohort(row.enrolment.cohort)
    pair_by_hand(row, partner=partner, reason=said.reason, by=request.person, now=request.now, solve=not large)
    for round_ in prepared_rounds(row) if large else ():
        with suppress(RoundBusy):
            leave(request, round_, WorkKind.SOLVE)
    return _out(_of_queue(request, programme, objection))
