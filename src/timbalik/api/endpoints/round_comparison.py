"""Two arrangements beside each other, person by person: rounds, drafts, or one of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.endpoints.round_people import person_in
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.schemas import Listed, Out, Paging, PersonOut
from timbalik.matching.comparing import Change, Partner, compare
from timbalik.matching.queries.drafts import find_snapshot, people_of
from timbalik.matching.snapshots import Snapshot
from timbalik.people.models.persons import Person

router = Router(tags=["rounds"])
Side = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class ComparisonIn(Paging):
    """``before`` and ``after``: the number of a round, or the id of a draft. ``show``: the kind of change; all that
    differ by default."""

    before: Side
    after: Side
    show: Literal["same", "other", "lost", "found", "all"] | None = None


class FiguresOut(Out):
    pairs: int
    total_hundredths: int
    mean_hundredths: int
    weakest_hundredths: int
    under_floor: int
    mean_mentor_benefit: int
    mean_mentee_benefit: int
    is_proved: bool


class PartnerOut(Out):
    person: PersonOut | None
    score_hundredths: int


class ChangeOut(Out):
    person: PersonOut | None
    role: str
    change: str
    before: list[PartnerOut]
    after: list[PartnerOut]


class ComparisonOut(Out):
    before: FiguresOut
    after: FiguresOut
    weights_differ: bool
    decisions_only_before: int
    decisions_only_after: int
    counts: dict[str, int]
    changes: Listed[ChangeOut]


@router.get("/programmes/{uuid:programme}/comparison", response={200: ComparisonOut, FAILURES: Failure})
def compare_arrangements(request: ApiRequest, programme: UUID, asked: Query[ComparisonIn]) -> ComparisonOut:
    """Two arrangements person by person: rounds, drafts, or one of each."""
    mine = coordinated_programme(request, programme)
    sides = [there(find_snapshot(mine, ref)) for ref in (asked.before, asked.after)]
    found = compare(*sides)
    rows, total = page_of(list(found.chosen(asked.show or "")), asked)
    people = people_of(mine, {key for one in rows for key in _keys(one)})
    return ComparisonOut(
        before=_figures(found.before),
        after=_figures(found.after),
        weights_differ=found.weights_differ,
        decisions_only_before=len(found.only_before),
        decisions_only_after=len(found.only_after),
        counts=found.counts,
        changes=listed([_change_out(one, people) for one in rows], total, asked),
    )


def _figures(one: Snapshot) -> FiguresOut:
    return FiguresOut(
        pairs=len(one.pairs),
        total_hundredths=one.total,
        mean_hundredths=one.mean,
        weakest_hundredths=one.weakest,
        under_floor=one.under_floor,
        mean_mentor_benefit=one.mean_mentor_benefit,
        mean_mentee_benefit=one.mean_mentee_benefit,
        is_proved=one.is_proved,
    )


def _keys(change: Change) -> Iterable[int]:
    return (change.enrolment_id, *(one.enrolment_id for one in (*change.before, *change.after)))


def _change_out(one: Change, people: dict[int, Person]) -> ChangeOut:
    return ChangeOut(
        person=person_in(people, one.enrolment_id),
        role=one.role,
        change=one.kind,
        before=_partners(one.before, people),
        after=_partners(one.after, people),
    )


def _partners(partners: Iterable[Partner], people: dict[int, Person]) -> list[PartnerOut]:
    return [PartnerOut(person=person_in(people, one.enrolment_id), score_hundredths=one.score) for one in partners]
