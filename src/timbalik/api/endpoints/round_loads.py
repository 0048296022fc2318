"""Whom a round asks much of, and whom it reaches."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Query, Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import listed, page_of, the_round
from timbalik.api.schemas import Listed, Out, Paging, PersonOut, person_out
from timbalik.matching.queries.loads import load_summary, loads_of
from timbalik.matching.queries.reach import Group, reach_of

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"


class LoadFilter(Paging):
    show: Literal["never", "free", "full"] | None = None


class LoadOut(Out):
    enrolment: UUID
    person: PersonOut
    capacity: int
    held: int
    proposed: int
    rounds_without_a_pair: int


class GroupReachOut(Out):
    name: str
    enrolled: int
    paired: int


class ReachOut(Out):
    """Groups below five, and those that could be found by subtraction, are not here; ``*_hidden`` counts them."""

    mentors: int
    never_chosen: int
    places: int
    places_taken: int
    total: GroupReachOut | None
    units: list[GroupReachOut]
    sites: list[GroupReachOut]
    units_hidden: int
    sites_hidden: int


@router.get(f"{ONE}/loads", response={200: Listed[LoadOut], FAILURES: Failure})
def list_loads(request: ApiRequest, programme: UUID, number: int, asked: Query[LoadFilter]) -> Listed[LoadOut]:
    """Each mentor's load against the places given; those longest without a pair first."""
    rows, total = page_of(loads_of(the_round(request, programme, number), asked.show or ""), asked)
    items = [
        LoadOut(
            enrolment=row.public_id,
            person=person_out(row.person),
            capacity=row.capacity,
            held=row.held,  # type: ignore[attr-defined]  # annotated by loads_of
            proposed=row.proposed,  # type: ignore[attr-defined]  # annotated by loads_of
            rounds_without_a_pair=row.rounds_alone,  # type: ignore[attr-defined]  # annotated by loads_of
        )
        for row in rows
    ]
    return listed(items, total, asked)


@router.get(f"{ONE}/reach", response={200: ReachOut, FAILURES: Failure})
def get_reach(request: ApiRequest, programme: UUID, number: int) -> ReachOut:
    """Whom the round reaches, by unit and site, small groups left out."""
    round_ = the_round(request, programme, number)
    summary, reach = load_summary(round_), reach_of(round_)
    return ReachOut(
        mentors=summary.mentors,
        never_chosen=summary.never,
        places=summary.places,
        places_taken=summary.taken,
        total=_reach_out(reach.total) if reach.total else None,
        units=[_reach_out(one) for one in reach.units],
        sites=[_reach_out(one) for one in reach.sites],
        units_hidden=reach.units_hidden,
        sites_hidden=reach.sites_hidden,
    )


def _reach_out(one: Group) -> GroupReachOut:
    return GroupReachOut(name=one.name, enrolled=one.enrolled, paired=one.paired)
