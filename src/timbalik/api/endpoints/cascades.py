"""Sponsor first: mentee number one, what they say in public, and the waves behind."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field, StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.endpoints.programmes import Rank
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, programme_for
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, Day, In, Out, PersonOut, person_out
from timbalik.evaluation.reach import cascade_reach
from timbalik.matching.operations.cascade_waves import open_cascade_wave
from timbalik.programmes.models import Cascade, Programme
from timbalik.programmes.operations.cascades import begin_cascade, publish_statement, withdraw_statement
from timbalik.programmes.queries import appointable
from timbalik.programmes.rules import can_read_statement, is_mentee_number_one, is_route_open
from timbalik.programmes.states import CascadeMode, Route

router = Router(tags=["cascade"])


class CascadeIn(In):
    leader: UUID
    mode: CascadeMode = CascadeMode.OPT_IN


class WaveIn(In):
    """The lowest and the highest rank that is asked now."""

    levels: Annotated[list[Rank], Field(min_length=2, max_length=2)]
    starts_on: Day


class StatementIn(In):
    """``agrees``: everybody of the organisation may read it with the name, until it is taken back."""

    statement: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    agrees: Literal[True]


class StatementOut(Out):
    leader: PersonOut
    statement: str
    published_at: At


class SilenceOut(Out):
    is_public: bool


class LevelOut(Out):
    """A figure is null where it could point to somebody."""

    name: str
    invited: int | None
    enrolled: int | None
    paired: int | None
    meeting: int | None


class CascadeOut(Out):
    leader: PersonOut | None
    mode: str
    is_public: bool
    waves: int
    levels: list[LevelOut]


class WaveOut(Out):
    wave: int
    letters: int
    mentors_came_along: int


def _of_open_route(request: ApiRequest, ref: UUID) -> Programme:
    mine = coordinated_programme(request, ref)
    if not is_route_open(mine, Route.CASCADE):
        raise not_found()
    return mine


def _cascade(programme: Programme) -> Cascade:
    try:
        found: Cascade = programme.cascade
    except ObjectDoesNotExist:
        raise not_found() from None
    return found


def _out(request: ApiRequest, cascade: Cascade) -> CascadeOut:
    programme = cascade.programme
    return CascadeOut(
        leader=person_out(cascade.leader) if cascade.leader else None,
        mode=cascade.mode,
        is_public=cascade.is_public,
        waves=programme.campaigns.filter(idea__isnull=True).count(),
        levels=[
            LevelOut(
                name=level.name,
                invited=level.invited,
                enrolled=level.enrolled,
                paired=level.paired,
                meeting=level.meeting,
            )
            for level in cascade_reach(programme, now=request.now)
        ],
    )


@router.get("/programmes/{uuid:programme}/cascade", response={200: CascadeOut, FAILURES: Failure})
def get_cascade(request: ApiRequest, programme: UUID) -> CascadeOut:
    """How far each level has come."""
    return _out(request, _cascade(_of_open_route(request, programme)))


@router.post("/programmes/{uuid:programme}/cascade", response={201: CascadeOut, FAILURES: Failure})
def begin_a_cascade(request: ApiRequest, programme: UUID, said: CascadeIn) -> Status[CascadeOut]:
    """Ask the top leader to be mentee number one."""
    mine = _of_open_route(request, programme)
    leader = appointable(mine.organisation_id).filter(public_id=said.leader).first()
    if leader is None:
        raise ApiError(422, "person_unknown", _("There is no such colleague."), field="leader")
    return Status(201, _out(request, begin_cascade(mine, leader, mode=said.mode, by=request.person, now=request.now)))


@router.post("/programmes/{uuid:programme}/cascade/waves", response={201: WaveOut, FAILURES: Failure})
def open_a_wave(request: ApiRequest, programme: UUID, said: WaveIn) -> Status[WaveOut]:
    """Invite everybody of these levels into a wave of their own."""
    cascade = _cascade(_of_open_route(request, programme))
    campaign, moved = open_cascade_wave(
        cascade, said.levels, starts_on=said.starts_on, by=request.person, now=request.now
    )
    letters = campaign.letters.count()
    return Status(201, WaveOut(wave=campaign.cohort.wave, letters=letters, mentors_came_along=moved))


@router.get("/programmes/{uuid:programme}/cascade/statement", response={200: StatementOut, FAILURES: Failure})
def get_statement(request: ApiRequest, programme: UUID) -> StatementOut:
    """What mentee number one says in public inside the organisation, while it stands."""
    rows = Programme.objects.of(request.person.organisation_id).filter(public_id=programme)
    found = rows.select_related("cascade__leader").first()
    if found is None or not can_read_statement(request.person, found):
        raise not_found()
    return _statement(found.cascade)


@router.post("/programmes/{uuid:programme}/cascade/statement", response={200: StatementOut, FAILURES: Failure})
def publish_my_statement(request: ApiRequest, programme: UUID, said: StatementIn) -> StatementOut:
    cascade = programme_for(request, programme, is_mentee_number_one).cascade
    publish_statement(cascade, said.statement, by=request.person, now=request.now)
    return _statement(cascade)


@router.post("/programmes/{uuid:programme}/cascade/statement/withdraw", response={200: SilenceOut, FAILURES: Failure})
def withdraw_my_statement(request: ApiRequest, programme: UUID) -> SilenceOut:
    """Take the words back: they are forgotten, and no later letter quotes them."""
    cascade = programme_for(request, programme, is_mentee_number_one).cascade
    withdraw_statement(cascade, by=request.person, now=request.now)
    return SilenceOut(is_public=cascade.is_public)


def _statement(cascade: Cascade) -> StatementOut:
    assert cascade.leader is not None
    assert cascade.published_at is not None
    return StatementOut(
        leader=person_out(cascade.leader), statement=cascade.statement, published_at=cascade.published_at
    )
