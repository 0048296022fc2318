"""A person's own relationships: where they stand, what is still open, on and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, ApiError, Failure, Problem
from timbalik.api.finding import listed, page_of, the_space
from timbalik.api.schemas import At, In, Listed, Out, Paging, PersonOut, person_out
from timbalik.journey.operations import (
    Criterion,
    PhaseNotComplete,
    TrainingNotDone,
    advance_phase,
    complete_relationship,
    leave_relationship,
    resume_pair,
    step_back,
)
from timbalik.journey.space import Space
from timbalik.journey.wording import criterion_in_words
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.operations import pause_relationship
from timbalik.relationships.queries import of_member

router = Router(tags=["my relationships"])
ONE = "/my/relationships/{uuid:relationship}"


class StepBackIn(In):
    """The reason is sealed: only the members read it."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class MemberOut(Out):
    person: PersonOut
    called: str
    side: str


class MyRelationshipLineOut(Out):
    id: UUID
    programme: UUID
    programme_name: str
    my_side: str
    members: list[MemberOut]
    state: str
    phase: str
    phase_since: At
    opened_at: At
    ended_at: At | None


class CriterionOut(Out):
    """Something still open: a code, whom it waits for if anybody, and the sentence."""

    code: str
    side: str
    message: str


class MyRelationshipOut(Out):
    """``missing``: what is open before the present phase can be left."""

    relationship: MyRelationshipLineOut
    missing: list[CriterionOut]


def _line(row: Relationship, members: list[RelationshipMember], me: int) -> MyRelationshipLineOut:
    return MyRelationshipLineOut(
        id=row.public_id,
        programme=row.programme.public_id,
        programme_name=row.programme.name,
        my_side=next((one.side for one in members if one.person_id == me), ""),
        members=[MemberOut(person=person_out(one.person), called=one.person.called, side=one.side) for one in members],
        state=row.state,
        phase=row.phase,
        phase_since=row.phase_since,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
    )


def _relationship_out(space: Space) -> MyRelationshipOut:
    return MyRelationshipOut(
        relationship=_line(space.relationship, list(space.members), space.me.person_id),
        missing=[
            CriterionOut(code=one.code, side=one.side, message=criterion_in_words(one, space.names_by_side()))
            for one in space.missing
        ],
    )


@contextmanager
def naming_criteria(space: Space) -> Iterator[None]:
    """Turn what a gate misses into an answer that names each point."""
    try:
        yield
    except (PhaseNotComplete, TrainingNotDone) as refusal:
        code = "training_not_done" if isinstance(refusal, TrainingNotDone) else "phase_not_complete"
        details = [_detail(one, space) for one in refusal.criteria]
        message = _("Something is still open. The details say what.")
        raise ApiError(409, code, message, details=details) from None


def _detail(criterion: Criterion, space: Space) -> Problem:
    return Problem(code=criterion.code, message=criterion_in_words(criterion, space.names_by_side()))


@router.get("/my/relationships", response={200: Listed[MyRelationshipLineOut], FAILURES: Failure})
def list_my_relationships(request: ApiRequest, paging: Query[Paging]) -> Listed[MyRelationshipLineOut]:
    """Where the person is a member, the ended ones too; the newest first. What is open: ask for one of them."""
    members = RelationshipMember.objects.of(request.person.organisation_id).select_related("person").order_by("pk")
    own = of_member(request.person).prefetch_related(Prefetch("members", queryset=members))
    rows, total = page_of(own, paging)
    items = [_line(row, _those_who_count(row), request.person.pk) for row in rows]
    return listed(items, total, paging)


@router.get(ONE, response={200: MyRelationshipOut, FAILURES: Failure})
def get_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/advance", response={200: MyRelationshipOut, FAILURES: Failure})
def advance_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    """Close the present phase and begin the next; either member may, once nothing is missing."""
    space = the_space(request, relationship)
    with naming_criteria(space):
        advance_phase(space.relationship, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/step-back", response={200: MyRelationshipOut, FAILURES: Failure})
def step_my_relationship_back(request: ApiRequest, relationship: UUID, said: StepBackIn) -> MyRelationshipOut:
    """Go back one phase. Nothing is lost."""
    space = the_space(request, relationship)
    step_back(space.relationship, reason=said.reason, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/complete", response={200: MyRelationshipOut, FAILURES: Failure})
def complete_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    """End a relationship that went through all four phases."""
    space = the_space(request, relationship)
    with naming_criteria(space):
        complete_relationship(space.relationship, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/pause", response={200: MyRelationshipOut, FAILURES: Failure})
def pause_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    """Stop the clock: sessions ahead are called off, the partner reads that the pair pauses. No reason is asked."""
    space = the_space(request, relationship)
    pause_relationship(space.relationship, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/resume", response={200: MyRelationshipOut, FAILURES: Failure})
def resume_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    """Go on where it stopped, unless one of the two would like to go on pausing."""
    space = the_space(request, relationship)
    resume_pair(space.relationship, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


@router.post(f"{ONE}/leave", response={200: MyRelationshipOut, FAILURES: Failure})
def leave_my_relationship(request: ApiRequest, relationship: UUID) -> MyRelationshipOut:
    """End it early. No reason is asked and the partner is not told who ended it; both wait for a new partner."""
    space = the_space(request, relationship)
    leave_relationship(space.relationship, by=request.person, now=request.now)
    return _relationship_out(the_space(request, relationship))


def _those_who_count(row: Relationship) -> list[RelationshipMember]:
    return [one for one in row.members.all() if one.left_at is None or (row.ended_at and one.left_at >= row.ended_at)]
