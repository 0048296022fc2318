"""A ballot as its person reads it, and how many have ranked as the coordinator reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q

from timbalik.matching.models import Ballot, RankingCall
from timbalik.matching.queries.words import concept_names, hours_in_words, topics_in_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment, Programme

FEWEST: Final = 5  # below, a side's count could name somebody


@dataclass(frozen=True)
class Option:
    """Somebody this person may rank. ``place``: 1 to 3, or 0."""

    ref: str
    enrolment: Enrolment
    gives: str
    gains: str
    hours: str
    crosses_units: bool
    place: int


@dataclass(frozen=True)
class Turnout:
    """How many were asked and have answered, letting the programme choose included; one number where a side is small."""

    asked: int
    answered: int
    by_side: dict[str, tuple[int, int]]  # side -> (asked, answered); empty when one of them is small


def own_ballot(enrolment: Enrolment) -> Ballot | None:
    """The newest, open or not."""
    rows = Ballot.objects.of(enrolment.organisation_id).filter(enrolment=enrolment, person=enrolment.person_id)
    return rows.select_related("call", "person", "organisation").order_by("-call_id").first()


def own_open_ballots(person: Person, *, now: datetime) -> Sequence[Ballot]:
    """What waits for this person to rank."""
    rows = Ballot.objects.of(person.organisation_id).filter(
        person=person, answered_at__isnull=True, call__closed_at__isnull=True, call__closes_at__gte=now
    )
    return list(rows.select_related("enrolment__programme", "call"))


def options_of(ballot: Ballot) -> list[Option]:
    """In the order in which they were drawn; who no longer takes part is left out."""
    names = concept_names()
    refs = [option["ref"] for option in ballot.options]
    rows = Enrolment.objects.of(ballot.organisation_id).filter(public_id__in=refs, state="submitted")
    people = {row.public_id.hex: row for row in rows.select_related("person__unit")}
    return [_option(one, people[one["ref"]], ballot, names) for one in ballot.options if one["ref"] in people]


def last_call(cohort: Cohort) -> RankingCall | None:
    rows = RankingCall.objects.of(cohort.organisation_id).filter(cohort=cohort)
    return rows.select_related("organisation", "cohort__programme").order_by("-pk").first()


def last_call_of(programme: Programme) -> RankingCall | None:
    rows = RankingCall.objects.of(programme.organisation_id).filter(cohort__programme=programme)
    return rows.select_related("organisation", "cohort__programme").order_by("-pk").first()


def turnout(call: RankingCall) -> Turnout:
    """Counts alone: who ranked whom is read by nobody but the person."""
    rows = Ballot.objects.of(call.organisation_id).filter(call=call).values_list("enrolment__role")
    found = {
        role: (asked, answered)
        for role, asked, answered in rows.annotate(
            asked=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False))
        ).order_by("enrolment__role")
    }
    asked, answered = (sum(one[place] for one in found.values()) for place in (0, 1))
    is_large = all(one[0] >= FEWEST for one in found.values())
    return Turnout(asked, answered, found if is_large else {})


def _option(one: dict[str, Any], enrolment: Enrolment, ballot: Ballot, names: dict[str, str]) -> Option:
    ref = one["ref"]
    return Option(
        ref=ref,
        enrolment=enrolment,
        gives=topics_in_words(one["gives"], names) if one["gives"] else "",
        gains=topics_in_words(one["gains"], names) if one["gains"] else "",
        hours=hours_in_words(one["minutes"]) if one["minutes"] else "",
        crosses_units=bool(one["across"]),
        place=ballot.choices.index(ref) + 1 if ref in ballot.choices else 0,
    )
