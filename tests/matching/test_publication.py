from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connections

from tests.factories.matching import Studio, many
from tests.factories.people import make_line, make_person
from timbalik.matching.errors import NothingAccepted, RoundNotOpen
from timbalik.matching.models import Proposal, Round
from timbalik.matching.operations import answer_proposal, discard_round, open_round, publish_round, send_proposals
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing
from timbalik.relationships.models import HeldPlace, Relationship, RelationshipMember
from timbalik.relationships.operations import NewPair, NoPlaceLeft, open_relationships


def ask(studio: Studio, now: datetime) -> Round:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    return round_


def accept(round_: Round, now: datetime, *, but: int = 0) -> None:
    """Everybody says yes; of the first ``but`` pairs the mentee asks for another partner."""
    rows = (
        Proposal.objects.of(round_.organisation_id)
        .filter(round=round_)
        .select_related("mentor__person", "mentee__person")
    )
    for number, proposal in enumerate(rows.order_by("pk")):
        answer_proposal(proposal, person=proposal.mentor.person, answer=Answer.YES, now=now)
        answer_proposal(
            proposal, person=proposal.mentee.person, answer=Answer.NO if number < but else Answer.YES, now=now
        )


def test_accepted_pairs_become_relationships(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    round_ = ask(studio, now)
    accept(round_, now, but=1)

    opened = publish_round(round_, by=studio.coordinator, now=now)

    states = Proposal.objects.of(studio.organisation).order_by("pk").values_list("state", flat=True)
    assert list(states) == [ProposalState.DECLINED, *[ProposalState.PUBLISHED] * 3]
    assert len(opened) == Relationship.objects.of(studio.organisation).count() == 3
    refs = (
        Proposal.objects.of(studio.organisation)
        .filter(state=ProposalState.PUBLISHED)
        .values_list("public_id", flat=True)
    )
    assert {relationship.proposal_ref for relationship in opened} == set(refs)


def test_unanswered_pairs_end_with_the_round_and_are_free_again(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = ask(studio, now)
    first = round_.proposals.select_related("mentor__person", "mentee__person").order_by("pk")[0]
    for person in (first.mentor.person, first.mentee.person):
        answer_proposal(first, person=person, answer=Answer.YES, now=now)

    publish_round(round_, by=studio.coordinator, now=now)

    second = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert second.settings["mentors"] == second.settings["mentees"] == second.proposals.count() == 1


def test_declined_pair_is_not_proposed_again(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    studio.mentor("Bayu")
    mentee = studio.mentee("Sutikno", capacity=1)
    studio.mentee("Theresia")
    round_ = ask(studio, now)
    declined = round_.proposals.get(mentee=mentee)
    accept(round_, now)
    answer_proposal(declined, person=mentee.person, answer=Answer.NO, now=now)
    publish_round(round_, by=studio.coordinator, now=now)

    second = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert (second.proposals.count(), second.exclusions) == (0, {"declined": 1})


def test_second_publication_is_refused(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = ask(studio, now)
    accept(round_, now)
    publish_round(round_, by=studio.coordinator, now=now)

    with pytest.raises(RoundNotOpen):
        publish_round(round_, by=studio.coordinator, now=now)
    assert Relationship.objects.of(studio.organisation).count() == 1


def test_round_without_a_yes_stays_open(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = ask(studio, now)

    with pytest.raises(NothingAccepted):
        publish_round(round_, by=studio.coordinator, now=now)
    assert Round.objects.of(studio.organisation).get().state == RoundState.SENT


def _new_line(studio: Studio, proposal: Proposal, now: datetime) -> None:
    middle = make_person(studio.organisation, "Kepala Bagian")
    make_line(proposal.mentor.person, middle)
    make_line(middle, proposal.mentee.person)


def _frozen(studio: Studio, proposal: Proposal, now: datetime) -> None:
    restrict_processing(proposal.mentee.person, by=None, now=now)


@pytest.mark.parametrize(("change", "rule"), [(_new_line, "reporting_line"), (_frozen, "not_here")])
def test_pair_that_may_not_be_any_more_is_withheld(
    studio: Studio, now: datetime, change: Callable[[Studio, Proposal, datetime], None], rule: str
) -> None:
    many(studio, 2)
    round_ = ask(studio, now)
    accept(round_, now)
    hit = round_.proposals.select_related("mentor__person", "mentee__person").order_by("pk")[0]
    change(studio, hit, now)

    opened = publish_round(round_, by=studio.coordinator, now=now)

    hit.refresh_from_db()
    assert len(opened) == 1
    assert hit.state == ProposalState.REPLACED
    assert hit.reasons[-1] == {"code": "withheld", "rule": rule}


def test_place_of_a_pair_both_said_yes_to_is_nobody_elses(studio: Studio, now: datetime) -> None:
    """Between the second yes and the opening another way to a pair finds the place taken."""
    many(studio, 1)
    round_ = ask(studio, now)
    accept(round_, now)
    mentor = round_.proposals.get().mentor
    rival = studio.mentee("Lukas Siregar")

    with pytest.raises(NoPlaceLeft):
        open_relationships(studio.cohort, [NewPair(mentor, rival)], by=None, now=now)
    assert len(publish_round(round_, by=studio.coordinator, now=now)) == 1


def test_round_set_aside_gives_the_places_back(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = ask(studio, now)
    accept(round_, now)

    discard_round(round_, by=studio.coordinator, now=now)

    assert not HeldPlace.objects.of(studio.organisation).exists()


def test_capacity_is_a_row_for_each_place(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor("Ayu", capacity=2)
    for name in ("Sutikno", "Theresia", "Lukas"):
        studio.mentee(name)
    round_ = ask(studio, now)
    accept(round_, now)

    publish_round(round_, by=studio.coordinator, now=now)

    places = RelationshipMember.objects.of(studio.organisation).filter(enrolment=mentor).values_list("place", flat=True)
    assert sorted(places) == [1, 2]


@pytest.mark.slow
@pytest.mark.postgres  # SQLite in memory has one writer and no waiting
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_two_coordinators_publish_once(studio: Studio, now: datetime) -> None:
    """Both press the button at the same moment; one succeeds, the other learns that it is done."""
    many(studio, 3)
    round_ = ask(studio, now)
    accept(round_, now)
    other = make_person(studio.organisation, "Dewi")
    start, outcomes = Barrier(2, timeout=120), []

    def publish(by: Person) -> None:
        mine = Round.objects.of(studio.organisation).get(pk=round_.pk)
        start.wait()
        try:
            outcomes.append(len(publish_round(mine, by=by, now=now)))
        except RoundNotOpen:
            outcomes.append(0)
        finally:
            connections.close_all()

    threads = [Thread(target=publish, args=(by,)) for by in (studio.coordinator, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [0, 3]
    assert Relationship.objects.of(studio.organisation).count() == 3
