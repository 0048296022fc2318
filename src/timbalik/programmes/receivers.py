"""What happens in programmes when people leave or are erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from timbalik.people.models.persons import Person
from timbalik.people.signals import person_erased, person_left
from timbalik.programmes.models import Cascade, Enrolment, Idea
from timbalik.programmes.operations.enrolment import decline_enrolment, withdraw_enrolment
from timbalik.programmes.operations.roles import LastAdministrator
from timbalik.programmes.queries import WAITING, is_last_administrator
from timbalik.programmes.states import EnrolmentState, IdeaState


@receiver(person_left, dispatch_uid="programmes.person_left")
def end_enrolments(person: Person, now: datetime, **kwargs: Any) -> None:
    for enrolment in person.enrolments.filter(organisation=person.organisation_id).select_related("programme"):
        if enrolment.state in WAITING:
            decline_enrolment(enrolment, by=None, now=now)
        elif enrolment.state == EnrolmentState.SUBMITTED:
            withdraw_enrolment(enrolment, by=None, now=now)


@receiver(person_erased, dispatch_uid="programmes.person_erased")
def forget_answers(person: Person, now: datetime, **kwargs: Any) -> None:
    """The row stays, for counts; everything the person wrote goes. Raises ``LastAdministrator`` and nothing is erased."""
    if is_last_administrator(person):
        raise LastAdministrator
    end_enrolments(person=person, now=now)
    rows = Enrolment.objects.of(person.organisation_id).filter(person=person)
    for enrolment in rows:
        enrolment.offers.all().delete()
        enrolment.wants.all().delete()
    rows.update(motivation="", benefit_sought="", learning_goal="", basics_reason="", draft={}, pledged_at=None)
    _forget_what_was_said(person, now=now)


def _forget_what_was_said(person: Person, *, now: datetime) -> None:
    """An idea keeps its row where a programme came of it; a public statement goes."""
    ideas = Idea.objects.of(person.organisation_id).filter(proposer=person)
    ideas.filter(state=IdeaState.WAITING).update(state=IdeaState.WITHDRAWN, answered_at=now)
    ideas.update(name="", reason="", leader_gains="", topics=[])
    cascades = Cascade.objects.of(person.organisation_id).filter(leader=person)
    cascades.update(statement="", withdrawn_at=now)
