"""Read the candidates of a cohort into a ``Pool``: a fixed number of queries, however many people."""

from __future__ import annotations

from collections import defaultdict
from datetime import time, timedelta
from itertools import permutations

from django.db.models import Count

from timbalik.matching.barriers import talked_without_pair
from timbalik.matching.models import Acceptance, Ballot, Objection, Override, Proposal, RankingCall, Round
from timbalik.matching.pool import Candidate, Lines, Pool
from timbalik.matching.states import OBJECTING, Answer, OverrideKind
from timbalik.people.models.availability import Availability
from timbalik.people.models.consent import Consent
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.structure import ReportingLine
from timbalik.people.queries import ancestors, appraisers, avoidances
from timbalik.people.states import ConsentPurpose, Employment, LineKind, LineKnowledge
from timbalik.programmes.models import Cohort, Enrolment, Offer, Want
from timbalik.programmes.screenings import held_back_by_screening
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import HeldPlace, RelationshipMember
from timbalik.relationships.rematch import parted_early
from timbalik.relationships.states import Holder

ON_LEAVE = "on_leave"
SCREENING = "screening"  # a person said "talk first" or "not this wave" (GR-17); cleared by a person too
NOT_AVAILABLE = "not_available"  # frozen, withdrawn or gone: which of them is nobody's business here


def read_pool(round_: Round) -> Pool:
    """The pool of a round, with what the coordinator decided about unknown lines."""
    overrides = Override.objects.of(round_.organisation_id).filter(round=round_, kind=OverrideKind.UNKNOWN_LINES)
    return read_cohort(round_.cohort, unknown_lines_decided=overrides.exists(), round_=round_)


def read_cohort(cohort: Cohort, *, unknown_lines_decided: bool = False, round_: Round | None = None) -> Pool:
    """Everybody enrolled in the cohort who may be paired now and has a place left.

    Places that proposals of ``round_`` itself hold count as left: it is the round that says who gets them.
    """
    organisation = cohort.organisation
    enrolments = list(
        Enrolment.objects.of(organisation)
        .filter(cohort=cohort, state=EnrolmentState.SUBMITTED)
        .select_related("person")
        .order_by("pk")
    )
    held = _places_held(cohort, round_)
    by_hand, hand_picked = _by_hand(cohort)
    ranked = _ranked(cohort)
    absent = _absent(organisation, enrolments)
    offers, wants, hours = _offers(cohort), _wants(cohort), _hours(organisation)
    sides: dict[str, list[Candidate]] = {EnrolmentRole.MENTOR: [], EnrolmentRole.MENTEE: []}
    for enrolment in enrolments:
        places = enrolment.capacity - held.get(enrolment.pk, 0)
        if enrolment.pk in absent or places < 1:
            continue
        person = enrolment.person
        sides[enrolment.role].append(
            Candidate(
                enrolment_id=enrolment.pk,
                ref=enrolment.public_id.hex,
                person_id=person.pk,
                places=places,
                unit_id=person.unit_id,
                zone=person.time_zone,
                is_guest=person.is_guest,
                partner_id=person.partner_id,
                offers=offers.get(enrolment.pk, {}),
                wants=wants.get(enrolment.pk, {}),
                hours=tuple(hours.get(person.pk, ())),
                ranked=ranked.get(enrolment.pk, ()),
            )
        )
    return Pool(
        mentors=tuple(sides[EnrolmentRole.MENTOR]),
        mentees=tuple(sides[EnrolmentRole.MENTEE]),
        session_minutes=cohort.programme.session_minutes,
        monday=cohort.starts_on - timedelta(days=cohort.starts_on.weekday()),
        lines=read_lines(organisation),
        avoided=frozenset(avoidances(organisation)),
        declined=_declined(cohort) | parted_early(cohort.programme) | talked_without_pair(cohort.programme),
        paired=_paired(cohort),
        unknown_lines_decided=unknown_lines_decided,
        only_across=cohort.programme.only_across,
        by_hand=by_hand,
        hand_picked=hand_picked,
        absent=absent,
    )


def _places_held(cohort: Cohort, round_: Round | None) -> dict[int, int]:
    rows = HeldPlace.objects.of(cohort.organisation_id).filter(enrolment__cohort=cohort)
    if round_ is not None:
        own = Proposal.objects.of(cohort.organisation_id).filter(round=round_)
        rows = rows.exclude(holder=Holder.PROPOSAL, ref__in=own.values("public_id"))
    return dict(rows.values("enrolment_id").annotate(held=Count("pk")).values_list("enrolment_id", "held"))


def _absent(organisation: Organisation, enrolments: list[Enrolment]) -> dict[int, str]:
    withdrawn = _consent_withdrawn(organisation)
    held_back = set(held_back_by_screening(organisation).values_list("enrolment_id", flat=True))
    absent = {}
    for enrolment in enrolments:
        person = enrolment.person
        gone = person.erased_at or person.restricted_at or person.employment == Employment.LEFT
        if gone or person.pk in withdrawn or enrolment.no_rematch_at is not None:
            absent[enrolment.pk] = NOT_AVAILABLE
        elif person.employment == Employment.ON_LEAVE:
            absent[enrolment.pk] = ON_LEAVE
        elif enrolment.pk in held_back:
            absent[enrolment.pk] = SCREENING
    return absent


