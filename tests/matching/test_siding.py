"""A peer changes side until something rests on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from tests.factories.requests import ask, findable, open_routes
from timbalik.audit.models import AuditEntry
from timbalik.matching.models import Findable, Proposal, RankingCall
from timbalik.matching.operations import discard_round, open_round
from timbalik.matching.operations.siding import Fixed, NoSideToChoose, SideFixed, change_side, what_fixes
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import Direction, EnrolmentRole, EnrolmentState, ProgrammeState
from timbalik.relationships.models import RelationshipMember


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING, direction=Direction.PEER)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def ayu(cast: Cast, studio: Studio) -> Enrolment:
    return studio.mentor(person=cast.ayu)


def goal(enrolment: Enrolment) -> Enrolment:
    """Peers on both sides write one."""
    enrolment.learning_goal = "Membaca dasbor."
    enrolment.save()
    return enrolment


def test_peer_stands_on_the_other_side_and_is_paired_from_there(studio: Studio, ayu: Enrolment, now: datetime) -> None:
    teaches, learns = studio.mentor("Wahyu"), studio.mentee("Endang")
    findable(goal(ayu))
    assert change_side(ayu, EnrolmentRole.MENTEE, by=ayu.person, now=now)
    assert not change_side(ayu, EnrolmentRole.MENTEE, by=ayu.person, now=now)
    ayu.refresh_from_db()
    assert (ayu.role, ayu.capacity, ayu.learning_goal) == (EnrolmentRole.MENTEE, 1, "Membaca dasbor.")
    assert not Findable.objects.of(studio.organisation).exists()
    assert AuditEntry.objects.get(verb="enrolment.side_changed").facts == {"side": "mentee"}

    open_round(studio.cohort, by=studio.coordinator, now=now)
    pairs = set(Proposal.objects.of(studio.organisation).values_list("mentor", "mentee"))
    assert pairs <= {(teaches.pk, ayu.pk), (teaches.pk, learns.pk)}


def test_round_under_way_holds_the_sides_until_it_ends(studio: Studio, ayu: Enrolment, now: datetime) -> None:
    studio.mentee("Endang")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    with pytest.raises(SideFixed, match=Fixed.ROUND):
        change_side(goal(ayu), EnrolmentRole.MENTEE, by=ayu.person, now=now)
    discard_round(round_, by=studio.coordinator, now=now)
    assert what_fixes(ayu) is None


def test_ranking_pair_and_question_hold_a_side(studio: Studio, ayu: Enrolment, now: datetime) -> None:
    open_routes(studio)
    request = ask(goal(studio.mentee("Endang")), findable(ayu))
    assert (what_fixes(ayu), what_fixes(request.seeker)) == (Fixed.QUESTION, Fixed.QUESTION)
    pair = make_pair(studio.programme)
    member = RelationshipMember.objects.of(studio.organisation).filter(relationship=pair.relationship).first()
    assert member is not None
    member.enrolment = ayu
    member.save()
    assert what_fixes(ayu) == Fixed.PAIR
    RankingCall.objects.create(
        organisation=studio.organisation, cohort=studio.cohort, opened_at=now, closes_at=now + timedelta(days=5)
    )
    assert what_fixes(ayu) == Fixed.RANKING


def test_nobody_chooses_for_somebody_else_or_where_sides_differ(
    cast: Cast, studio: Studio, ayu: Enrolment, now: datetime
) -> None:
    with pytest.raises(NoSideToChoose):
        change_side(ayu, EnrolmentRole.MENTEE, by=cast.citra, now=now)
    for state, direction in (
        (EnrolmentState.STARTED, Direction.PEER),
        (EnrolmentState.SUBMITTED, Direction.RECIPROCAL),
        (EnrolmentState.SUBMITTED, Direction.REVERSE),
    ):
        ayu.state, ayu.programme.direction = state, direction
        with pytest.raises(NoSideToChoose):
            change_side(ayu, EnrolmentRole.MENTEE, by=ayu.person, now=now)
