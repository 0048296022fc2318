"""Whom a mentee may find: by topic, evidence and hours, in the order of what the two would gain.

The order is the score a round would give the pair, nothing else: no name, title, level or unit size, and never how often
somebody is asked. Equals are ordered by a lottery of their own for each mentee, so that nobody is last everywhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from timbalik.matching.barriers import Other, barred
from timbalik.matching.fit import score
from timbalik.matching.models import Acceptance, PairRequest
from timbalik.matching.request_states import STANDING, RequestState
from timbalik.matching.states import RoundState
from timbalik.matching.weeks import (
    free_week,
    minutes,
    minutes_by_weekday,
    monday_of,
    session_starts,
    utc_offset_minutes,
)
from timbalik.people.models.availability import Availability
from timbalik.people.models.consent import Consent
from timbalik.people.states import ConsentPurpose, Employment
from timbalik.programmes.models import Enrolment, Offer, Want
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, Route
from timbalik.relationships.models import HeldPlace

MOST_RECEIVED: Final = 3  # open requests one mentor has at a time; with more, they are simply not offered
SHARED_DAYS_SHOWN: Final = 2
FEW: Final = 100  # enrolments named one by one in a query


@dataclass(frozen=True)
class Wishes:
    offers: Mapping[str, int] = field(default_factory=dict)
    wants: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Narrowing:
    """What the mentee narrows the list to; ``minutes`` are shared ones a week."""

    topic: str = ""
    level: int = 1
    minutes: int = 0
    other_unit: bool = False


EVERYBODY: Final = Narrowing()


@dataclass(frozen=True)
class Hit:
    """A mentor who may be asked: what each gains and when both are free. No name: the page reads it for those it shows."""

    enrolment_id: int
    shows: tuple[str, ...]  # topics the mentee wants, the best first
    gains: tuple[str, ...]  # topics the mentor wants and the mentee offers
    shared_minutes: int
    days: tuple[tuple[int, int], ...]  # weekday by the mentee's clock, minutes
    across_units: bool
    score: int
    lot: str


def why_closed(seeker: Enrolment) -> str:
    """Why this person can't look for a mentor now: a code, or nothing when they can.

    GR-03: without an enrolment handed in with its learning goal nobody is shown.
    """
    programme, person = seeker.programme, seeker.person
    if not (is_route_open(programme, Route.SEARCH) or is_route_open(programme, Route.FIRST_TALKS)):
        return "route_closed"
    if seeker.role != EnrolmentRole.MENTEE:
        return "not_a_mentee"
    if seeker.state != EnrolmentState.SUBMITTED or not seeker.learning_goal.strip():
        return "goal_missing"
    if person.is_guest or person.restricted_at is not None or person.employment != Employment.ACTIVE:
        return "not_available"
    if seeker.no_rematch_at is not None:
        return "not_available"
    if is_proposed_to_somebody(seeker):
        return "proposal_waits"
    if not has_room(seeker):
        return "no_place"
    return ""


def is_proposed_to_somebody(enrolment: Enrolment) -> bool:
    """Asked in a round that is under way, whatever the answers: an answer must not show here either."""
    mine = Q(proposal__mentee=enrolment) | Q(proposal__mentor=enrolment)
    return _in_a_round(enrolment.organisation_id).filter(mine).exists()


def has_room(enrolment: Enrolment, *, but_for: PairRequest | None = None) -> bool:
    held = HeldPlace.objects.of(enrolment.organisation_id).filter(enrolment=enrolment)
    if but_for is not None:
        held = held.exclude(ref=but_for.public_id)
    return held.count() < enrolment.capacity


def hits(
    seeker: Enrolment,
    narrowing: Narrowing = EVERYBODY,
    *,
    only: Enrolment | None = None,
    in_line: PairRequest | None = None,
) -> list[Hit]:
    """Everybody who may be asked, in order; a fixed number of queries.

    ``only`` looks at one mentor alone, ``in_line`` names the choice of theirs that stands in line already.
    """
    topics = list(
        Want.objects.of(seeker.organisation_id).filter(enrolment=seeker).values_list("concept__key", flat=True)
    )
    if not topics:
        return []
    rows = _mentors(seeker, topics, in_line)
    mentors = _with_room(seeker, rows.filter(pk=only.pk) if only is not None else rows)
    wishes, weeks = _wishes(seeker, mentors), _weeks(seeker, mentors)
    others = (Other(one.pk, one.person_id, one.person.unit_id, one.person.is_guest) for one in mentors)
    forbidden = barred(seeker, others)
    found = []
    for one in mentors:
        shared = weeks[seeker.person_id] & weeks[one.person_id]
        if one.pk in forbidden or not session_starts(shared, seeker.programme.session_minutes):
            continue
        hit = _hit(seeker, one, wishes[seeker.pk], wishes[one.pk], shared)
        if _is_within(hit, wishes[one.pk], narrowing):
            found.append(hit)
    return sorted(found, key=lambda hit: (-hit.score, hit.lot))


def between(seeker: Enrolment, mentor: Enrolment) -> Hit:
    """What these two would gain and when both are free, whether or not they may still be asked."""
    wishes, weeks = _wishes(seeker, [mentor]), _weeks(seeker, [mentor])
    shared = weeks[seeker.person_id] & weeks[mentor.person_id]
    return _hit(seeker, mentor, wishes[seeker.pk], wishes[mentor.pk], shared)


def _hit(seeker: Enrolment, mentor: Enrolment, mine: Wishes, theirs: Wishes, shared: int) -> Hit:
    offset = utc_offset_minutes(seeker.person.time_zone, monday_of(seeker.cohort.starts_on))
    unit, other = seeker.person.unit_id, mentor.person.unit_id
    across = unit is not None and other is not None and unit != other
    shows = sorted(mine.wants.keys() & theirs.offers.keys(), key=lambda key: (-theirs.offers[key], key))
    gains = sorted(theirs.wants.keys() & mine.offers.keys(), key=lambda key: (-theirs.wants[key], key))
    by_day = minutes_by_weekday(shared, offset)
    days = sorted(sorted(by_day.items(), key=lambda one: (-one[1], one[0]))[:SHARED_DAYS_SHOWN])
    return Hit(
        enrolment_id=mentor.pk,
        shows=tuple(shows),
        gains=tuple(gains),
        shared_minutes=minutes(shared),
        days=tuple(days),
        across_units=across,
        score=score(
            theirs,
            mine,
            shared_minutes=minutes(shared),
            session_minutes=seeker.programme.session_minutes,
            across_units=across,
        ),
        lot=_lot(seeker, mentor),
    )


def _is_within(hit: Hit, theirs: Wishes, narrowing: Narrowing) -> bool:
    topics = (narrowing.topic,) if narrowing.topic else hit.shows
    return (
        any(theirs.offers.get(key, 0) >= narrowing.level for key in topics)
        and hit.shared_minutes >= narrowing.minutes
        and (hit.across_units or not narrowing.other_unit)
    )


def _lot(seeker: Enrolment, mentor: Enrolment) -> str:
    said = f"{seeker.programme_id}/{seeker.public_id}/{mentor.public_id}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _mentors(seeker: Enrolment, topics: Sequence[str], in_line: PairRequest | None) -> QuerySet[Enrolment]:
    """Enrolled mentors of the programme who offer one of the topics, agreed to be found and are here."""
    organisation = seeker.organisation_id
    here = OuterRef("pk")
    offered = Offer.objects.of(organisation).filter(enrolment=here, concept__key__in=topics)
    standing = PairRequest.objects.of(organisation).filter(wanted=here, seeker=seeker, state__in=STANDING)
    standing = standing.exclude(pk=in_line.pk) if in_line else standing
    proposed = _in_a_round(organisation).filter(proposal__mentor=here)
    consents = Consent.objects.of(organisation).filter(person=OuterRef("person"), purpose=ConsentPurpose.PARTICIPATION)
    taken_back = Exists(consents.filter(withdrawn_at__isnull=False)) & ~Exists(consents.filter(withdrawn_at=None))
    return (
        Enrolment.objects.of(organisation)
        .filter(
            programme=seeker.programme_id,
            role=EnrolmentRole.MENTOR,
            state=EnrolmentState.SUBMITTED,
            findable__isnull=False,
            no_rematch_at__isnull=True,
            person__is_guest=False,
            person__restricted_at__isnull=True,
            person__erased_at__isnull=True,
            person__employment=Employment.ACTIVE,
        )
        .filter(Exists(offered), ~Exists(standing), ~Exists(proposed), ~taken_back)
        .select_related("person")
        .only("public_id", "capacity", "organisation", "person__unit", "person__time_zone", "person__is_guest")
    )


def _in_a_round(organisation: int) -> QuerySet[Acceptance]:
    """Who is asked in a round that waits for answers."""
    return Acceptance.objects.of(organisation).filter(proposal__round__state=RoundState.SENT)


def _with_room(seeker: Enrolment, mentors: Iterable[Enrolment]) -> list[Enrolment]:
    """Those with a place left and not yet asked by as many as one person should answer."""
    organisation, programme = seeker.organisation_id, seeker.programme_id
    held = HeldPlace.objects.of(organisation).filter(enrolment__programme=programme)
    asked = PairRequest.objects.of(organisation).filter(programme=programme, state=RequestState.ASKED)
    places = dict(held.values_list("enrolment").annotate(Count("pk")))
    received = dict(asked.values_list("wanted").annotate(Count("pk")))
    return [one for one in mentors if places.get(one.pk, 0) < one.capacity and received.get(one.pk, 0) < MOST_RECEIVED]


def _wishes(seeker: Enrolment, mentors: Sequence[Enrolment]) -> dict[int, Wishes]:
    """The mentee's and all these mentors' topics, in two queries."""
    keys = {seeker.pk, *(one.pk for one in mentors)}
    few = len(keys) <= FEW
    which: dict[str, Any] = {"enrolment__in": keys} if few else {"enrolment__programme": seeker.programme_id}
    offers: dict[int, dict[str, int]] = defaultdict(dict)
    wants: dict[int, dict[str, int]] = defaultdict(dict)
    offered = Offer.objects.of(seeker.organisation_id).filter(**which)
    for enrolment, key, level in offered.values_list("enrolment_id", "concept__key", "level"):
        offers[enrolment][key] = level
    wanted = Want.objects.of(seeker.organisation_id).filter(**which)
    for enrolment, key, importance in wanted.values_list("enrolment_id", "concept__key", "importance"):
        wants[enrolment][key] = importance
    return {key: Wishes(offers.get(key, {}), wants.get(key, {})) for key in keys}


def _weeks(seeker: Enrolment, mentors: Sequence[Enrolment]) -> dict[int, int]:
    """Everybody's free week, by person, in one query."""
    monday = monday_of(seeker.cohort.starts_on)
    zones = {one.person_id: one.person.time_zone for one in (seeker, *mentors)}
    offsets = {zone: utc_offset_minutes(zone, monday) for zone in set(zones.values())}
    hours: dict[int, list[tuple[int, time, time]]] = defaultdict(list)
    everybody = Enrolment.objects.of(seeker.organisation_id).filter(programme=seeker.programme_id).values("person")
    which = Q(person__in=list(zones)) if len(zones) <= FEW else Q(person__in=everybody)
    rows = Availability.objects.of(seeker.organisation_id).filter(which)
    for person, weekday, starts, ends in rows.values_list("person_id", "weekday", "starts", "ends"):
        hours[person].append((weekday, starts, ends))
    return {person: free_week(hours.get(person, ()), offsets[zone]) for person, zone in zones.items()}
