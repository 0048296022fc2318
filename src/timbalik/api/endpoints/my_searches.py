"""Look for a mentor, keep choices, answer questions, talk first: the same acts as on the pages."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.schemas import At, In, Listed, Moment, Out, Paging, PersonOut, person_out
from timbalik.matching.models import PairRequest
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.finding import choose_to_be_found
from timbalik.matching.operations.first_talks import answer_talks, propose_talk
from timbalik.matching.operations.requests import LONGEST, RequestWords, make_request, move_up, withdraw_request
from timbalik.matching.queries.asking import AskedOf, asked_of
from timbalik.matching.queries.found import found_mentors
from timbalik.matching.queries.looking import looking
from timbalik.matching.queries.requests import (
    SeenRequest,
    found_as,
    is_search_open,
    own,
    received_by,
    searches_of,
    sent,
    sent_by,
    talks_seen,
)
from timbalik.matching.queries.searching import Narrowing, hits, why_closed
from timbalik.matching.queries.talks import TalkSpace, talk_space
from timbalik.matching.request_errors import SearchClosed
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

router = Router(tags=["my searches"])
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class SearchIn(Paging):
    topic: Annotated[str, StringConstraints(max_length=50)] = ""
    level: int = Field(1, ge=1, le=5)
    minutes: int = Field(0, ge=0, le=10_080)
    other_unit: bool = False


class ShownOut(Out):
    topic: str
    level: int
    evidence: str


class FoundOut(Out):
    """``mentor`` is what a question is addressed to. In order of what both would gain; how often asked plays no part."""

    mentor: UUID
    person: PersonOut
    shows: list[ShownOut]
    gains: str
    hours: str
    across_units: bool


class QuestionIn(In):
    mentor: UUID
    wish: Literal["talk", "pair"]
    learn: Sentence
    why: Sentence
    give: Sentence


class ChoiceOut(Out):
    """``state``: in_line, asked, talking, paired, passed or withdrawn. A no and a silence are both ``passed``."""

    id: UUID
    person: PersonOut
    wish: str
    state: str
    answer_by: At | None


class QuestionOut(Out):
    """A question to the caller. ``standing``: open, talking, paired or over."""

    id: UUID
    programme_name: str
    person: PersonOut
    wish: str
    standing: str
    learn: str
    why: str
    give: str
    gives: str
    gains: str
    hours: str
    answer_by: At | None


class ReplyIn(In):
    reply: Literal["yes", "talk", "not_now"]


class TimesIn(In):
    starts: Annotated[list[Moment], Field(min_length=1, max_length=3)]
    minutes: Literal[20, 30] = 30
    channel: Literal["in_person", "video", "phone", "site"] = "video"


class TalkAnswerIn(In):
    answer: Literal["yes", "no"]


class TalksOut(Out):
    """``my_answer`` is the caller's alone; the other's is not told."""

    id: UUID
    person: PersonOut
    is_open: bool
    decide_by: At | None
    held: list[At]
    next_talk: At | None
    offered: list[At]
    can_answer: bool
    my_answer: str
    relationship: UUID | None


class FoundChoiceIn(In):
    found: bool


class FoundChoiceOut(Out):
    enrolment: UUID
    found: bool


class StepOut(Out):
    """``people`` is null where fewer than five stand behind the figure."""

    step: str
    people: int | None


def _seeker(request: ApiRequest, enrolment: UUID) -> Enrolment:
    found = there(searches_of(request.person).filter(public_id=enrolment).first())
    return there(found if is_search_open(found.programme) else None)


def _mine(request: ApiRequest, ref: UUID) -> PairRequest:
    return there(sent(request.person, ref))


def _choice(seen: SeenRequest) -> ChoiceOut:
    row = seen.request
    answer_by = row.answer_by if seen.is_asked else None
    return ChoiceOut(
        id=row.public_id, person=person_out(seen.partner), wish=row.wish, state=row.state, answer_by=answer_by
    )


def _question(asked: AskedOf) -> QuestionOut:
    seen = asked.seen
    return QuestionOut(
        id=seen.request.public_id,
        programme_name=seen.request.programme.name,
        person=person_out(seen.partner),
        wish=seen.request.wish,
        standing=asked.standing,
        learn=seen.words["learn"],
        why=seen.words["why"],
        give=seen.words["give"],
        gives=asked.gives,
        gains=asked.gains,
        hours=asked.hours,
        answer_by=seen.request.answer_by if asked.is_open else None,
    )


def _talks(space: TalkSpace) -> TalksOut:
    request = space.seen.request
    return TalksOut(
        id=request.public_id,
        person=person_out(space.seen.partner),
        is_open=space.is_open,
        decide_by=request.decide_by if space.is_open else None,
        held=[one.session.starts_at for one in space.over],
        next_talk=space.booked.session.starts_at if space.booked else None,
        offered=space.offered_starts,
        can_answer=space.can_answer,
        my_answer=space.my_answer,
        relationship=space.pair,
    )


def _space(request: ApiRequest, ref: UUID) -> TalkSpace:
    return talk_space(there(talks_seen(request.person, ref)), request.person, now=request.now)


@router.get("/my/enrolments/{uuid:enrolment}/mentors", response={200: Listed[FoundOut], FAILURES: Failure})
def search_mentors(request: ApiRequest, enrolment: UUID, asked: Query[SearchIn]) -> Listed[FoundOut]:
    """Nobody is shown before there is a learning goal (409 ``search_closed``)."""
    seeker = _seeker(request, enrolment)
    if reason := why_closed(seeker):
        raise SearchClosed(reason)
    narrowing = Narrowing(asked.topic, asked.level, asked.minutes, asked.other_unit)
    rows, total = page_of(hits(seeker, narrowing), asked)
    found = found_mentors(seeker.organisation_id, rows)
    out = [
        FoundOut(
            mentor=one.ref,
            person=person_out(one.person),
            shows=[ShownOut(topic=shown.topic, level=shown.level, evidence=shown.evidence) for shown in one.shows],
            gains=one.gains,
            hours=one.hours,
            across_units=one.across_units,
        )
        for one in found
    ]
    return listed(out, total, asked)


@router.get("/my/enrolments/{uuid:enrolment}/choices", response={200: Listed[ChoiceOut], FAILURES: Failure})
def list_my_choices(request: ApiRequest, enrolment: UUID, paging: Query[Paging]) -> Listed[ChoiceOut]:
    """Whom the caller asked and whom they will ask next; nobody else sees the order."""
    seeker = there(searches_of(request.person).filter(public_id=enrolment).first())
    rows, total = page_of(sent_by(seeker), paging)
    return listed([_choice(row) for row in rows], total, paging)


@router.post("/my/enrolments/{uuid:enrolment}/choices", response={201: ChoiceOut, FAILURES: Failure})
def ask_mentor(request: ApiRequest, enrolment: UUID, said: QuestionIn) -> Status[ChoiceOut]:
    """Ask now, or keep as a next choice behind the one who is asked at present."""
    seeker = _seeker(request, enrolment)
    mentors = Enrolment.objects.of(seeker.organisation_id).filter(programme=seeker.programme, public_id=said.mentor)
    wanted = there(mentors.select_related("person").first())
    words = RequestWords(said.learn, said.why, said.give)
    made = make_request(seeker, wanted, words, wish=said.wish, by=request.person, now=request.now)
    return Status(201, _choice(SeenRequest(made, {}, is_mine=True)))


@router.post("/my/choices/{uuid:choice}/withdraw", response={204: None, FAILURES: Failure})
def withdraw_my_choice(request: ApiRequest, choice: UUID) -> Status[None]:
    withdraw_request(_mine(request, choice), by=request.person, now=request.now)
    return Status(204, None)


@router.post("/my/choices/{uuid:choice}/up", response={204: None, FAILURES: Failure})
def ask_my_choice_earlier(request: ApiRequest, choice: UUID) -> Status[None]:
    move_up(_mine(request, choice), by=request.person, now=request.now)
    return Status(204, None)


@router.get("/my/questions", response={200: Listed[QuestionOut], FAILURES: Failure})
def list_my_questions(request: ApiRequest, paging: Query[Paging]) -> Listed[QuestionOut]:
    """What mentees ask the caller, the most pressing first."""
    rows, total = page_of(received_by(request.person), paging)
    asked = [asked_of(request.person, row.request.public_id, now=request.now) for row in rows]
    return listed([_question(one) for one in asked if one is not None], total, paging)


@router.post("/my/questions/{uuid:question}/reply", response={200: QuestionOut, FAILURES: Failure})
def reply_to_question(request: ApiRequest, question: UUID, said: ReplyIn) -> QuestionOut:
    """``not_now`` stays private: whoever asked reads the same as after a silence, at the same moment."""
    asked = there(asked_of(request.person, question, now=request.now))
    answer_request(asked.seen.request, said.reply, by=request.person, now=request.now)
    return _question(there(asked_of(request.person, question, now=request.now)))


@router.get("/my/first-talks/{uuid:question}", response={200: TalksOut, FAILURES: Failure})
def get_first_talks(request: ApiRequest, question: UUID) -> TalksOut:
    return _talks(_space(request, question))


@router.post("/my/first-talks/{uuid:question}/times", response={201: TalksOut, FAILURES: Failure})
def propose_first_talk(request: ApiRequest, question: UUID, said: TimesIn) -> Status[TalksOut]:
    """Three talks at most, one at a time. The other chooses with ``/my/sessions/{session}/choose``."""
    space = _space(request, question)
    propose_talk(
        space.seen.request,
        said.starts,
        minutes=said.minutes,
        channel=said.channel,
        by=request.person,
        now=request.now,
    )
    return Status(201, _talks(_space(request, question)))


@router.post("/my/first-talks/{uuid:question}/answer", response={200: TalksOut, FAILURES: Failure})
def answer_first_talks(request: ApiRequest, question: UUID, said: TalkAnswerIn) -> TalksOut:
    """In private: a yes from both opens the pair, everything else ends alike for both on ``decide_by``."""
    space = _space(request, question)
    answer_talks(space.seen.request, said.answer, by=request.person, now=request.now)
    return _talks(_space(request, question))


@router.post("/my/enrolments/{uuid:enrolment}/found", response={200: FoundChoiceOut, FAILURES: Failure})
def choose_being_found(request: ApiRequest, enrolment: UUID, said: FoundChoiceIn) -> FoundChoiceOut:
    """Whether mentees may find the caller as a mentor; nobody is found who did not say so."""
    rows = own(request.person).filter(public_id=enrolment, role=EnrolmentRole.MENTOR)
    mine = there(rows.first())
    choose_to_be_found(mine, wish=said.found, by=request.person, now=request.now)
    standing = {one.pk: is_found for one, is_found in found_as(request.person)}
    return FoundChoiceOut(enrolment=enrolment, found=standing.get(mine.pk, False))


@router.get("/programmes/{uuid:programme}/searches", response={200: list[StepOut], FAILURES: Failure})
def get_search_counts(request: ApiRequest, programme: UUID) -> list[StepOut]:
    """For coordinators, in counts alone: who asked or answered is told nowhere."""
    found = coordinated_programme(request, programme)
    return [StepOut(step=one.key, people=one.people) for one in looking(found, viewer=request.person)]
