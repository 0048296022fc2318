"""Colleagues name potential mentors, who are asked first; and a person's screening of those who enrolled."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, In, Listed, Out, Paging, PersonOut, Sentence, person_out
from timbalik.people.models.persons import Person
from timbalik.people.queries import others_here
from timbalik.programmes.models import Enrolment, Nomination, Programme, Screening
from timbalik.programmes.nominations import asked_nominations, candidates, open_to_nominations
from timbalik.programmes.operations import note_reading
from timbalik.programmes.operations.nominations import answer_nomination, invite_candidate, nominate
from timbalik.programmes.operations.screening import answer_screening
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.screenings import screening_queue
from timbalik.programmes.states import EnrolmentState, Route, ScreeningVerdict

router = Router(tags=["nominations"])


class NominationIn(In):
    """What they are good at, and something the person saw themselves; the nominee reads both first."""

    person: UUID
    good_at: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    example: Annotated[str, StringConstraints(min_length=1, max_length=600)]


class ThanksOut(Out):
    """That the nominee is asked. What they answer is told to nobody but the programme team, and only a yes."""

    person: PersonOut
    programme: UUID


class AskedOut(Out):
    """One of the person's own: who named them, for what, and what they answered so far."""

    id: UUID
    programme: UUID
    programme_name: str
    named_by: PersonOut | None
    good_at: str
    example: str
    answer: str


class AnswerIn(In):
    yes: bool


class VoiceOut(Out):
    named_by: PersonOut | None
    good_at: str
    example: str


class CandidateOut(Out):
    person: PersonOut
    voices: list[VoiceOut]


class InvitedOut(Out):
    enrolment: UUID
    state: str


class ScreeningFilter(Paging):
    verdict: ScreeningVerdict = ScreeningVerdict.WAITING


class ScreeningLineOut(Out):
    enrolment: UUID
    person: PersonOut
    role: str
    verdict: str
    submitted_at: At | None


class ScreeningOut(Out):
    """What the person said of themselves, and the answer, which they read word for word."""

    enrolment: UUID
    person: PersonOut
    role: str
    conduct: dict[str, str]
    example: str
    verdict: str
    reason: str
    answered_at: At | None


class ScreeningAnswerIn(In):
    """A reason is needed for ``talk_first`` and ``not_this_wave``."""

    verdict: Literal["yes", "talk_first", "not_this_wave"]
    reason: Sentence = ""


def _person(person: Person | None) -> PersonOut | None:
    return person_out(person) if person else None


def _asked(row: Nomination) -> AskedOut:
    return AskedOut(
        id=row.public_id,
        programme=row.programme.public_id,
        programme_name=row.programme.name,
        named_by=_person(row.nominator),
        good_at=row.good_at,
        example=row.example,
        answer=row.answer,
    )


def _of_open_route(request: ApiRequest, ref: UUID) -> Programme:
    mine = coordinated_programme(request, ref)
    if not is_route_open(mine, Route.NOMINATION):
        raise not_found()
    return mine


@router.post("/programmes/{uuid:programme}/nominations", response={201: ThanksOut, FAILURES: Failure})
def name_a_mentor(request: ApiRequest, programme: UUID, said: NominationIn) -> Status[ThanksOut]:
    """Name a colleague; they are asked first, with one tap to answer. Open to everybody of the organisation."""
    found = there(next((one for one in open_to_nominations(request.person) if one.public_id == programme), None))
    nominee = others_here(request.person).filter(public_id=said.person).first()
    if nominee is None:
        raise ApiError(422, "person_unknown", _("There is no such colleague."), field="person")
    nominate(found, nominee, good_at=said.good_at, example=said.example, by=request.person, now=request.now)
    return Status(201, ThanksOut(person=person_out(nominee), programme=found.public_id))


@router.get("/my/nominations", response={200: Listed[AskedOut], FAILURES: Failure})
def list_my_nominations(request: ApiRequest, paging: Query[Paging]) -> Listed[AskedOut]:
    """Who would like to see the person as a mentor."""
    rows, total = page_of(asked_nominations(request.person), paging)
    return listed([_asked(row) for row in rows], total, paging)


