"""Wishes for a human decision: a person's own, and the queue of those who decide."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from timbalik.matching.models import Objection
from timbalik.matching.states import OBJECTING, ObjectionState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState


def enrolments_to_object(person: Person) -> QuerySet[Enrolment]:
    """The person's own places in programmes that still pair people."""
    return (
        own_enrolments(person)
        .filter(state=EnrolmentState.SUBMITTED)
        .exclude(programme__state=ProgrammeState.CLOSED)
        .select_related("programme__organisation", "cohort", "person")
    )


def own_objections(enrolment: Enrolment) -> Sequence[Objection]:
    """Newest first; the first may still stand."""
    rows = Objection.objects.of(enrolment.organisation_id).filter(enrolment=enrolment, person=enrolment.person_id)
    return list(rows.select_related("partner__person", "programme", "person", "enrolment").order_by("-raised_at")[:10])


def objections_of(programme: Programme) -> QuerySet[Objection]:
    """All of a programme: those that wait first, by the time left."""
    rows = Objection.objects.of(programme.organisation_id).filter(programme=programme)
    return rows.select_related(
        "organisation",
        "programme__organisation",
        "person__organisation",
        "enrolment__person__unit",
        "enrolment__cohort__programme__organisation",
        "enrolment__cohort__organisation",
        "partner__person",
        "decided_by",
    ).order_by("closed_at", "answer_by", "pk")


def objections_waiting(programme: Programme, *, reader: Person) -> QuerySet[Objection]:
    """Those nobody has answered, the first to end first, with who asks; never the reader's own."""
    rows = Objection.objects.of(programme.organisation_id).filter(programme=programme, state=ObjectionState.OPEN)
    return rows.exclude(person=reader).select_related("person").order_by("answer_by", "pk")


def waiting_objections(programme: Programme) -> int:
    rows = Objection.objects.of(programme.organisation_id).filter(programme=programme)
    return rows.filter(state=ObjectionState.OPEN).count()


def stands(objection: Objection) -> bool:
    return objection.state in OBJECTING


def possible_partners(objection: Objection) -> QuerySet[Enrolment]:
    """Everybody enrolled on the other side of the same wave, by name; places and rules are checked when one is chosen."""
    mine = objection.enrolment
    other = EnrolmentRole.MENTEE if mine.role == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR
    return (
        Enrolment.objects.of(objection.organisation_id)
        .filter(cohort_id=mine.cohort_id, role=other, state=EnrolmentState.SUBMITTED)
        .exclude(Q(person=objection.person_id))
        .select_related("person__unit")
        .annotate(sort_name=Coalesce(NullIf("person__full_name", Value("")), F("person__staff_number")))
        .order_by("sort_name", "pk")
    )


def possible_partner(objection: Objection, ref: UUID) -> Enrolment | None:
    return possible_partners(objection).filter(public_id=ref).first()
