"""A person reads what somebody says about how they work with others, and answers; never a machine (F-11, S-22, GR-17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person
from timbalik.programmes import screening_letters
from timbalik.programmes.answers import EnrolmentAnswers
from timbalik.programmes.conduct import statements_of
from timbalik.programmes.models import Enrolment, Screening
from timbalik.programmes.screenings import HELD_BACK
from timbalik.programmes.states import EnrolmentState, ScreeningVerdict
from timbalik.programmes.validators import LONGEST_TEXT


class NotScreenable(Exception):
    """Nothing was handed in, or it is the coordinator's own enrolment."""


class ScreeningReasonMissing(ValueError):
    """Who is to talk first, or to wait for a later wave, reads why."""


def write_conduct(enrolment: Enrolment, answers: EnrolmentAnswers) -> None:
    """Keep what the person says now. What a person answered before stands until a person changes it."""
    asked = statements_of(enrolment.role)
    conduct = {key: answers.conduct[key] for key in asked if key in answers.conduct}
    example = answers.conduct_example.strip()
    if conduct or example:
        Screening.objects.update_or_create(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            defaults={"conduct": conduct, "example": example},
        )


@transaction.atomic
def answer_screening(enrolment: Enrolment, verdict: str, *, reason: str = "", by: Person, now: datetime) -> Screening:
    """Say yes, talk first, or not this wave; may be changed at any time. The person reads verdict and reason.

    A letter goes to whoever is to talk first or to wait, and to whoever is cleared after that; a plain yes needs none.
    Raises ``NotScreenable`` or ``ScreeningReasonMissing``.
    """
    wanted, reason = ScreeningVerdict(verdict), reason.strip()
    if enrolment.state != EnrolmentState.SUBMITTED or by.pk == enrolment.person_id:
        raise NotScreenable
    if (wanted in HELD_BACK and not reason) or len(reason) > LONGEST_TEXT:
        raise ScreeningReasonMissing
    screening, _made = Screening.objects.select_for_update().get_or_create(
        organisation=enrolment.organisation, enrolment=enrolment
    )
    was_held_back = screening.verdict in HELD_BACK
    is_new = (screening.verdict, screening.reason) != (wanted, reason)
    screening.verdict, screening.reason = wanted, reason
    screening.answered_at, screening.answered_by = now, by
    screening.save(update_fields=["verdict", "reason", "answered_at", "answered_by"])
    facts = {"verdict": str(wanted)}
    record("enrolment.screened", organisation=enrolment.organisation, by=by, subject=enrolment, now=now, facts=facts)
    if is_new and (wanted in HELD_BACK or was_held_back):
        letter = screening_letters.answer(screening)
        key = f"screening:{enrolment.public_id}:{now.isoformat()}"
        queue_mail(to=enrolment.person, subject=letter.subject, text=letter.text, key=key, now=now)
    return screening
