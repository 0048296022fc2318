"""Let a person in after a link proved who they are."""

from __future__ import annotations

from django.contrib.auth import login
from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.links import ActionLinkInvalid, use_action
from timbalik.notifications.models import ActionLink
from timbalik.people.models.persons import Person
from timbalik.web.middleware import ORGANISATION_KEY, ActingRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@transaction.atomic
def let_in_once(request: ActingRequest, link: ActionLink) -> None:
    """Spend the link and sign its person in, both or neither. Raises ``ActionLinkInvalid``."""
    use_action(link, now=request.now)
    let_in(request, link.person)


def let_in(request: ActingRequest, person: Person) -> None:
    """Sign in the person's account, acting in their organisation.

    Raises ``ActionLinkInvalid`` unless the account has the address that links are mailed to: an account may belong to
    other organisations too, and only its own mailbox opens it.
    """
    account = person.account
    if account is None or not account.is_active or account.email != person.email.lower():
        raise ActionLinkInvalid
    login(request, account, backend=BACKEND)
    request.session[ORGANISATION_KEY] = str(person.organisation.public_id)
    record("account.signed_in", organisation=person.organisation, by=person, subject=person, now=request.now)