def _consent_withdrawn(organisation: Organisation) -> set[int]:
    """Who took back the consent to take part and has not given it anew."""
    consents = Consent.objects.of(organisation).filter(purpose=ConsentPurpose.PARTICIPATION)
    withdrawn: set[int] = set()
    standing: set[int] = set()
    for person, withdrawn_at in consents.values_list("person_id", "withdrawn_at"):
        (standing if withdrawn_at is None else withdrawn).add(person)
    return withdrawn - standing


def _offers(cohort: Cohort) -> dict[int, dict[str, int]]:
    rows = Offer.objects.of(cohort.organisation_id).filter(enrolment__cohort=cohort)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for enrolment, key, level in rows.values_list("enrolment_id", "concept__key", "level"):
        found[enrolment][key] = level
    return found


def _wants(cohort: Cohort) -> dict[int, dict[str, int]]:
    rows = Want.objects.of(cohort.organisation_id).filter(enrolment__cohort=cohort)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for enrolment, key, importance in rows.values_list("enrolment_id", "concept__key", "importance"):
        found[enrolment][key] = importance
    return found


def _hours(organisation: Organisation) -> dict[int, list[tuple[int, time, time]]]:
    found: dict[int, list[tuple[int, time, time]]] = defaultdict(list)
    rows = Availability.objects.of(organisation).order_by("weekday", "starts")
    for person, weekday, starts, ends in rows.values_list("person_id", "weekday", "starts", "ends"):
        found[person].append((weekday, starts, ends))
    return found


def read_lines(organisation: Organisation) -> Lines:
    """Who stands above whom in an organisation now, and where that is not known."""
    return Lines(
        ancestors=ancestors(organisation), appraisers=appraisers(organisation), gap_units=_gap_units(organisation)
    )


def _gap_units(organisation: Organisation) -> dict[int, int | None]:
    """For all whose chain of managers does not end at somebody known to have none: the unit where it breaks off."""
    people = {
        person: (knowledge, unit)
        for person, knowledge, unit in Person.objects.of(organisation).values_list("pk", "line_knowledge", "unit_id")
    }
    lines = ReportingLine.objects.of(organisation).filter(kind=LineKind.MANAGER, valid_until__isnull=True)
    above = dict(lines.values_list("person_id", "manager_id"))
    end: dict[int, int] = {}  # where the climb from a person ends
    for person in people:
        trail, at = [], person
        while at not in end and at in above and at not in trail and people[at][0] == LineKnowledge.KNOWN:
            trail.append(at)
            at = above[at]
        for lower in [*trail, at]:
            end[lower] = end.get(at, at)
    return {person: people[last][1] for person, last in end.items() if people[last][0] != LineKnowledge.TOP}


def _declined(cohort: Cohort) -> frozenset[tuple[int, int]]:
    """Pairs of this programme of whom one asked for another partner, in any round."""
    rows = Acceptance.objects.of(cohort.organisation_id).filter(
        proposal__round__programme_id=cohort.programme_id, answer=Answer.NO
    )
    return frozenset(rows.values_list("proposal__mentor_id", "proposal__mentee_id"))


def _by_hand(cohort: Cohort) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Who asked that a person decides, and whom a person chose for them, as (mentor, mentee)."""
    rows = Objection.objects.of(cohort.organisation_id).filter(enrolment__cohort=cohort, state__in=OBJECTING)
    found = list(rows.values_list("enrolment_id", flat=True))
    chosen = rows.filter(partner__isnull=False).values_list("enrolment_id", "enrolment__role", "partner_id")
    picked = {(mine, other) if role == EnrolmentRole.MENTOR else (other, mine) for mine, role, other in chosen}
    return frozenset(found), frozenset(picked)


def _ranked(cohort: Cohort) -> dict[int, tuple[str, ...]]:
    """Whom people would like best, from the last time the cohort was asked."""
    call = RankingCall.objects.of(cohort.organisation_id).filter(cohort=cohort, step="").order_by("-pk").first()
    if call is None:
        return {}
    rows = Ballot.objects.of(cohort.organisation_id).filter(call=call, answered_at__isnull=False)
    return {enrolment: tuple(choices) for enrolment, choices in rows.values_list("enrolment_id", "choices")}


def _paired(cohort: Cohort) -> frozenset[tuple[int, int]]:
    members = RelationshipMember.objects.of(cohort.organisation_id).filter(
        relationship__programme_id=cohort.programme_id, left_at__isnull=True
    )
    together: dict[int, list[int]] = defaultdict(list)
    for relationship, person in members.values_list("relationship_id", "person_id"):
        together[relationship].append(person)
    return frozenset(pair for people in together.values() for pair in permutations(people, 2))
