"""Reads of nominations: candidates are those who said yes, and nobody else."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes.models import Enrolment, Nomination, Programme
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Asked, EnrolmentRole, ProgrammeState, Route


def takes_nominations(programme: Programme) -> bool:
    """While people enrol, on a programme that opened this route."""
    return is_route_open(programme, Route.NOMINATION) and programme.state == ProgrammeState.OPEN


def open_to_nominations(person: Person) -> list[Programme]:
    """The programmes of the person's organisation in which a colleague can be named now; twin of ``takes_nominations``."""
    if person.is_guest:
        return []
    rows = Programme.objects.of(person.organisation_id).filter(state=ProgrammeState.OPEN)
    return [one for one in rows.select_related("organisation").order_by("-starts_on", "name") if takes_nominations(one)]


def own_nominations(person: Person) -> QuerySet[Nomination]:
    """Whom the person named. The answer is not theirs to read, and no page shows it."""
    rows = Nomination.objects.of(person.organisation_id).filter(nominator=person, nominee__erased_at__isnull=True)
    return rows.select_related("programme", "nominee").order_by("-nominated_at", "-pk")


def asked_nominations(person: Person) -> QuerySet[Nomination]:
    """Those of the person themselves, while people enrol: theirs to read and to answer."""
    rows = Nomination.objects.of(person.organisation_id).filter(nominee=person, programme__state=ProgrammeState.OPEN)
    return rows.select_related("programme", "nominator", "organisation").order_by("-nominated_at", "-pk")


def candidates(programme: Programme) -> QuerySet[Person]:
    """Who said yes and is no mentor of the programme yet, with what was said of them, by name."""
    voices = Nomination.objects.of(programme.organisation_id).filter(programme=programme, answer=Asked.YES)
    asked = Enrolment.objects.of(programme.organisation_id).filter(
        programme=programme, role=EnrolmentRole.MENTOR, person=OuterRef("pk")
    )
    people = working(programme.organisation).filter(Exists(voices.filter(nominee=OuterRef("pk"))), ~Exists(asked))
    said = Prefetch(
        "nominations", queryset=voices.select_related("nominator").order_by("nominated_at", "pk"), to_attr="voices"
    )
    label = Coalesce(NullIf("full_name", Value("")), "staff_number")
    return people.select_related("unit").prefetch_related(said).annotate(sort_name=label).order_by("sort_name", "pk")
