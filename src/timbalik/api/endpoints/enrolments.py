"""Who was asked in a programme, who answered, and what they handed in."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints, model_validator

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, there
from timbalik.api.schemas import At, In, Listed, Out, Paging, PersonOut, person_out
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import invite, note_reading, remind_invited
from timbalik.programmes.queries import enrolments_readable_by, participants
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

router = Router(tags=["enrolments"])

MOST_AT_ONCE = 100  # each has its letter written and sealed


class EnrolmentFilter(Paging):
    role: EnrolmentRole | None = None
    state: EnrolmentState | None = None


class EnrolmentOut(Out):
    id: UUID
    person: PersonOut
    role: str
    state: str
    has_address: bool
    invited_at: At | None
    reminded_at: At | None
    submitted_at: At | None


class OfferOut(Out):
    concept: str
    name: str
    level: int
    evidence: str
    last_used: str


class WantOut(Out):
    concept: str
    name: str
    importance: int


class HandedInOut(Out):
    """What was handed in, for its own person and for who coordinates the programme."""

    motivation: str
    benefit_sought: str
    learning_goal: str
    basics_reason: str
    capacity: int
    offers: list[OfferOut]
    wants: list[WantOut]


class EnrolmentTextsOut(Out):
    """``handed_in`` is empty until the person has handed in; a draft is theirs alone."""

    enrolment: EnrolmentOut
    handed_in: HandedInOut | None


class InvitationIn(In):
    """The person by id or by staff number, one of the two."""

    person: UUID | None = None
    staff_number: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    role: EnrolmentRole

    @model_validator(mode="after")
    def one_way_to_name(self) -> Self:
        if (self.person is None) == (self.staff_number is None):
            raise ValueError("one of person and staff_number")
        return self


class InvitationsIn(In):
    invitations: Annotated[list[InvitationIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RemindedOut(Out):
    reminded: int


def enrolment_out(row: Enrolment) -> EnrolmentOut:
    return EnrolmentOut(
        id=row.public_id,
        person=person_out(row.person),
        role=row.role,
        state=row.state,
        has_address=bool(row.person.email),
        invited_at=row.invited_at,
        reminded_at=row.reminded_at,
        submitted_at=row.submitted_at,
    )


def handed_in(row: Enrolment) -> HandedInOut | None:
    if row.state != EnrolmentState.SUBMITTED:
        return None
    offers = row.offers.select_related("concept").order_by("-level", "concept__position")
    wants = row.wants.select_related("concept").order_by("-importance", "concept__position")
    return HandedInOut(
        motivation=row.motivation,
        benefit_sought=row.benefit_sought,
        learning_goal=row.learning_goal,
        basics_reason=row.basics_reason,
        capacity=row.capacity,
        offers=[
            OfferOut(
                concept=one.concept.key,
                name=str(one.concept),
                level=one.level,
                evidence=one.evidence,
                last_used=one.last_used,
            )
            for one in offers
        ],
        wants=[WantOut(concept=one.concept.key, name=str(one.concept), importance=one.importance) for one in wants],
    )


@router.get("/programmes/{uuid:programme}/enrolments", response={200: Listed[EnrolmentOut], FAILURES: Failure})
def list_enrolments(request: ApiRequest, programme: UUID, chosen: Query[EnrolmentFilter]) -> Listed[EnrolmentOut]:
    """Everybody who was asked, by name, with the state of their answer; no texts."""
    mine = coordinated_programme(request, programme)
    rows, total = page_of(participants(mine, role=chosen.role or "", state=chosen.state or ""), chosen)
    return listed([enrolment_out(row) for row in rows], total, chosen)


@router.get(
    "/programmes/{uuid:programme}/enrolments/{uuid:enrolment}", response={200: EnrolmentTextsOut, FAILURES: Failure}
)
def get_enrolment(request: ApiRequest, programme: UUID, enrolment: UUID) -> EnrolmentTextsOut:
    """One person's answer with what they handed in. That it was read is written down: the person may ask who did."""
    mine = coordinated_programme(request, programme)
    row = there(participants(mine).filter(public_id=enrolment).first())
    texts = None
    if enrolments_readable_by(request.person).filter(pk=row.pk).exists() and (texts := handed_in(row)) is not None:
        row.organisation = mine.organisation
        note_reading(row, by=request.person, now=request.now)
    return EnrolmentTextsOut(enrolment=enrolment_out(row), handed_in=texts)


@router.post("/programmes/{uuid:programme}/invitations", response={201: list[EnrolmentOut], FAILURES: Failure})
def invite_people(request: ApiRequest, programme: UUID, asked: InvitationsIn) -> Status[list[EnrolmentOut]]:
    """Invite up to a hundred people, all of them or none. Who was asked before keeps their answer, without a letter."""
    mine = coordinated_programme(request, programme)
    rows = invite(mine, _people(mine, asked.invitations), by=request.person, now=request.now)
    return Status(201, [enrolment_out(row) for row in rows])


@router.post("/programmes/{uuid:programme}/reminders", response={200: RemindedOut, FAILURES: Failure})
def remind_people(request: ApiRequest, programme: UUID) -> RemindedOut:
    """Write again to those who did not answer and heard nothing for three days."""
    mine = coordinated_programme(request, programme)
    return RemindedOut(reminded=remind_invited(mine, by=request.person, now=request.now))


def _people(programme: Programme, invitations: list[InvitationIn]) -> list[tuple[Person, str]]:
    """Those who work here, by what the invitations name them; one who is not found is said by place."""
    here = working(programme.organisation)
    by_ref = {
        row.public_id: row for row in here.filter(public_id__in=[one.person for one in invitations if one.person])
    }
    numbers = [one.staff_number for one in invitations if one.staff_number]
    by_number = {row.staff_number: row for row in here.filter(staff_number__in=numbers)}
    found: list[tuple[Person, str]] = []
    for place, one in enumerate(invitations):
        person = by_ref.get(one.person) if one.person else by_number.get(one.staff_number or "")
        if person is None:
            name = "person" if one.person else "staff_number"
            message = _("Nobody who works here is named so.")
            raise ApiError(422, "person_unknown", message, field=f"invitations.{place}.{name}")
        found.append((person, one.role))
    return found
