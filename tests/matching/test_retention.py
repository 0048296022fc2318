"""What led to pairs ends on its day, and not a day before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.requests import ask, findable, open_routes
from timbalik.journey.retention import end_what_is_over, overdue
from timbalik.matching.models import (
    Acceptance,
    Ballot,
    Findable,
    Objection,
    Override,
    PairRequest,
    Proposal,
    RankingCall,
    RemedyTaken,
    Round,
)
from timbalik.matching.operations import discard_round, open_round, send_proposals
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.objecting import raise_objection
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.matching.states import RoundState
from timbalik.meetings.models import MentoringSession
from timbalik.relationships.models import RelationshipKey

DAY = timedelta(days=1)
LAST_DAY = datetime(2027, 1, 29, tzinfo=UTC)


def due(studio: Studio, now: datetime) -> dict[str, int]:
    return overdue(studio.organisation, now=now)


def end(studio: Studio, now: datetime, capture: Any) -> dict[str, int]:
    with capture(execute=True):
        return end_what_is_over(studio.organisation, now=now)


@pytest.fixture
def ballot(studio: Studio) -> Ballot:
    mentor, mentee = studio.mentor(), studio.mentee()
    call = RankingCall.objects.create(
        organisation=studio.organisation, cohort=studio.cohort, opened_at=NOW, closes_at=NOW + DAY, closed_at=NOW + DAY
    )
    return Ballot.objects.create(
        organisation=studio.organisation,
        call=call,
        enrolment=mentee,
        person=mentee.person,
        options=[{"enrolment": mentor.public_id.hex}],
        choices=[mentor.public_id.hex],
    )


def publish(round_: Round, at: datetime) -> None:
    Round.objects.of(round_.organisation_id).filter(pk=round_.pk).update(state=RoundState.PUBLISHED, published_at=at)


def test_ranked_choices_go_thirty_days_after_their_round_was_published(
    studio: Studio, ballot: Ballot, django_capture_on_commit_callbacks: Any
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW + 2 * DAY)
    assert due(studio, NOW + 50 * DAY) == {}  # the round still needs them
    publish(round_, NOW + 10 * DAY)
    assert due(studio, NOW + 39 * DAY) == {}
    assert end(studio, NOW + 40 * DAY, django_capture_on_commit_callbacks) == {"rankings": 1}
    assert not Ballot.objects.of(studio.organisation).exists()
    assert not RankingCall.objects.of(studio.organisation).exists()


def test_ranked_choices_no_round_used_go_thirty_days_after_the_programme(studio: Studio, ballot: Ballot) -> None:
    discard_round(open_round(studio.cohort, by=studio.coordinator, now=NOW), by=studio.coordinator, now=NOW)
    assert "rankings" not in due(studio, LAST_DAY + 29 * DAY)
    assert due(studio, LAST_DAY + 30 * DAY)["rankings"] == 1


def test_ranked_choices_stay_while_another_round_is_under_way(studio: Studio, ballot: Ballot) -> None:
    publish(open_round(studio.cohort, by=studio.coordinator, now=NOW), NOW)
    open_round(studio.cohort, by=studio.coordinator, now=NOW + DAY)
    assert due(studio, NOW + 40 * DAY) == {}


def test_questions_and_first_talks_go_thirty_days_after_the_programme(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    open_routes(studio)
    request = ask(studio.mentee(), findable(studio.mentor()), wish=RequestWish.TALK)
    answer_request(request, RequestReply.YES, by=request.wanted.person, now=NOW)
    session = MentoringSession.objects.of(studio.organisation).get()
    ref = request.public_id
    PairRequest.objects.of(studio.organisation).update(state=RequestState.PASSED, ended_at=NOW)
    assert "questions" not in due(studio, LAST_DAY + 29 * DAY)
    assert end(studio, LAST_DAY + 30 * DAY, django_capture_on_commit_callbacks)["questions"] == 2
    assert not PairRequest.objects.of(studio.organisation).exists()
    assert not Findable.objects.of(studio.organisation).exists()
    assert not MentoringSession.objects.of(studio.organisation).filter(pk=session.pk).exists()
    assert RelationshipKey.objects.get(relationship_ref=ref).wrapped is None


def test_answers_wishes_and_reasons_go_twelve_months_after_the_programme(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    one, other = studio.mentor(), studio.mentee()
    studio.mentor("Wahyu"), studio.mentee("Endang")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    common = {"organisation": studio.organisation, "round": round_, "by": studio.coordinator, "at": NOW}
    Override.objects.create(kind="lock", mentor=one, mentee=other, reason="Sekota.", **common)
    RemedyTaken.objects.create(kind="place", enrolment=other, asked=one, **common)
    send_proposals(round_, by=studio.coordinator, now=NOW)
    raise_objection(other, words="Mohon dibicarakan dulu.", by=other.person, now=NOW)
    assert "pairing" not in due(studio, LAST_DAY + 364 * DAY)
    done = end(studio, LAST_DAY + 365 * DAY, django_capture_on_commit_callbacks)
    assert done["pairing"] >= 5
    for model in (Acceptance, Objection, RemedyTaken):
        assert not model.objects.of(studio.organisation).exists()
    assert list(Override.objects.of(studio.organisation).values_list("reason", flat=True)) == [""]
    assert Proposal.objects.of(studio.organisation).exists()
    assert end(studio, LAST_DAY + 366 * DAY, django_capture_on_commit_callbacks) == {}
