"""Potential mentors by what HR systems say in their favour; each is asked first, sees what was read, and may object."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field as Limited

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, In, Line, Listed, Out, Paging, Passage, PersonOut, person_out
from timbalik.programmes.models import Programme, Shortlist
from timbalik.programmes.operations.shortlists import (
    allow_shortlists,
    ask_from_shortlist,
    begin_shortlist,
    close_shortlist,
    object_to_shortlists,
)
from timbalik.programmes.operations.talent import use_talent_rows
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.shortlists import entries_about, figures, objects, reasons, shortlist_of
from timbalik.programmes.shortlists import listed as listed_on
from timbalik.programmes.states import Evidence, Route
from timbalik.programmes.talent_files import Found, Said

router = Router(tags=["shortlists"])


class ShortlistIn(In):
    """Up to eight topics; ``keep_days`` is 7, 14 or 30."""

    topics: Annotated[list[Line], Limited(max_length=20)]
    keep_days: int = 30


class ShortlistOut(Out):
    """``without_data`` is empty where fewer than five people stand on one side. A no and a silence are told nowhere."""

    topics: list[str]
    begun_at: At
    ends_at: At
    strong: int
    some: int
    asked: int
    said_yes: int
    without_data: int | None


class EvidenceRow(In):
    """One person by staff number or e-mail, and what speaks for them. Age, gender, faith and performance have no field."""

    staff_number: Line = ""
    email: Line = ""
    skill: Passage = ""
    certificate: Passage = ""
    course: Passage = ""
    taught: Passage = ""
    presented: Passage = ""
    communication: Passage = ""


class EvidenceIn(In):
    rows: Annotated[list[EvidenceRow], Limited(min_length=1, max_length=2000)]


class BroughtOut(Out):
    """``not_found``: places in the list (the first is 1) of rows that name nobody here; nobody is made of them."""

    listed: int
    not_used: int
    not_found: list[int]


class ReasonOut(Out):
    kind: str
    topic: str
    words: str


class ListedOut(Out):
    """In no order but the two groups and the name."""

    person: PersonOut
    evidence: Literal["strong", "some"]
    reasons: list[ReasonOut]
    asked: bool


class ShownFilter(Paging):
    show: Literal["all", "strong", "some"] = "all"


class QuestionOut(Out):
    person: PersonOut
    asked_at: At


class ErasedOut(Out):
    erased: bool = True


class OwnListOut(Out):
    programme: UUID
    programme_name: str
    reasons: list[ReasonOut]
    ends_at: At


class OwnListsOut(Out):
    objects: bool
    lists: list[OwnListOut]


class ObjectionIn(In):
    objects: bool


@router.post("/programmes/{uuid:programme}/shortlist", response={201: ShortlistOut, FAILURES: Failure})
def begin_a_shortlist(request: ApiRequest, programme: UUID, said: ShortlistIn) -> Status[ShortlistOut]:
    """A new list in place of the one there was, which is erased."""
    mine = _of_open_route(request, programme)
    made = begin_shortlist(mine, said.topics, keep_days=said.keep_days, by=request.person, now=request.now)
    return Status(201, _told(request, made))


@router.get("/programmes/{uuid:programme}/shortlist", response={200: ShortlistOut, FAILURES: Failure})
def get_shortlist(request: ApiRequest, programme: UUID) -> ShortlistOut:
    return _told(request, _shortlist(request, programme))


@router.post("/programmes/{uuid:programme}/shortlist/evidence", response={200: BroughtOut, FAILURES: Failure})
def bring_evidence(request: ApiRequest, programme: UUID, said: EvidenceIn) -> BroughtOut:
    """What an HRIS, ATS or e-recruitment system knows, in place of what was brought before; only what fits is kept."""
    rows = [
        Said(
            number,
            row.staff_number.strip(),
            row.email.strip(),
            {kind: words for kind in Evidence if kind != Evidence.OFFER and (words := getattr(row, kind.value))},
        )
        for number, row in enumerate(said.rows, start=1)
    ]
    done = use_talent_rows(_shortlist(request, programme), rows, by=request.person, now=request.now)
    return BroughtOut(listed=done.listed, not_used=done.not_used, not_found=list(done.not_found))


@router.get("/programmes/{uuid:programme}/shortlist/people", response={200: Listed[ListedOut], FAILURES: Failure})
def list_shortlist(request: ApiRequest, programme: UUID, wanted: Query[ShownFilter]) -> Listed[ListedOut]:
    """Who may be asked, and why."""
    rows = listed_on(_shortlist(request, programme), but_for=request.person)
    if wanted.show != "all":
        rows = rows.filter(is_strong=wanted.show == "strong")
    found, total = page_of(rows, wanted)
    items = [
        ListedOut(
            person=person_out(one.person),
            evidence="strong" if one.is_strong else "some",
            reasons=_reasons(one.found),
            asked=one.is_asked,  # type: ignore[attr-defined]  # annotated by ``listed``
        )
        for one in found
    ]
    return listed(items, total, wanted)


@router.post(
    "/programmes/{uuid:programme}/shortlist/people/{uuid:person}/ask", response={201: QuestionOut, FAILURES: Failure}
)
def ask_somebody_listed(request: ApiRequest, programme: UUID, person: UUID) -> Status[QuestionOut]:
    """Would they be a mentor? They answer as to a nomination; a no and a silence are told to nobody."""
    shortlist = _shortlist(request, programme)
    entry = there(listed_on(shortlist, but_for=request.person).filter(person__public_id=person).first())
    made = ask_from_shortlist(shortlist, entry.person, by=request.person, now=request.now)
    return Status(201, QuestionOut(person=person_out(entry.person), asked_at=made.nominated_at))


@router.post("/programmes/{uuid:programme}/shortlist/close", response={200: ErasedOut, FAILURES: Failure})
def close_the_shortlist(request: ApiRequest, programme: UUID) -> ErasedOut:
    """Erase the list and all that was read for it. Who was asked may still answer."""
    close_shortlist(_shortlist(request, programme), by=request.person, now=request.now)
    return ErasedOut()


@router.get("/my/shortlists", response={200: OwnListsOut, FAILURES: Failure})
def list_my_shortlists(request: ApiRequest) -> OwnListsOut:
    """What was read about the person as a potential mentor, and whether they object."""
    return _own(request)


@router.post("/my/shortlists/objection", response={200: OwnListsOut, FAILURES: Failure})
def change_my_objection(request: ApiRequest, said: ObjectionIn) -> OwnListsOut:
    """Object for good, or take it back. Nobody is told."""
    act = object_to_shortlists if said.objects else allow_shortlists
    act(request.person, by=request.person, now=request.now)
    return _own(request)


def _of_open_route(request: ApiRequest, ref: UUID) -> Programme:
    mine = coordinated_programme(request, ref)
    if not is_route_open(mine, Route.NOMINATION):
        raise not_found()
    return mine


def _shortlist(request: ApiRequest, programme: UUID) -> Shortlist:
    mine = _of_open_route(request, programme)
    found = there(shortlist_of(mine))
    found.programme = mine
    return found


def _told(request: ApiRequest, shortlist: Shortlist) -> ShortlistOut:
    counted = figures(shortlist, but_for=request.person)
    return ShortlistOut(
        topics=list(shortlist.concepts),
        begun_at=shortlist.begun_at,
        ends_at=shortlist.ends_at,
        strong=counted.strong,
        some=counted.some,
        asked=counted.asked,
        said_yes=counted.yes,
        without_data=counted.without,
    )


def _reasons(found: list[Found]) -> list[ReasonOut]:
    return [ReasonOut(kind=one.kind, topic=one.topic, words=one.words) for one in reasons(found)]


def _own(request: ApiRequest) -> OwnListsOut:
    return OwnListsOut(
        objects=objects(request.person),
        lists=[
            OwnListOut(
                programme=one.shortlist.programme.public_id,
                programme_name=one.shortlist.programme.name,
                reasons=_reasons(one.found),
                ends_at=one.shortlist.ends_at,
            )
            for one in entries_about(request.person)
        ],
    )
