"""Let an assistant keep one's calendar, and end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.meetings import letters
from timbalik.people.models.persons import Delegation, Person
from timbalik.people.operations import AddressMissing, AddressTaken, end_delegation, give_account, grant_delegation


class NotYourCalendar(Exception):
    """Only the person themselves chooses who keeps their calendar."""


class AssistantRefused(Exception):
    """Nobody assists themselves, and an assistant needs a mail address to sign in with."""


@transaction.atomic
def name_assistant(principal: Person, assistant: Person, *, by: Person | None, now: datetime) -> Delegation:
    """Give somebody the calendar of one's sessions, a way to sign in, and a letter that says what they may do.

    Raises ``NotYourCalendar`` or ``AssistantRefused``.
    """
    _check_person(principal, by)
    if assistant.pk == principal.pk or assistant.organisation_id != principal.organisation_id:
        raise AssistantRefused
    try:
        give_account(assistant, by=by, now=now)
    except (AddressMissing, AddressTaken):
        raise AssistantRefused from None
    delegation = grant_delegation(principal, assistant, by=by, now=now)
    letters.assistant_named(delegation, now=now)
    return delegation


@transaction.atomic
def dismiss_assistant(delegation: Delegation, *, by: Person | None, now: datetime) -> None:
    """End it at once; the assistant is told. Raises ``NotYourCalendar``."""
    _check_person(delegation.principal, by)
    if delegation.valid_until is None:
        end_delegation(delegation, by=by, now=now)
        letters.assistant_dismissed(delegation, now=now)


def _check_person(principal: Person, by: Person | None) -> None:
    if by is not None and by.pk != principal.pk:
        raise NotYourCalendar
