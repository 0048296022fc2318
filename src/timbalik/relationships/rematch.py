"""After a pair ended before its closure: who waits for a new partner, and who is not put together again.

Both sides wait alike, whoever ended it, so that nobody reads from the list who asked (F-19).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.states import Ending, RelationshipState, Side


def parted_early_enrolments(organisation_id: int) -> QuerySet[Any]:
    """Enrolled people without a pair whose last one ended early, with ``waits_since``; those who said "not now" too."""
    own = RelationshipMember.objects.filter(organisation_id=organisation_id, enrolment=OuterRef("pk"))
    last = own.filter(relationship__state=RelationshipState.ENDED).order_by("-relationship__ended_at", "-pk")
    rows: QuerySet[Any] = Enrolment.objects.of(organisation_id).filter(
        state=EnrolmentState.SUBMITTED, person__erased_at__isnull=True
    )
    found: QuerySet[Any] = (
        rows.exclude(programme__state=ProgrammeState.CLOSED)
        .exclude(person__employment=Employment.LEFT)
        .annotate(
            last_ending=Subquery(last.values("relationship__ending")[:1]),
            waits_since=Subquery(last.values("relationship__ended_at")[:1]),
        )
        .filter(~Exists(own.filter(left_at__isnull=True)), waits_since__isnull=False)
        .exclude(last_ending=Ending.COMPLETED)
    )
    return found


def waiting_again(programme: Programme) -> QuerySet[Any]:
    """Who may be paired anew in the next round, those who wait longest first."""
    rows = parted_early_enrolments(programme.organisation_id).filter(
        programme=programme, no_rematch_at__isnull=True, person__restricted_at__isnull=True
    )
    return rows.select_related("person__unit").order_by("waits_since", "pk")


def own_waits(person: Person) -> QuerySet[Any]:
    """The person's own enrolments that wait, or of which they said "not now"."""
    return parted_early_enrolments(person.organisation_id).filter(person=person).select_related("programme")


def parted_early(programme: Programme) -> frozenset[tuple[int, int]]:
    """Enrolments (mentor, mentee) whose pair ended before its closure: another round looks for somebody else."""
    rows = RelationshipMember.objects.of(programme.organisation_id).filter(
        relationship__programme=programme, relationship__state=RelationshipState.ENDED
    )
    sides: dict[int, dict[str, list[int]]] = {}
    for relationship, side, enrolment in rows.exclude(relationship__ending=Ending.COMPLETED).values_list(
        "relationship_id", "side", "enrolment_id"
    ):
        sides.setdefault(relationship, {}).setdefault(side, []).append(enrolment)
    return frozenset(
        (mentor, mentee)
        for pair in sides.values()
        for mentor in pair.get(Side.MENTOR, ())
        for mentee in pair.get(Side.MENTEE, ())
    )
