"""What an address names, found among what the caller may see; everything else is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload
from uuid import UUID

from django.db.models import Model, QuerySet

from timbalik.api.caller import ApiRequest
from timbalik.api.refusals import not_found
from timbalik.api.schemas import Listed, Paging
from timbalik.journey.space import Space, open_space
from timbalik.matching.models import Round
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.queries import visible_to as sessions_visible_to
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.queries import programmes_visible_to
from timbalik.programmes.rules import is_coordinator

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)


def visible_programme(request: ApiRequest, ref: UUID) -> Programme:
    rows = programmes_visible_to(request.person).select_related("organisation", "template", "notice")
    return there(rows.filter(public_id=ref).first())


def programme_for(request: ApiRequest, ref: UUID, *rules: Callable[[Person, Programme], bool]) -> Programme:
    """The programme, if one of the rules lets the caller in."""
    programme = visible_programme(request, ref)
    if not any(rule(request.person, programme) for rule in rules):
        raise not_found()
    return programme


def coordinated_programme(request: ApiRequest, ref: UUID) -> Programme:
    return programme_for(request, ref, is_coordinator)


def the_round(request: ApiRequest, programme: UUID, number: int) -> Round:
    """A round of a programme the caller coordinates, with what its operations need at hand."""
    mine = coordinated_programme(request, programme)
    rows = Round.objects.of(mine.organisation_id).filter(programme=mine, number=number).select_related("cohort")
    found = there(rows.first())
    found.programme = found.cohort.programme = mine
    found.organisation = found.cohort.organisation = mine.organisation
    return found


def the_space(request: ApiRequest, relationship: UUID) -> Space:
    """A relationship of the caller's own, open for its members."""
    return there(open_space(request.person, relationship, now=request.now))


def own_session(request: ApiRequest, ref: UUID) -> MentoringSession:
    rows = sessions_visible_to(request.person).select_related("organisation", "programme__organisation")
    return there(rows.select_related("relationship__organisation").filter(public_id=ref).first())


def there(found: T | None) -> T:
    if found is None:
        raise not_found()
    return found


@overload
def page_of(rows: QuerySet[Row], paging: Paging) -> tuple[list[Row], int]: ...
@overload
def page_of(rows: list[T], paging: Paging) -> tuple[list[T], int]: ...
def page_of(rows: QuerySet[Any] | list[Any], paging: Paging) -> tuple[list[Any], int]:
    """One page of the rows, and how many there are in all: two queries, however many."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return list(rows[paging.offset : paging.offset + paging.limit]), total


def listed(items: list[T], total: int, paging: Paging) -> Listed[T]:
    return Listed(items=items, total=total, limit=paging.limit, offset=paging.offset)
