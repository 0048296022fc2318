"""Programmes: list, make, open."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints, model_validator

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, visible_programme
from timbalik.api.refusals import not_found
from timbalik.api.schemas import Day, In, Listed, Out, Paging
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import choose_routes, create_programme, open_enrolment
from timbalik.programmes.queries import funnels, programmes_visible_to
from timbalik.programmes.rules import can_create_programme, is_coordinator
from timbalik.programmes.states import Direction, EnrolmentRole, Route

router = Router(tags=["programmes"])

Rank = Annotated[int, Field(ge=0, le=32_767)]
Levels = Annotated[list[Rank], Field(max_length=2)]


class NewProgramme(In):
    """What is left out comes from the template. Levels: the lowest and the highest rank, or empty for anybody."""

    template: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    starts_on: Day
    ends_on: Day | None = None
    direction: Direction | None = None
    cadence_days: Annotated[int, Field(ge=1, le=92)] | None = None
    session_minutes: Annotated[int, Field(ge=15, le=240)] | None = None
    planned_sessions: Annotated[int, Field(ge=1, le=104)] | None = None
    mentor_levels: Levels | None = None
    mentee_levels: Levels | None = None
    weaker_side_floor: Annotated[int, Field(ge=0, le=100)] | None = None
    answer_days: Annotated[int, Field(ge=1, le=60)] | None = None
    notes_enabled: bool | None = None
    only_across: bool | None = None
    enrolment_closes_on: Day | None = None
    routes: Annotated[list[Route], Field(max_length=len(Route))] | None = None

    @model_validator(mode="after")
    def levels_in_order(self) -> Self:
        for levels in (self.mentor_levels, self.mentee_levels):
            if levels and (len(levels) != 2 or levels[0] > levels[1]):
                raise ValueError("the lowest and the highest rank")
        return self


class RoutesIn(In):
    """All ways to a pair that shall be open beside the coordinator's rounds; the others are closed."""

    routes: Annotated[list[Route], Field(max_length=len(Route))]


class CountsOut(Out):
    """How many of a role stand where."""

    role: str
    invited: int
    started: int
    submitted: int
    declined: int
    withdrawn: int


class ProgrammeOut(Out):
    """Levels, floor and ``enrolments`` are for those who coordinate it."""

    id: UUID
    name: str
    state: str
    direction: str
    template: str
    starts_on: date
    ends_on: date
    cadence_days: int
    session_minutes: int
    planned_sessions: int
    answer_days: int
    notes_enabled: bool
    only_across: bool
    enrolment_closes_on: date | None
    routes: list[str]
    coordinates: bool
    mentor_levels: list[int] | None
    mentee_levels: list[int] | None
    weaker_side_floor: int | None
    enrolments: list[CountsOut] | None


class ProgrammeLineOut(Out):
    id: UUID
    name: str
    state: str
    direction: str
    starts_on: date
    ends_on: date


def programme_out(request: ApiRequest, programme: Programme) -> ProgrammeOut:
    coordinates = is_coordinator(request.person, programme)
    return ProgrammeOut(
        id=programme.public_id,
        name=programme.name,
        state=programme.state,
        direction=programme.direction,
        template=str(programme.template),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        cadence_days=programme.cadence_days,
        session_minutes=programme.session_minutes,
        planned_sessions=programme.planned_sessions,
        answer_days=programme.answer_days,
        notes_enabled=programme.notes_enabled,
        only_across=programme.only_across,
        enrolment_closes_on=programme.enrolment_closes_on,
        routes=programme.routes,
        coordinates=coordinates,
        mentor_levels=programme.mentor_levels if coordinates else None,
        mentee_levels=programme.mentee_levels if coordinates else None,
        weaker_side_floor=programme.weaker_side_floor if coordinates else None,
        enrolments=_counts(programme) if coordinates else None,
    )


def _counts(programme: Programme) -> list[CountsOut]:
    found = funnels([programme])[programme.pk]
    return [
        CountsOut(
            role=role,
            invited=found[role].invited,
            started=found[role].started,
            submitted=found[role].submitted,
            declined=found[role].declined,
            withdrawn=found[role].withdrawn,
        )
        for role in EnrolmentRole.values
    ]


@router.get("/programmes", response={200: Listed[ProgrammeLineOut], FAILURES: Failure})
def list_programmes(request: ApiRequest, paging: Query[Paging]) -> Listed[ProgrammeLineOut]:
    """The programmes the person coordinates, sponsors, evaluates or takes part in, the newest first."""
    rows, total = page_of(programmes_visible_to(request.person).order_by("-starts_on", "name", "pk"), paging)
    items = [
        ProgrammeLineOut(
            id=row.public_id,
            name=row.name,
            state=row.state,
            direction=row.direction,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]
    return listed(items, total, paging)


@router.post("/programmes", response={201: ProgrammeOut, FAILURES: Failure})
def create_a_programme(request: ApiRequest, new: NewProgramme) -> Status[ProgrammeOut]:
    """Make a programme in draft from a template; the person becomes its coordinator."""
    person = request.person
    if not can_create_programme(person):
        raise not_found()
    if new.ends_on is not None and new.ends_on <= new.starts_on:
        raise ApiError(422, "dates_out_of_order", _("The last day comes after the first."), field="ends_on")
    changes = new.model_dump(exclude={"template", "name", "starts_on"}, exclude_none=True)
    made = create_programme(
        person.organisation,
        template_key=new.template,
        name=new.name,
        starts_on=new.starts_on,
        by=person,
        now=request.now,
        **changes,
    )
    return Status(201, programme_out(request, made))


@router.get("/programmes/{uuid:programme}", response={200: ProgrammeOut, FAILURES: Failure})
def get_programme(request: ApiRequest, programme: UUID) -> ProgrammeOut:
    return programme_out(request, visible_programme(request, programme))


@router.post("/programmes/{uuid:programme}/open", response={200: ProgrammeOut, FAILURES: Failure})
def open_a_programme(request: ApiRequest, programme: UUID) -> ProgrammeOut:
    """Let invited people enrol."""
    mine = coordinated_programme(request, programme)
    open_enrolment(mine, by=request.person, now=request.now)
    return programme_out(request, mine)


@router.post("/programmes/{uuid:programme}/routes", response={200: ProgrammeOut, FAILURES: Failure})
def choose_the_routes(request: ApiRequest, programme: UUID, wanted: RoutesIn) -> ProgrammeOut:
    """Say which ways to a pair are open beside the coordinator's rounds."""
    mine = coordinated_programme(request, programme)
    choose_routes(mine, wanted.routes, by=request.person, now=request.now)
    return programme_out(request, mine)
