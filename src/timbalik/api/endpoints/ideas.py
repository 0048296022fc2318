"""Programmes proposed from below, and the campaign that invites their leaders."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints, model_validator

from timbalik.api.caller import ApiRequest
from timbalik.api.endpoints.programmes import Levels
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, Day, In, Listed, Out, Paging, PersonOut, Sentence, person_out
from timbalik.evaluation.reach import campaign_reach
from timbalik.people.queries import others_here
from timbalik.programmes.ideas import ideas_answerable_by, own_ideas, ready_mentors
from timbalik.programmes.models import Campaign, Idea
from timbalik.programmes.operations.campaigns import begin_campaign
from timbalik.programmes.operations.ideas import (
    IdeaText,
    answer_not_now,
    approve_idea,
    ask_first_mentor,
    propose_programme,
    withdraw_idea,
)
from timbalik.programmes.rules import can_answer_ideas
from timbalik.programmes.validators import MOST_CONCEPTS

router = Router(tags=["ideas"])

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class IdeaIn(In):
    """``reason`` and ``leader_gains`` are read by whoever answers, and by leaders in their invitation."""

    name: Name
    reason: Sentence
    leader_gains: Sentence
    topics: Annotated[
        list[Annotated[str, StringConstraints(max_length=80)]], Field(min_length=1, max_length=MOST_CONCEPTS)
    ]
    takes_part: bool = True


class FirstMentorIn(In):
    """A colleague to ask; their name stands on the idea once they said yes."""

    person: UUID


class ApprovalIn(In):
    """``leader_levels``: the lowest and the highest rank to invite, or empty for all who lead somebody."""

    template: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    starts_on: Day
    leader_levels: Levels = []
    word: Sentence = ""

    @model_validator(mode="after")
    def levels_in_order(self) -> Self:
        if self.leader_levels and (len(self.leader_levels) != 2 or self.leader_levels[0] > self.leader_levels[1]):
            raise ValueError("the lowest and the highest rank")
        return self


class NotNowIn(In):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=600)]


class IdeaOut(Out):
    """``mentors``: those who said yes, and nobody else."""

    id: UUID
    name: str
    state: str
    reason: str
    leader_gains: str
    topics: list[str]
    takes_part: bool
    proposed_by: PersonOut
    proposed_at: At
    mentors: list[PersonOut]
    answer: str
    answered_at: At | None
    programme: UUID | None


class IdeaLineOut(Out):
    id: UUID
    name: str
    state: str
    proposed_at: At


class StepOut(Out):
    """``people`` is null where the figure could point to somebody."""

    code: str
    people: int | None


class StillMeetingOut(Out):
    weeks: int
    paired: int | None
    meeting: int | None


class CampaignOut(Out):
    begun_at: At
    is_complete: bool
    steps: list[StepOut]
    over_time: list[StillMeetingOut]


def idea_out(idea: Idea) -> IdeaOut:
    return IdeaOut(
        id=idea.public_id,
        name=idea.name,
        state=idea.state,
        reason=idea.reason,
        leader_gains=idea.leader_gains,
        topics=idea.topics,
        takes_part=idea.takes_part,
        proposed_by=person_out(idea.proposer),
        proposed_at=idea.proposed_at,
        mentors=[person_out(row.person) for row in ready_mentors(idea)],
        answer=idea.answer,
        answered_at=idea.answered_at,
        programme=idea.programme.public_id if idea.programme else None,
    )


def _line(idea: Idea) -> IdeaLineOut:
    return IdeaLineOut(id=idea.public_id, name=idea.name, state=idea.state, proposed_at=idea.proposed_at)


def _mine(request: ApiRequest, ref: UUID) -> Idea:
    return there(own_ideas(request.person).filter(public_id=ref).first())


def _answerable(request: ApiRequest, ref: UUID) -> Idea:
    return there(ideas_answerable_by(request.person).filter(public_id=ref).first())


def _campaign(request: ApiRequest, programme: UUID) -> Campaign:
    mine = coordinated_programme(request, programme)
    rows = Campaign.objects.of(mine.organisation_id).filter(programme=mine, idea__isnull=False)
    found = there(rows.first())
    found.programme = mine
    return found


def campaign_out(request: ApiRequest, campaign: Campaign) -> CampaignOut:
    reach = campaign_reach(campaign, now=request.now)
    return CampaignOut(
        begun_at=reach.begun_at,
        is_complete=reach.is_complete,
        steps=[StepOut(code=step.code, people=step.people) for step in reach.steps],
        over_time=[
            StillMeetingOut(weeks=line.weeks, paired=line.paired, meeting=line.meeting) for line in reach.over_time
        ],
    )


@router.get("/my/ideas", response={200: Listed[IdeaLineOut], FAILURES: Failure})
def list_my_ideas(request: ApiRequest, paging: Query[Paging]) -> Listed[IdeaLineOut]:
    rows, total = page_of(own_ideas(request.person), paging)
    return listed([_line(row) for row in rows], total, paging)


@router.post("/my/ideas", response={201: IdeaOut, FAILURES: Failure})
def propose_a_programme(request: ApiRequest, said: IdeaIn) -> Status[IdeaOut]:
    """Put a programme before those who may approve it."""
    words = IdeaText(said.name, said.reason, said.leader_gains, tuple(said.topics), said.takes_part)
    return Status(201, idea_out(propose_programme(request.person, words, by=request.person, now=request.now)))


@router.get("/my/ideas/{uuid:idea}", response={200: IdeaOut, FAILURES: Failure})
def get_my_idea(request: ApiRequest, idea: UUID) -> IdeaOut:
    return idea_out(_mine(request, idea))


@router.post("/my/ideas/{uuid:idea}/mentors", response={200: IdeaOut, FAILURES: Failure})
def ask_a_first_mentor(request: ApiRequest, idea: UUID, said: FirstMentorIn) -> IdeaOut:
    """Ask a colleague, who answers with one tap; a no is told to nobody."""
    mine = _mine(request, idea)
    person = others_here(request.person).filter(public_id=said.person).first()
    if person is None:
        raise ApiError(422, "person_unknown", _("There is no such colleague."), field="person")
    ask_first_mentor(mine, person, by=request.person, now=request.now)
    return idea_out(mine)


@router.post("/my/ideas/{uuid:idea}/withdraw", response={200: IdeaOut, FAILURES: Failure})
def withdraw_my_idea(request: ApiRequest, idea: UUID) -> IdeaOut:
    mine = _mine(request, idea)
    withdraw_idea(mine, by=request.person, now=request.now)
    return idea_out(mine)


@router.get("/ideas", response={200: Listed[IdeaLineOut], FAILURES: Failure})
def list_ideas(request: ApiRequest, paging: Query[Paging]) -> Listed[IdeaLineOut]:
    """What was proposed, those that wait longest first; for those who may answer."""
    if not can_answer_ideas(request.person):
        raise not_found()
    rows, total = page_of(ideas_answerable_by(request.person), paging)
    return listed([_line(row) for row in rows], total, paging)


@router.get("/ideas/{uuid:idea}", response={200: IdeaOut, FAILURES: Failure})
def get_idea(request: ApiRequest, idea: UUID) -> IdeaOut:
    return idea_out(_answerable(request, idea))


@router.post("/ideas/{uuid:idea}/approve", response={200: IdeaOut, FAILURES: Failure})
def approve_an_idea(request: ApiRequest, idea: UUID, said: ApprovalIn) -> IdeaOut:
    """Make it a draft programme; nobody is invited yet."""
    found = _answerable(request, idea)
    changes = {"mentee_levels": said.leader_levels}
    approve_idea(
        found,
        template_key=said.template,
        starts_on=said.starts_on,
        by=request.person,
        now=request.now,
        answer=said.word,
        changes=changes,
    )
    return idea_out(found)


@router.post("/ideas/{uuid:idea}/not-now", response={200: IdeaOut, FAILURES: Failure})
def answer_an_idea_not_now(request: ApiRequest, idea: UUID, said: NotNowIn) -> IdeaOut:
    """With a reason the proposer reads."""
    found = _answerable(request, idea)
    answer_not_now(found, reason=said.reason, by=request.person, now=request.now)
    return idea_out(found)


@router.post("/programmes/{uuid:programme}/campaign", response={201: CampaignOut, FAILURES: Failure})
def begin_a_campaign(request: ApiRequest, programme: UUID) -> Status[CampaignOut]:
    """Open enrolment and invite all leaders of an approved idea, once."""
    mine = coordinated_programme(request, programme)
    rows = Idea.objects.of(mine.organisation_id).filter(programme=mine).select_related("proposer", "organisation")
    idea = there(rows.first())
    idea.programme = mine
    return Status(201, campaign_out(request, begin_campaign(idea, by=request.person, now=request.now)))


@router.get("/programmes/{uuid:programme}/campaign", response={200: CampaignOut, FAILURES: Failure})
def get_campaign(request: ApiRequest, programme: UUID) -> CampaignOut:
    """How far it has come: groups alone, and nobody's refusal."""
    return campaign_out(request, _campaign(request, programme))
