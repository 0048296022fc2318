"""The mentors of one page of a search, with names and sentences. What leads a card is what somebody can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.matching.queries.searching import Hit
from timbalik.matching.queries.words import concept_names, hours_in_words, topics_in_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Offer


@dataclass(frozen=True)
class Shown:
    """A topic this mentor can show, 1 to 5, and where it shows."""

    topic: str
    level: int
    evidence: str

    @property
    def level_words(self) -> str:
        return level_in_words(self.level)


@dataclass(frozen=True)
class FoundMentor:
    ref: UUID
    person: Person
    shows: tuple[Shown, ...]
    gains: str  # what they would gain from the one who looks, in words; empty: nothing on their list
    hours: str
    across_units: bool


def found_mentors(organisation_id: int, hits: Sequence[Hit]) -> list[FoundMentor]:
    """Three queries, however many; in the order of the hits."""
    keys = [hit.enrolment_id for hit in hits]
    people = Enrolment.objects.of(organisation_id).select_related("person__unit").in_bulk(keys)
    evidence: dict[int, dict[str, Offer]] = defaultdict(dict)
    for offer in Offer.objects.of(organisation_id).filter(enrolment__in=keys).select_related("concept"):
        evidence[offer.enrolment_id][offer.concept.key] = offer
    names = concept_names()
    return [_found(hit, people[hit.enrolment_id], evidence[hit.enrolment_id], names) for hit in hits]


def _found(hit: Hit, mentor: Enrolment, offers: Mapping[str, Offer], names: Mapping[str, str]) -> FoundMentor:
    shown = (offers[key] for key in hit.shows if key in offers)
    return FoundMentor(
        ref=mentor.public_id,
        person=mentor.person,
        shows=tuple(Shown(names.get(one.concept.key, str(one.concept)), one.level, one.evidence) for one in shown),
        gains=topics_in_words(hit.gains, names) if hit.gains else "",
        hours=shared_in_words(hit),
        across_units=hit.across_units,
    )


def level_in_words(level: int) -> str:
    words = {
        1: _("is learning it"),
        2: _("can explain it"),
        3: _("can teach it"),
        4: _("masters it"),
        5: _("is asked about it by others"),
    }
    return words.get(level, "")


def shared_in_words(hit: Hit) -> str:
    """``tiga jam pada hari Selasa dan satu jam pada hari Kamis``, by the reader's clock."""
    parts = [
        _("%(hours)s on %(weekday)s") % {"hours": hours_in_words(minutes), "weekday": WEEKDAYS[weekday]}
        for weekday, minutes in hit.days
    ]
    return str(get_text_list(parts, pgettext("before the last of several topics", "and")))
