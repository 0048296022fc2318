"""Guests of partner organisations, and the kinds of programme there are."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Router, Status
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, there
from timbalik.api.refusals import not_found
from timbalik.api.schemas import In, Out
from timbalik.lib.versions import in_language
from timbalik.meetings.guests import guest_counts
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.states import PartnerKind
from timbalik.programmes.guests import guest_enrolments, partner_counts, partners_of, programmes_with_my_guests
from timbalik.programmes.models import Enrolment, Programme, ProgrammeTemplateVersion
from timbalik.programmes.operations.guests import (
    LONGEST_NAME,
    GuestWords,
    add_partner,
    invite_guest,
    name_partner_coordinator,
    remind_guests,
)
from timbalik.programmes.queries import programmes_coordinated_by
from timbalik.programmes.rules import may_invite_guests
from timbalik.programmes.states import EnrolmentRole
from timbalik.programmes.templates_content import TemplateUnreadable, read_template
from timbalik.relationships.queries import paired_enrolments

router = Router(tags=["partners"])


class TemplateOut(Out):
    """A kind of programme; ``only_across`` pairs between organisations alone."""

    key: str
    version: int
    name: str
    summary: str
    group: str
    direction: str
    cadence_days: int
    session_minutes: int
    planned_sessions: int
    only_across: bool


class NewPartner(In):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    kind: PartnerKind


class PartnerOut(Out):
    id: UUID
    name: str
    kind: str
    asked: int
    enrolled: int


class GuestIn(In):
    """The least that is needed: nothing of anybody's employment."""

    called: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, strip_whitespace=True)]
    email: Annotated[str, StringConstraints(min_length=3, max_length=254, strip_whitespace=True)]
    language: Literal["id", "en"] = "id"

    def words(self) -> GuestWords:
        return GuestWords(self.called, self.email, self.language)


class NewGuest(GuestIn):
    role: EnrolmentRole


class GuestOut(Out):
    """How far a guest has come. With whom they are paired is not told."""

    id: UUID
    called: str
    role: str
    state: str
    has_pair: bool


class GuestCountsOut(Out):
    """``sessions`` is null where fewer than five guests have a pair."""

    invited: int
    enrolled: int
    paired: int
    sessions: int | None


class RemindedOut(Out):
    reminded: int


class PartnerCoordinatorOut(Out):
    id: UUID
    called: str


@router.get("/templates", response={200: list[TemplateOut], FAILURES: Failure})
def list_templates(request: ApiRequest) -> list[TemplateOut]:
    """The kinds of programme, in the newest version of each."""
    newest = {row.key: row for row in ProgrammeTemplateVersion.objects.order_by("key", "version")}
    found = []
    for row in newest.values():
        with suppress(TemplateUnreadable):  # written for an earlier version, and kept for its programmes alone
            found.append(_template(row))
    return found


def _template(row: ProgrammeTemplateVersion) -> TemplateOut:
    said = read_template(row.content)
    return TemplateOut(
        key=row.key,
        version=row.version,
        name=in_language(dict(said.name)),
        summary=in_language(dict(said.summary)),
        group=said.group,
        direction=said.direction,
        cadence_days=said.cadence_days,
        session_minutes=said.session_minutes,
        planned_sessions=said.planned_sessions,
        only_across=said.only_across,
    )


@router.get("/programmes/{programme}/partners", response={200: list[PartnerOut], FAILURES: Failure})
def list_partners(request: ApiRequest, programme: UUID) -> list[PartnerOut]:
    """The partner organisations, with how many of their guests were asked and have enrolled."""
    counts = partner_counts(coordinated_programme(request, programme))
    return [_partner(one.partner, asked=one.asked, enrolled=one.enrolled) for one in counts]


@router.post("/programmes/{programme}/partners", response={201: PartnerOut, FAILURES: Failure})
def add_a_partner(request: ApiRequest, programme: UUID, new: NewPartner) -> Status[PartnerOut]:
    """Note an organisation whose people come as guests."""
    mine = coordinated_programme(request, programme)
    made = add_partner(mine.organisation, name=new.name, kind=new.kind, by=request.person, now=request.now)
    return Status(201, _partner(made))


