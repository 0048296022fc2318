"""What leaders need, the topics a programme makes of it, and topics for free text."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Router, Status
from pydantic import Field, StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, there
from timbalik.api.schemas import At, Day, In, Moment, Out
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.people.suggesting import suggest_concepts
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import TopicChoice, choose_topics, keep_wish
from timbalik.programmes.operations.topics import LONGEST_WISH, MOST_TOPICS
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.validators import LONGEST_REASON
from timbalik.programmes.wishes import wished_topics
from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.needs_ranking import HIGHEST, LOWEST, MOST_AREAS, AreaNeed
from timbalik.surveys.operations import (
    NeedsAnswers,
    answer_needs,
    open_needs_survey,
    record_interview,
    remove_interview,
)
from timbalik.surveys.operations.needs import MOST_QUESTIONS
from timbalik.surveys.queries import interviews_of, needs_asked_of, needs_of

router = Router(tags=["needs and topics"])
Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WISH)]
Figure = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
ONE = "/programmes/{uuid:programme}"


class WordsIn(In):
    text: Words
    limit: Annotated[int, Field(ge=1, le=10)] = 5


class SuggestedOut(Out):
    """``score`` orders suggestions and is no probability. A person confirms before anything is kept."""

    key: str
    name: str
    score: float


class WishIn(In):
    words: Words


class TopicIn(In):
    """``reason`` is needed for business basics where the young teach."""

    concept: Key
    reason: Annotated[str, StringConstraints(max_length=LONGEST_REASON)] = ""


class TopicsIn(In):
    topics: Annotated[list[TopicIn], Field(max_length=MOST_TOPICS)]


class TopicOut(Out):
    concept: str
    name: str
    reason: str


class AskIn(In):
    """Ranks of leaders, both included; nothing means any. Asked again, who is new is added and the end is moved."""

    lowest_level: Annotated[int, Field(ge=0, le=32_767)] | None = None
    highest_level: Annotated[int, Field(ge=0, le=32_767)] | None = None
    closes_at: Moment


class TalkIn(In):
    """Weights from 1 to 3 by area. There is no field for what was said."""

    leader: UUID
    held_on: Day
    areas: Annotated[dict[Key, Annotated[int, Field(ge=1, le=3)]], Field(min_length=1, max_length=5)]


class AreaOut(Out):
    """``is_most``: nearly everybody named it; ``leaders`` is then only the least it can be."""

    area: str
    points: int
    leaders: int
    is_most: bool
    interviews: int


class CountOut(Out):
    key: str
    people: int


class TalkOut(Out):
    id: UUID
    leader: UUID
    held_on: date
    areas: dict[str, int]


class NeedsOut(Out):
    """Answers enter the ranking when the survey is over; what fewer than five people said is left out everywhere."""

    closes_at: At | None
    is_over: bool
    asked: int
    answered: int
    areas: list[AreaOut]
    questions: list[CountOut]
    some_are_left_out: bool
    interviews: list[TalkOut]
    wished_words: list[CountOut]
    wishes_near: list[CountOut]


class NeedIn(In):
    area: Key
    importance: Figure
    confidence: Figure


class NeedsAnswerIn(In):
    areas: Annotated[list[NeedIn], Field(min_length=1, max_length=MOST_AREAS)]
    questions: Annotated[list[Key], Field(max_length=MOST_QUESTIONS)] = []


class MyNeedsOut(Out):
    """A survey that asks the caller."""

    id: UUID
    programme: str
    closes_at: At


@router.post("/concepts/suggest", response={200: list[SuggestedOut], FAILURES: Failure})
def suggest_for_words(request: ApiRequest, said: WordsIn) -> list[SuggestedOut]:
    """Skills that the words may mean, in Indonesian or English; none when nothing is near enough. Keeps nothing."""
    found = suggest_concepts(said.text, limit=said.limit)
    return [SuggestedOut(key=one.key, name=one.name, score=one.score) for one in found]


@router.post("/my/enrolments/{uuid:enrolment}/topic-wishes", response={204: None, FAILURES: Failure})
def keep_topic_wish(request: ApiRequest, enrolment: UUID, said: WishIn) -> Status[None]:
    """Keep words for which the list has no skill. Coordinators read counts of people, never names."""
    rows = own_enrolments(request.person).select_related("programme")
    keep_wish(there(rows.filter(public_id=enrolment).first()), said.words, by=request.person, now=request.now)
    return Status(204, None)


@router.get(ONE + "/topics", response={200: list[TopicOut], FAILURES: Failure})
def list_programme_topics(request: ApiRequest, programme: UUID) -> list[TopicOut]:
    """What the programme is about, as chosen by its coordinators."""
    return _topics(coordinated_programme(request, programme))


@router.post(ONE + "/topics", response={200: list[TopicOut], FAILURES: Failure})
def set_programme_topics(request: ApiRequest, programme: UUID, said: TopicsIn) -> list[TopicOut]:
    """Let the programme be about exactly these, in this order."""
    mine = coordinated_programme(request, programme)
    chosen = [TopicChoice(one.concept, one.reason) for one in said.topics]
    choose_topics(mine, chosen, by=request.person, now=request.now)
    return _topics(mine)


@router.get(ONE + "/needs", response={200: NeedsOut, FAILURES: Failure})
def get_needs(request: ApiRequest, programme: UUID) -> NeedsOut:
    """Areas ranked from leaders’ answers and talks, and the topics people missed."""
    return _needs(coordinated_programme(request, programme), request)


@router.post(ONE + "/needs/survey", response={200: NeedsOut, FAILURES: Failure})
def ask_leaders(request: ApiRequest, programme: UUID, said: AskIn) -> NeedsOut:
    """Ask the leaders of these levels. Letters go out in batches, in working hours."""
    mine = coordinated_programme(request, programme)
    leaders = working(mine.organisation).filter(is_guest=False)
    if said.lowest_level is not None:
        leaders = leaders.filter(level_rank__gte=said.lowest_level)
    if said.highest_level is not None:
        leaders = leaders.filter(level_rank__lte=said.highest_level)
    open_needs_survey(mine, leaders.only("pk"), by=request.person, now=request.now, closes_at=said.closes_at)
    return _needs(mine, request)


@router.post(ONE + "/needs/interviews", response={201: TalkOut, FAILURES: Failure})
def keep_interview(request: ApiRequest, programme: UUID, said: TalkIn) -> Status[TalkOut]:
    """Keep what a talk with a leader came to; a second one of the same leader takes the place of the first."""
    mine = coordinated_programme(request, programme)
    leader: Person = there(working(mine.organisation).filter(public_id=said.leader, is_guest=False).first())
    kept = record_interview(mine, leader, held_on=said.held_on, areas=said.areas, by=request.person, now=request.now)
    out = TalkOut(id=kept.public_id, leader=leader.public_id, held_on=kept.held_on, areas=kept.areas)
    return Status(201, out)


@router.post(ONE + "/needs/interviews/{uuid:interview}/remove", response={204: None, FAILURES: Failure})
def forget_interview(request: ApiRequest, programme: UUID, interview: UUID) -> Status[None]:
    mine = coordinated_programme(request, programme)
    found = there(interviews_of(mine).select_related("organisation").filter(public_id=interview).first())
    remove_interview(found, by=request.person, now=request.now)
    return Status(204, None)


@router.get("/my/needs", response={200: list[MyNeedsOut], FAILURES: Failure})
def list_my_needs(request: ApiRequest) -> list[MyNeedsOut]:
    """Surveys of needs the caller may still answer."""
    return [
        MyNeedsOut(id=one.public_id, programme=one.survey.programme.name, closes_at=one.survey.closes_at)
        for one in needs_asked_of(request.person, now=request.now)
    ]


@router.post("/my/needs/{uuid:asked}/answer", response={204: None, FAILURES: Failure})
def answer_my_needs(request: ApiRequest, asked: UUID, said: NeedsAnswerIn) -> Status[None]:
    """Answered once, kept without a name."""
    rows = NeedsRequest.objects.of(request.person.organisation_id).filter(public_id=asked, person=request.person)
    mine = there(rows.select_related("survey").first())
    areas = tuple(AreaNeed(one.area, one.importance, one.confidence) for one in said.areas)
    answer_needs(mine.survey, NeedsAnswers(areas, tuple(said.questions)), person=request.person, now=request.now)
    return Status(204, None)


def _topics(programme: Programme) -> list[TopicOut]:
    return [
        TopicOut(concept=topic.concept.key, name=str(topic.concept), reason=topic.reason)
        for topic in programme.topics.select_related("concept")
    ]


def _needs(programme: Programme, request: ApiRequest) -> NeedsOut:
    found, wished = needs_of(programme, now=request.now), wished_topics(programme)
    return NeedsOut(
        closes_at=found.survey.closes_at if found.survey else None,
        is_over=found.is_over,
        asked=found.asked,
        answered=found.answered,
        areas=[
            AreaOut(
                area=one.area,
                points=one.points,
                leaders=one.leaders,
                is_most=one.is_most,
                interviews=one.interviews,
            )
            for one in found.ranking.areas
        ],
        questions=[CountOut(key=key, people=count) for key, count in found.ranking.questions],
        some_are_left_out=found.ranking.is_partial,
        interviews=[
            TalkOut(id=one.public_id, leader=one.leader.public_id, held_on=one.held_on, areas=one.areas)
            for one in interviews_of(programme)
        ],
        wished_words=[CountOut(key=words, people=count) for words, count in wished.words],
        wishes_near=[CountOut(key=key, people=count) for key, count in wished.near],
    )
