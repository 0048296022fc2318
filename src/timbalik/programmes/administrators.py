"""The first administrator of an installation: made by a command, let in by a link that works once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from timbalik.notifications.links import make_action_link
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import create_organisation, create_person, give_account
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.states import Role

SIGN_IN = "sign_in"
SIGN_IN_PATH = "/masuk/tautan/"
LINK_VALID = timedelta(hours=24)


@transaction.atomic
def create_first_administrator(
    *, organisation_name: str, email: str, full_name: str, now: datetime
) -> tuple[Person, str]:
    """Make the organisation if it is not there yet, its administrator, and the address of a one-time sign-in link."""
    organisation = Organisation.objects.filter(name=organisation_name).first() or create_organisation(
        name=organisation_name, now=now
    )
    person = Person.objects.of(organisation).filter(email=email.strip().lower()).first()
    if person is None:
        person = create_person(organisation, by=None, now=now, full_name=full_name, email=email)
    give_account(person, by=None, now=now)
    RoleAssignment.objects.get_or_create(
        organisation=organisation,
        person=person,
        role=Role.ADMINISTRATOR,
        programme=None,
        valid_until=None,
        defaults={"valid_from": now},
    )
    return person, sign_in_link(person, now=now)


def sign_in_link(person: Person, *, now: datetime) -> str:
    """An address that signs this person in once, within a day."""
    return make_action_link(
        person=person,
        act=SIGN_IN,
        subject_ref=person.public_id,
        now=now,
        expires_at=now + LINK_VALID,
        path=SIGN_IN_PATH,
    )
