"""How long a programme's data stays, and the end of what was written before and around enrolment.

========================  ==================================================  =======================================
what                      until                                               what happens
========================  ==================================================  =======================================
names without a yes       30 days after enrolment closed and they were named  nominations deleted
names with a yes          12 months after the programme's last day            nominations deleted
screenings, own topics    12 months after the programme's last day            rows deleted
the statement of a leader 12 months after the programme's last day            emptied
ideas for programmes      12 months after they were answered or taken back    texts emptied, who was asked deleted
lists from HR files       7, 14 or 30 days, as chosen; while names are taken   list and what was read deleted
an HR file to look at     24 hours                                            emptied
========================  ==================================================  =======================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from timbalik.lib.clocks import Due, retained
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Cascade, Idea, IdeaMentor, Nomination, Programme, Screening, Shortlist, TopicWish
from timbalik.programmes.operations.shortlists import close_shortlist, forget_files
from timbalik.programmes.shortlists import forgotten_files, over_lists
from timbalik.programmes.states import Asked

EMPTIED = "–"  # what a required text becomes


@dataclass(frozen=True)
class Periods:
    """In days; a notice may state others under ``retention`` (keys as here)."""

    notes: int = 30
    pair: int = 365
    enrolment: int = 365
    drafts: int = 30
    rankings: int = 30
    questions: int = 30
    answers: int = 730
    talks: int = 365
    consents: int = 5 * 365 + 1

    @classmethod
    def of(cls, programme: Programme) -> Periods:
        stated: Mapping[str, Any] = programme.notice.content.get("retention", {})
        return cls(**{name: int(stated[name]) for name in cls.__dataclass_fields__ if name in stated})


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def is_over(programme: Programme, days: int, now: datetime) -> bool:
    """Whether its last day is so many days ago."""
    return midnight(programme.ends_on) + timedelta(days=days) <= now


def over(programmes: Iterable[Programme], name: str, now: datetime) -> list[Programme]:
    """Those whose last day is longer ago than the period of this name."""
    return [one for one in programmes if is_over(one, getattr(Periods.of(one), name), now)]


def enrolment_over(programmes: Iterable[Programme], now: datetime) -> list[Programme]:
    """Those whose enrolment closed longer ago than drafts are kept."""

    def closes(programme: Programme) -> datetime:
        return midnight(programme.enrolment_closes_on or programme.starts_on)

    return [one for one in programmes if closes(one) + timedelta(days=Periods.of(one).drafts) <= now]


@retained
def around_enrolment(organisation: Organisation, now: datetime) -> Iterator[Due]:
    programmes = list(Programme.objects.of(organisation).select_related("notice"))
    past = over(programmes, "enrolment", now)
    names = Nomination.objects.of(organisation)
    while_asked = now - timedelta(days=Periods.drafts)
    closed = enrolment_over(programmes, now)
    unheard = names.filter(programme__in=closed, nominated_at__lte=while_asked).exclude(answer=Asked.YES)
    named = unheard | names.filter(programme__in=past)
    yield Due("nominations", named.count(), named.delete)
    screened = Screening.objects.of(organisation).filter(enrolment__programme__in=past)
    yield Due("screenings", screened.count(), screened.delete)
    wishes = TopicWish.objects.of(organisation).filter(programme__in=past)
    yield Due("wishes", wishes.count(), wishes.delete)
    said = Cascade.objects.of(organisation).filter(programme__in=past).exclude(statement="")
    yield Due("statements", said.count(), lambda: said.update(statement=""))
    ended = now - timedelta(days=Periods.enrolment)
    ideas = Idea.objects.of(organisation).filter(answered_at__lte=ended).exclude(reason=EMPTIED)
    yield Due("ideas", ideas.count(), lambda: _empty(ideas))
    lists = Shortlist.objects.of(organisation)
    closing = over_lists(lists, now=now)
    yield Due("shortlists", len(closing), lambda: [close_shortlist(one, by=None, now=now) for one in closing])
    files = forgotten_files(lists, now=now)
    yield Due("shortlist_files", files.count(), lambda: forget_files(files))


def _empty(ideas: Any) -> None:
    keys = list(ideas.values_list("pk", flat=True))
    IdeaMentor.everywhere.filter(idea__in=keys).delete()
    rows = Idea.everywhere.filter(pk__in=keys)
    rows.exclude(answer="").update(answer=EMPTIED)
    rows.update(reason=EMPTIED, leader_gains=EMPTIED, topics=[])
