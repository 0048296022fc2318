"""A programme of any size, written in bulk: for query counts and for the bench, not for rules."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from tests.factories.people import NOW, make_unit
from tests.factories.programmes import make_programme
from timbalik.lib.planner import refresh_statistics
from timbalik.matching.models import Proposal, Round
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import RoundState
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.states import Reply, SessionState
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import HeldPlace, Relationship, RelationshipMember
from timbalik.relationships.states import Holder, Phase, Side
from timbalik.relationships.vault import create_keys

SESSIONS = 4
_numbers = count(1)


def make_many_pairs(organisation: Organisation, pairs: int) -> Programme:
    """A running programme: each pair in growth, three sessions held and one ahead; and a round that proposed them all."""
    programme = make_programme(organisation)
    units = [make_unit(organisation) for _ in range(7)]
    series = next(_numbers)
    people = Person.objects.bulk_create(
        Person(
            organisation=organisation,
            full_name=f"{'Ayu' if place % 2 else 'Ir. Bram'} {series}-{place}",
            staff_number=f"M{series}-{place}",
            email=f"m{series}.{place}@kirana.example",
            unit=units[place % 7],
            created_at=NOW,
            updated_at=NOW,
        )
        for place in range(2 * pairs)
    )
    cohort = programme.cohorts.get()
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            organisation=organisation,
            programme=programme,
            cohort=cohort,
            person=person,
            role=EnrolmentRole.MENTOR if place % 2 else EnrolmentRole.MENTEE,
            state=EnrolmentState.SUBMITTED,
            motivation="Saya ingin saling belajar.",
            benefit_sought="Saya ingin memahami cara keputusan dibuat.",
            learning_goal="" if place % 2 else "Membaca dasbor tanpa terkecoh.",
            submitted_at=NOW,
        )
        for place, person in enumerate(people)
    )
    relationships = Relationship.objects.bulk_create(
        Relationship(
            organisation=organisation,
            programme=programme,
            cohort=cohort,
            phase=Phase.GROWTH,
            phase_since=NOW - timedelta(days=60),
            opened_at=NOW - timedelta(days=80),
        )
        for _ in range(pairs)
    )
    create_keys([relationship.public_id for relationship in relationships], now=NOW)
    RelationshipMember.objects.bulk_create(
        RelationshipMember(
            organisation=organisation,
            relationship=relationships[place // 2],
            enrolment=enrolment,
            person=enrolment.person,
            side=Side(enrolment.role),
            joined_at=NOW - timedelta(days=80),
        )
        for place, enrolment in enumerate(enrolments)
    )
    HeldPlace.objects.bulk_create(
        HeldPlace(
            organisation=organisation,
            enrolment=enrolment,
            number=1,
            holder=Holder.RELATIONSHIP,
            ref=relationships[place // 2].public_id,
            taken_at=NOW - timedelta(days=80),
        )
        for place, enrolment in enumerate(enrolments)
    )
    _hold_sessions(programme, relationships, enrolments)
    _propose(programme, enrolments)
    # What the operations that write so much do as well.
    refresh_statistics(
        Person, Enrolment, Relationship, RelationshipMember, MentoringSession, SessionParticipant, Proposal
    )
    return programme


def _hold_sessions(programme: Programme, relationships: list[Relationship], enrolments: list[Enrolment]) -> None:
    organisation = programme.organisation
    sessions = MentoringSession.objects.bulk_create(
        MentoringSession(
            organisation=organisation,
            programme=programme,
            relationship=relationship,
            number=number,
            state=SessionState.HELD if number < SESSIONS else SessionState.BOOKED,
            starts_at=(starts := NOW + timedelta(days=14 * (number - SESSIONS) + 3, hours=place % 8)),
            ends_at=starts + timedelta(hours=1),
            uid=f"{relationship.public_id}-{number}@timbalik",
            created_at=NOW - timedelta(days=70),
        )
        for place, relationship in enumerate(relationships)
        for number in range(1, SESSIONS + 1)
    )
    SessionParticipant.objects.bulk_create(
        SessionParticipant(
            organisation=organisation,
            session=session,
            person=enrolment.person,
            side=Side(enrolment.role),
            reply=Reply.YES,
        )
        for place, session in enumerate(sessions)
        for enrolment in enrolments[2 * (place // SESSIONS) : 2 * (place // SESSIONS) + 2]
    )


def _propose(programme: Programme, enrolments: list[Enrolment]) -> None:
    pairs = len(enrolments) // 2
    round_ = Round.objects.create(
        organisation=programme.organisation,
        programme=programme,
        cohort=programme.cohorts.get(),
        number=1,
        state=RoundState.PROPOSED,
        settings=RoundSettings(salt="uji").as_json(),
        value=pairs * 5000,
        bound=pairs * 5000,
        opened_at=NOW,
    )
    Proposal.objects.bulk_create(
        Proposal(
            organisation=programme.organisation,
            round=round_,
            mentor=enrolments[2 * place + 1],
            mentee=enrolments[2 * place],
            score_hundredths=5000,
            mentor_benefit=5000,
            mentee_benefit=5000,
        )
        for place in range(pairs)
    )
