"""Give up every place at once: what withdrawing the consent to take part means."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.people.operations import withdraw_consent
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.operations.enrolment import NotYourEnrolment, decline_enrolment, withdraw_enrolment
from timbalik.programmes.queries import WAITING, own_enrolments
from timbalik.programmes.states import EnrolmentState, ProgrammeState


@transaction.atomic
def withdraw_participation(person: Person, *, by: Person | None, now: datetime) -> int:
    """Withdraw from every programme that has not closed, decline what still waits, and end the consent to take part.

    Pairs end through ``withdraw_enrolment``. What a closed programme counted stays counted. Returns how many places
    were given up. Raises ``NotYourEnrolment``.
    """
    if by is not None and by.pk != person.pk:
        raise NotYourEnrolment
    given_up = 0
    for enrolment in own_enrolments(person).exclude(programme__state=ProgrammeState.CLOSED):
        if enrolment.state in WAITING:
            decline_enrolment(enrolment, by=by, now=now)
        elif enrolment.state == EnrolmentState.SUBMITTED:
            withdraw_enrolment(enrolment, by=by, now=now)
            given_up += 1
    withdraw_consent(person, ConsentPurpose.PARTICIPATION, by=by, now=now)
    return given_up
