"""Reads of a programme's shortlist: who stands on it, why, and the few figures that may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.people.models.persons import Person
from timbalik.people.suggesting import concept_name
from timbalik.programmes.models import Nomination, Programme, Shortlist, ShortlistEntry, ShortlistObjection
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.queries import InvitationFilter, invitable
from timbalik.programmes.states import Asked, EnrolmentRole, Evidence
from timbalik.programmes.talent_files import Found

FORGET_FILES_AFTER: Final = timedelta(hours=24)


def shortlist_of(programme: Programme) -> Shortlist | None:
    return Shortlist.objects.of(programme.organisation_id).filter(programme=programme).first()


def over_lists(rows: QuerySet[Shortlist], *, now: datetime) -> list[Shortlist]:
    """Those whose days are over, or whose programme takes no names any more."""
    found = rows.select_related("programme__organisation")
    return [one for one in found if one.ends_at <= now or not takes_nominations(one.programme)]


def forgotten_files(rows: QuerySet[Shortlist], *, now: datetime) -> QuerySet[Shortlist]:
    """Lists whose file nobody used for a day."""
    return rows.filter(received_at__lt=now - FORGET_FILES_AFTER, rows__isnull=False)


def considered(programme: Programme) -> QuerySet[Person]:
    """Who may stand on the list: works here, at the levels of mentors, not asked to enrol yet, and does not object."""
    wanted = InvitationFilter(EnrolmentRole.MENTOR, levels=list(programme.mentor_levels))
    objections = ShortlistObjection.objects.of(programme.organisation_id).filter(person=OuterRef("pk"))
    return invitable(programme, wanted).filter(~Exists(objections))


def listed(shortlist: Shortlist, *, but_for: Person | None = None) -> QuerySet[ShortlistEntry]:
    """Those who may be asked now: strong evidence first, by name within; no other order, for there is no mark.

    A viewer does not read about themselves here, but on their own page. ``is_asked`` says that the list asked them, and
    nothing of what they answered.
    """
    here = considered(shortlist.programme).order_by().filter(pk=OuterRef("person"))
    asked = Nomination.objects.of(shortlist.organisation_id).filter(
        programme=shortlist.programme_id, nominee=OuterRef("person"), from_shortlist=True
    )
    rows = ShortlistEntry.objects.of(shortlist.organisation_id).filter(Exists(here), shortlist=shortlist)
    if but_for is not None:
        rows = rows.exclude(person=but_for)
    label = Coalesce(NullIf("person__full_name", Value("")), "person__staff_number")
    return (
        rows.select_related("person__unit")
        .annotate(is_asked=Exists(asked), sort_name=label)
        .order_by("-is_strong", "sort_name", "pk")
    )


@dataclass(frozen=True)
class Reason:
    """Why somebody stands on the list: what kind of thing was said, of which topic (or none), in which words."""

    kind: str
    topic: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}" + (f" ({self.topic})" if self.topic and self.topic != self.words else "")


def reasons(found: Iterable[Found]) -> list[Reason]:
    """In the active language, without a query."""
    return [
        Reason(str(Evidence(kind).label), concept_name(key) if key else "", words or (concept_name(key) if key else ""))
        for kind, key, words in found
    ]


def by_topic(found: Iterable[Found]) -> list[tuple[str, list[Reason]]]:
    """The reasons under the name of their topic; what shows communication alone stands last, under no topic."""
    groups: dict[str, list[Reason]] = {}
    for reason in reasons(found):
        groups.setdefault(reason.topic, []).append(reason)
    return sorted(groups.items(), key=lambda one: not one[0])


@dataclass(frozen=True)
class Figures:
    """``yes`` counts those who agreed; a no and a silence are nowhere told apart.

    ``without`` is how many may stand on the list and have nothing said about them; None where fewer than five are, or
    fewer than five are not.
    """

    strong: int
    some: int
    asked: int
    yes: int
    without: int | None


def figures(shortlist: Shortlist, *, but_for: Person | None = None) -> Figures:
    on_it = listed(shortlist, but_for=but_for).order_by()
    groups = dict(on_it.values_list("is_strong").annotate(people=Count("pk")))
    rows = Nomination.objects.of(shortlist.organisation_id).filter(
        programme=shortlist.programme_id, from_shortlist=True
    )
    answers = list(rows.values_list("answer", flat=True))
    return Figures(
        groups.get(True, 0), groups.get(False, 0), len(answers), answers.count(Asked.YES), _without(shortlist)
    )


def _without(shortlist: Shortlist) -> int | None:
    everybody, said = shortlist.counts.get("people", 0), shortlist.counts.get("said", 0)
    nobody = frozenset(range(everybody - said))
    cell = Cell("without", nobody, CellKind.COUNT, within=frozenset(range(everybody)))
    return len(nobody) if suppress([cell]).may_show("without") else None


def entries_about(person: Person) -> QuerySet[ShortlistEntry]:
    """On which lists the person stands, for them alone."""
    rows = ShortlistEntry.objects.of(person.organisation_id).filter(person=person)
    return rows.select_related("shortlist__programme", "shortlist__begun_by").order_by("pk")


def objects(person: Person) -> bool:
    return ShortlistObjection.objects.of(person.organisation_id).filter(person=person).exists()
