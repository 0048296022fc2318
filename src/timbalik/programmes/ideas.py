"""Reads of programmes proposed from below. Twins of the predicates in ``rules``."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Cascade, Enrolment, Idea, IdeaMentor, RoleAssignment
from timbalik.programmes.rules import can_answer_ideas
from timbalik.programmes.states import Asked, EnrolmentRole, EnrolmentState, Role


def own_ideas(person: Person) -> QuerySet[Idea]:
    """What the person proposed, the newest first."""
    rows = Idea.objects.of(person.organisation_id).filter(proposer=person)
    return rows.select_related("programme", "proposer", "organisation").order_by("-proposed_at", "-pk")


def ideas_answerable_by(person: Person) -> QuerySet[Idea]:
    """Twin of ``rules.can_answer_idea``; the answered ones too, those that wait longest first."""
    rows = Idea.objects.of(person.organisation_id).exclude(proposer=person)
    if not can_answer_ideas(person):
        return rows.none()
    return rows.select_related("proposer__unit", "programme", "organisation").order_by("proposed_at", "pk")


def ready_mentors(idea: Idea) -> QuerySet[IdeaMentor]:
    """Those who said yes; nobody else is named to whoever decides."""
    rows = IdeaMentor.objects.of(idea.organisation_id).filter(idea=idea, answer=Asked.YES)
    return rows.filter(person__erased_at__isnull=True).select_related("person__unit").order_by("answered_at", "pk")


def those_who_answer(organisation: Organisation) -> QuerySet[Person]:
    """Who is told of a new idea: administrators, and coordinators and sponsors of the whole organisation."""
    held = RoleAssignment.objects.of(organisation).filter(
        role__in=(Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR), programme__isnull=True, valid_until__isnull=True
    )
    here = Person.objects.of(organisation).filter(pk__in=held.values("person"), erased_at__isnull=True)
    return here.exclude(employment=Employment.LEFT)


def cascades_to_speak_of(person: Person) -> QuerySet[Cascade]:
    """Those in which the person goes first, has enrolled, and has said nothing yet."""
    enrolled = Enrolment.objects.of(person.organisation_id).filter(
        person=person,
        role=EnrolmentRole.MENTEE,
        state=EnrolmentState.SUBMITTED,
        programme=OuterRef("programme"),
    )
    rows = Cascade.objects.of(person.organisation_id).filter(Exists(enrolled), leader=person, published_at__isnull=True)
    return rows.select_related("programme")
