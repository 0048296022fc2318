"""Forty people say yes to one mentor in the same moment: as many pairs come about as there are places."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from tests.factories.matching import Studio
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations import answer_proposal
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.programmes.models import Enrolment
from timbalik.relationships.models import HeldPlace
from timbalik.relationships.states import Side

TRIES = 40
CAPACITY = 3
LONG = 120  # seconds; until then a busy machine is no failure, and nobody waits for ever


def asked_by_all(studio: Studio, mentor: Enrolment, now: datetime) -> list[Proposal]:
    """The mentor has said yes to forty; each of them has still to answer."""
    round_ = Round.objects.create(
        organisation=studio.organisation,
        programme=studio.programme,
        cohort=studio.cohort,
        number=1,
        state=RoundState.SENT,
        settings=RoundSettings().as_json(),
        opened_at=now,
        answer_by=now + timedelta(days=5),
    )
    proposals = []
    for number in range(TRIES):
        mentee = studio.mentee(f"Mentee {number}", hours=())
        proposal = Proposal.objects.create(
            organisation=studio.organisation,
            round=round_,
            mentor=mentor,
            mentee=mentee,
            state=ProposalState.ASKED,
            score_hundredths=5_000,
            mentor_benefit=5_000,
            mentee_benefit=5_000,
        )
        for side, person, answer in (
            (Side.MENTOR, mentor.person, Answer.YES),
            (Side.MENTEE, mentee.person, Answer.WAITING),
        ):
            Acceptance.objects.create(
                organisation=studio.organisation, proposal=proposal, person=person, side=side, answer=answer
            )
        proposals.append(proposal)
    return proposals


def outcome(mentor: Enrolment) -> tuple[int, int, int]:
    """Pairs both said yes to, pairs that did not come about, places held."""
    states = list(Proposal.objects.of(mentor.organisation_id).filter(mentor=mentor).values_list("state", flat=True))
    held = HeldPlace.objects.of(mentor.organisation_id).filter(enrolment=mentor).count()
    return states.count(ProposalState.ACCEPTED), states.count(ProposalState.REPLACED), held


@pytest.mark.slow
@pytest.mark.postgres  # SQLite in memory has one writer and no waiting
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_forty_yeses_at_once_fill_the_places(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor(capacity=CAPACITY)
    proposals, start, failed = asked_by_all(studio, mentor, now), Barrier(TRIES, timeout=LONG), []

    def say_yes(proposal: Proposal) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            answer_proposal(proposal, person=proposal.mentee.person, answer=Answer.YES, now=now)
        except Exception as error:
            failed.append(error)
            start.abort()  # or thirty-nine would wait for one
        finally:
            connections.close_all()

    threads = [Thread(target=say_yes, args=(proposal,)) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert outcome(mentor) == (CAPACITY, TRIES - CAPACITY, CAPACITY)


def test_forty_yeses_one_after_the_other_fill_the_places(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor(capacity=CAPACITY)
    for proposal in asked_by_all(studio, mentor, now):
        answer_proposal(proposal, person=proposal.mentee.person, answer=Answer.YES, now=now)

    assert outcome(mentor) == (CAPACITY, TRIES - CAPACITY, CAPACITY)
