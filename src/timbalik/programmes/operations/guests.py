"""People of another organisation take part as guests, with the least that is needed: what they are called, and an address.

A guest belongs to a partner organisation. Somebody there may look after its own guests; that role ends where the guests
of others, and everybody who works here, begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import AddressTaken, create_person, give_account
from timbalik.people.states import PartnerKind
from timbalik.programmes import letters
from timbalik.programmes.models import Enrolment, Programme, RoleAssignment
from timbalik.programmes.operations.invitations import EnrolmentNotOpen, invite, remind_invited
from timbalik.programmes.operations.roles import grant_role
from timbalik.programmes.rules import is_coordinator, may_invite_guests
from timbalik.programmes.states import ProgrammeState, Role

LONGEST_NAME = 60


class PartnerNameTaken(Exception):
    """A partner organisation of that name is known already."""


class GuestRefused(Exception):
    """This person cannot be a guest; ``code``: ``name``, ``address``, ``works_here`` or ``elsewhere``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotYourGuests(Exception):
    """Who asks looks after neither the programme nor the guests of this organisation."""


@dataclass(frozen=True)
class GuestWords:
    """All that is asked about a guest. Nothing of their employer's files comes along."""

    called: str
    email: str
    language: str = "id"


@transaction.atomic
def add_partner(
    organisation: Organisation, *, name: str, kind: str, by: Person | None, now: datetime
) -> PartnerOrganisation:
    """Note a campus, an association or a company whose people come as guests. Raises ``PartnerNameTaken``."""
    name = name.strip()
    if PartnerOrganisation.objects.of(organisation).filter(name__iexact=name).exists():
        raise PartnerNameTaken(name)
    partner = PartnerOrganisation.objects.create(
        organisation=organisation, name=name, kind=PartnerKind(kind), created_at=now
    )
    record("partner.added", organisation=organisation, by=by, subject=partner, now=now, facts={"kind": str(kind)})
    return partner


@transaction.atomic
def invite_guest(
    programme: Programme,
    partner: PartnerOrganisation,
    guest: GuestWords,
    role: str,
    *,
    by: Person | None,
    now: datetime,
) -> Enrolment:
    """Invite somebody of a partner organisation by a link of their own; said again, no second letter.

    For the programme's coordinators, and for who looks after the guests of that organisation. Raises ``NotYourGuests``,
    ``GuestRefused`` or ``EnrolmentNotOpen``.
    """
    if by is not None and not may_invite_guests(by, programme, partner):
        raise NotYourGuests(str(partner.public_id))
    if programme.state != ProgrammeState.OPEN:
        raise EnrolmentNotOpen(programme.state)
    person = _guest(partner, guest, by=by, now=now)
    return invite(programme, [(person, role)], by=by, now=now)[0]


@transaction.atomic
def remind_guests(programme: Programme, partner: PartnerOrganisation, *, by: Person, now: datetime) -> int:
    """Write again to the guests of that organisation who have not answered; nobody twice within three days.

    Returns how many. Raises ``NotYourGuests``, ``EnrolmentNotOpen``.
    """
    if not may_invite_guests(by, programme, partner):
        raise NotYourGuests(str(partner.public_id))
    return remind_invited(programme, by=by, now=now, partner=partner)


@transaction.atomic
def name_partner_coordinator(
    programme: Programme, partner: PartnerOrganisation, guest: GuestWords, *, by: Person | None, now: datetime
) -> RoleAssignment:
    """Let somebody of the partner organisation look after its guests in this programme, and write to them.

    Raises ``NotYourGuests`` for anybody but a coordinator of the programme, ``GuestRefused``.
    """
    if by is not None and not is_coordinator(by, programme):
        raise NotYourGuests(str(partner.public_id))
    person = _guest(partner, guest, by=by, now=now)
    assignment = grant_role(person, Role.PARTNER_COORDINATOR, by=by, now=now, programme=programme)
    try:
        with transaction.atomic():
            give_account(person, by=by, now=now)
    except AddressTaken:
        raise GuestRefused("works_here") from None
    letter = letters.appointment(assignment, can_sign_in=True)
    key = f"role-given:{assignment.public_id}:ready"
    queue_mail(to=person, subject=letter.subject, text=letter.text, key=key, now=now)
    return assignment


def _guest(partner: PartnerOrganisation, guest: GuestWords, *, by: Person | None, now: datetime) -> Person:
    """The guest of that address, or a new one."""
    called, email = guest.called.strip(), guest.email.strip().lower()
    if not called or len(called) > LONGEST_NAME:
        raise GuestRefused("name")
    try:
        validate_email(email)
    except ValidationError:
        raise GuestRefused("address") from None
    known = Person.objects.of(partner.organisation_id).filter(email=email).first()
    if known is None:
        return create_person(
            partner.organisation,
            by=by,
            now=now,
            full_name=called,
            nickname=called,
            email=email,
            language=guest.language,
            is_guest=True,
            partner=partner,
        )
    if not known.is_guest:
        raise GuestRefused("works_here")
    if known.partner_id != partner.pk:
        raise GuestRefused("elsewhere")
    return known