@router.post("/my/nominations/{uuid:nomination}/answer", response={200: AskedOut, FAILURES: Failure})
def answer_my_nomination(request: ApiRequest, nomination: UUID, said: AnswerIn) -> AskedOut:
    """May the programme team read it? A no is told to nobody."""
    row = there(asked_nominations(request.person).filter(public_id=nomination).first())
    answer_nomination(row, yes=said.yes, by=request.person, now=request.now)
    return _asked(row)


@router.get("/programmes/{uuid:programme}/candidates", response={200: Listed[CandidateOut], FAILURES: Failure})
def list_candidates(request: ApiRequest, programme: UUID, paging: Query[Paging]) -> Listed[CandidateOut]:
    """Potential mentors who said yes, and nobody else."""
    rows, total = page_of(candidates(_of_open_route(request, programme)), paging)
    items = [
        CandidateOut(
            person=person_out(row),
            voices=[
                VoiceOut(named_by=_person(one.nominator), good_at=one.good_at, example=one.example)
                for one in row.voices  # type: ignore[attr-defined]  # prefetched by ``candidates``
            ],
        )
        for row in rows
    ]
    return listed(items, total, paging)


@router.post(
    "/programmes/{uuid:programme}/candidates/{uuid:person}/invite", response={201: InvitedOut, FAILURES: Failure}
)
def invite_a_candidate(request: ApiRequest, programme: UUID, person: UUID) -> Status[InvitedOut]:
    mine = _of_open_route(request, programme)
    found = there(candidates(mine).filter(public_id=person).first())
    made = invite_candidate(mine, found, by=request.person, now=request.now)
    return Status(201, InvitedOut(enrolment=made.public_id, state=made.state))


@router.get("/programmes/{uuid:programme}/screening", response={200: Listed[ScreeningLineOut], FAILURES: Failure})
def list_screening(request: ApiRequest, programme: UUID, wanted: Query[ScreeningFilter]) -> Listed[ScreeningLineOut]:
    """Who waits for a person to read how they work with others, or has this answer."""
    rows, total = page_of(screening_queue(coordinated_programme(request, programme), wanted.verdict), wanted)
    items = [
        ScreeningLineOut(
            enrolment=row.public_id,
            person=person_out(row.person),
            role=row.role,
            verdict=wanted.verdict,
            submitted_at=row.submitted_at,
        )
        for row in rows
    ]
    return listed(items, total, wanted)


@router.get(
    "/programmes/{uuid:programme}/enrolments/{uuid:enrolment}/screening",
    response={200: ScreeningOut, FAILURES: Failure},
)
def get_screening(request: ApiRequest, programme: UUID, enrolment: UUID) -> ScreeningOut:
    """That it was read is kept, and the person may see it."""
    row = _enrolment(request, programme, enrolment)
    note_reading(row, by=request.person, now=request.now)
    return _screening(row)


@router.post(
    "/programmes/{uuid:programme}/enrolments/{uuid:enrolment}/screening",
    response={200: ScreeningOut, FAILURES: Failure},
)
def answer_a_screening(request: ApiRequest, programme: UUID, enrolment: UUID, said: ScreeningAnswerIn) -> ScreeningOut:
    """Yes, talk first, or not this wave. A person answers, and the person concerned reads it."""
    row = _enrolment(request, programme, enrolment)
    answer_screening(row, said.verdict, reason=said.reason, by=request.person, now=request.now)
    return _screening(_enrolment(request, programme, enrolment))


def _enrolment(request: ApiRequest, programme: UUID, ref: UUID) -> Enrolment:
    mine = coordinated_programme(request, programme)
    rows = Enrolment.objects.of(mine.organisation_id).filter(
        programme=mine, public_id=ref, state=EnrolmentState.SUBMITTED, person__restricted_at__isnull=True
    )
    return there(rows.select_related("person", "screening", "programme", "organisation").first())


def _screening(row: Enrolment) -> ScreeningOut:
    try:
        said: Screening = row.screening
    except ObjectDoesNotExist:
        said = Screening()
    return ScreeningOut(
        enrolment=row.public_id,
        person=person_out(row.person),
        role=row.role,
        conduct=said.conduct,
        example=said.example,
        verdict=said.verdict,
        reason=said.reason,
        answered_at=said.answered_at,
    )