@router.get("/programmes/{programme}/partners/{partner}/guests", response={200: list[GuestOut], FAILURES: Failure})
def list_guests(request: ApiRequest, programme: UUID, partner: UUID) -> list[GuestOut]:
    """For who coordinates the programme, and for who looks after the guests of that organisation."""
    found, theirs = _with_guests(request, programme, partner)
    rows = list(guest_enrolments(found, theirs))
    paired = paired_enrolments(rows)
    return [_guest(row, has_pair=row.pk in paired) for row in rows]


@router.post("/programmes/{programme}/partners/{partner}/guests", response={201: GuestOut, FAILURES: Failure})
def invite_a_guest(request: ApiRequest, programme: UUID, partner: UUID, new: NewGuest) -> Status[GuestOut]:
    """Invite a guest by a link of their own; said again, no second letter goes out."""
    found, theirs = _with_guests(request, programme, partner)
    row = invite_guest(found, theirs, new.words(), new.role, by=request.person, now=request.now)
    return Status(201, _guest(row, has_pair=bool(paired_enrolments([row]))))


@router.get("/programmes/{programme}/partners/{partner}/counts", response={200: GuestCountsOut, FAILURES: Failure})
def count_guests(request: ApiRequest, programme: UUID, partner: UUID) -> GuestCountsOut:
    """How far the guests of that organisation have come; for the same people as the list."""
    found, theirs = _with_guests(request, programme, partner)
    counts = guest_counts(found, list(guest_enrolments(found, theirs)))
    return GuestCountsOut(
        invited=counts.invited, enrolled=counts.enrolled, paired=counts.paired, sessions=counts.sessions
    )


@router.post("/programmes/{programme}/partners/{partner}/remind", response={200: RemindedOut, FAILURES: Failure})
def remind_the_guests(request: ApiRequest, programme: UUID, partner: UUID) -> RemindedOut:
    """Write again to the guests of that organisation who have not answered; nobody twice within three days."""
    found, theirs = _with_guests(request, programme, partner)
    return RemindedOut(reminded=remind_guests(found, theirs, by=request.person, now=request.now))


@router.post(
    "/programmes/{programme}/partners/{partner}/coordinators", response={201: PartnerCoordinatorOut, FAILURES: Failure}
)
def name_a_partner_coordinator(
    request: ApiRequest, programme: UUID, partner: UUID, new: GuestIn
) -> Status[PartnerCoordinatorOut]:
    """Let somebody of the partner organisation look after its guests in this programme."""
    mine = coordinated_programme(request, programme)
    theirs = there(partners_of(mine.organisation_id).filter(public_id=partner).first())
    held = name_partner_coordinator(mine, theirs, new.words(), by=request.person, now=request.now)
    return Status(201, PartnerCoordinatorOut(id=held.person.public_id, called=held.person.called))


def _with_guests(request: ApiRequest, programme: UUID, partner: UUID) -> tuple[Programme, PartnerOrganisation]:
    found = _first(programmes_coordinated_by(request.person), programme) or _first(
        programmes_with_my_guests(request.person), programme
    )
    mine = there(found)
    theirs = there(partners_of(mine.organisation_id).filter(public_id=partner).first())
    if not may_invite_guests(request.person, mine, theirs):
        raise not_found()
    return mine, theirs


def _first(rows: QuerySet[Programme], ref: UUID) -> Programme | None:
    return rows.select_related("organisation", "template").filter(public_id=ref).first()


def _partner(row: PartnerOrganisation, *, asked: int = 0, enrolled: int = 0) -> PartnerOut:
    return PartnerOut(id=row.public_id, name=row.name, kind=row.kind, asked=asked, enrolled=enrolled)


def _guest(row: Enrolment, *, has_pair: bool) -> GuestOut:
    return GuestOut(id=row.public_id, called=row.person.called, role=row.role, state=row.state, has_pair=has_pair)
