"""Sponsor first, said in public with consent, then wave by wave; a mandate keeps reason and choice (F-05, S-06)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment
from tests.factories.relationships import make_pair
from timbalik.matching.operations.cascade_waves import open_cascade_wave
from timbalik.people.erasure import erase_person
from timbalik.programmes.models import Campaign, Cascade, Programme
from timbalik.programmes.operations import submit_enrolment
from timbalik.programmes.operations.campaigns import NobodyToInvite
from timbalik.programmes.operations.cascades import (
    CascadeBegun,
    ChoiceOfMentorMissing,
    LeaderNotFirst,
    LevelsOutOfOrder,
    NotEnrolledYet,
    NotYourStatement,
    RouteClosed,
    StatementMissing,
    WaveUnderWay,
    begin_cascade,
    open_wave,
    publish_statement,
    withdraw_statement,
)
from timbalik.programmes.operations.invitations import NotInvitable
from timbalik.programmes.operations.programmes import begin_matching, start_running
from timbalik.programmes.rules import is_mandated
from timbalik.programmes.states import CascadeMode, EnrolmentRole, ProgrammeState, Route

pytestmark = pytest.mark.usefixtures("content")
SAID = "Saya belajar membaca dasbor dari rekan yang lebih muda. Silakan tanya saya tentang itu."
NEXT = date(2027, 3, 1)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.CASCADE, Route.SEARCH])


@pytest.fixture
def cascade(programme: Programme, cast: Cast) -> Cascade:
    """Bram was asked, enrolled, and said so."""
    made = begin_cascade(programme, cast.bram, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)
    submit_enrolment(programme.enrolments.get(person=cast.bram), make_answers(), by=cast.bram, now=NOW)
    publish_statement(made, SAID, by=cast.bram, now=NOW)
    return made


def test_top_leader_is_asked_first_in_the_first_wave(programme: Programme, cast: Cast) -> None:
    begin_cascade(programme, cast.bram, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)

    asked = programme.enrolments.select_related("cohort").get()
    assert (asked.person, asked.role, asked.cohort.wave) == (cast.bram, EnrolmentRole.MENTEE, 1)
    assert "mentee nomor satu" in waiting(cast.bram)[0].text
    with pytest.raises(CascadeBegun):
        begin_cascade(programme, cast.ayu, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)


def test_closed_route_and_strangers_are_refused(programme: Programme, cast: Cast) -> None:
    with pytest.raises(NotInvitable):
        begin_cascade(programme, cast.dian, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)
    programme.routes = [Route.SEARCH]
    with pytest.raises(RouteClosed):
        begin_cascade(programme, cast.bram, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)


def test_mandate_needs_a_route_on_which_the_mentee_chooses(programme: Programme, cast: Cast) -> None:
    programme.routes = [Route.CASCADE, Route.NOMINATION]
    with pytest.raises(ChoiceOfMentorMissing):
        begin_cascade(programme, cast.bram, mode=CascadeMode.MANDATED, by=cast.citra, now=NOW)


def test_statement_is_the_leaders_own_and_comes_after_the_enrolment(programme: Programme, cast: Cast) -> None:
    made = begin_cascade(programme, cast.bram, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)
    with pytest.raises(NotEnrolledYet):
        publish_statement(made, SAID, by=cast.bram, now=NOW)
    submit_enrolment(programme.enrolments.get(), make_answers(), by=cast.bram, now=NOW)
    with pytest.raises(NotYourStatement):
        publish_statement(made, SAID, by=cast.citra, now=NOW)
    with pytest.raises(StatementMissing):
        publish_statement(made, " ", by=cast.bram, now=NOW)
    assert not made.is_public


def test_statement_taken_back_is_forgotten_and_quoted_no_more(cascade: Cascade, cast: Cast) -> None:
    withdraw_statement(cascade, by=cast.bram, now=NOW)
    cascade.refresh_from_db()
    assert (cascade.statement, cascade.is_public) == ("", False)
    leader = make_person(cast.organisation, "Ir. Made Wirawan", level_rank=7)

    open_wave(cascade, [6, 7], starts_on=NEXT, by=cast.citra, now=NOW)

    assert SAID not in waiting(leader)[0].text


def test_nobody_below_is_asked_before_the_leader_goes_first(programme: Programme, cast: Cast) -> None:
    made = begin_cascade(programme, cast.bram, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)
    make_person(cast.organisation, level_rank=7)
    with pytest.raises(LeaderNotFirst):
        open_wave(made, [7, 7], starts_on=NEXT, by=cast.citra, now=NOW)
    submit_enrolment(programme.enrolments.get(), make_answers(), by=cast.bram, now=NOW)
    with pytest.raises(LeaderNotFirst):
        open_wave(made, [7, 7], starts_on=NEXT, by=cast.citra, now=NOW)


def test_wave_invites_its_levels_with_the_leaders_words(cascade: Cascade, cast: Cast) -> None:
    seven, six = (make_person(cast.organisation, f"Tingkat {rank}", level_rank=rank) for rank in (7, 6))

    campaign = open_wave(cascade, [7, 7], starts_on=NEXT, by=cast.citra, now=NOW)

    assert (campaign.cohort.wave, campaign.cohort.starts_on) == (2, NEXT)
    asked = cascade.programme.enrolments.get(person=seven)
    assert (asked.cohort, asked.role) == (campaign.cohort, EnrolmentRole.MENTEE)
    letter = waiting(seven)[0].text
    assert SAID in letter
    assert "sukarela" in letter
    assert not cascade.programme.enrolments.filter(person=six).exists()


def test_waves_follow_one_another(cascade: Cascade, cast: Cast) -> None:
    make_person(cast.organisation, level_rank=7)
    for levels in ([7], [7, 6]):
        with pytest.raises(LevelsOutOfOrder):
            open_wave(cascade, levels, starts_on=NEXT, by=cast.citra, now=NOW)
    with pytest.raises(NobodyToInvite):
        open_wave(cascade, [9, 9], starts_on=NEXT, by=cast.citra, now=NOW)
    open_wave(cascade, [7, 7], starts_on=NEXT, by=cast.citra, now=NOW)
    Campaign.objects.of(cast.organisation).update(finished_at=None)
    make_person(cast.organisation, level_rank=6)
    with pytest.raises(WaveUnderWay):
        open_wave(cascade, [6, 6], starts_on=NEXT, by=cast.citra, now=NOW)


def test_mandated_letter_says_what_stays_with_the_person(programme: Programme, cast: Cast) -> None:
    made = begin_cascade(programme, cast.bram, mode=CascadeMode.MANDATED, by=cast.citra, now=NOW)
    submit_enrolment(programme.enrolments.get(), make_answers(), by=cast.bram, now=NOW)
    publish_statement(made, SAID, by=cast.bram, now=NOW)
    leader = make_person(cast.organisation, "Ir. Made Wirawan", level_rank=7)

    open_wave(made, [7, 7], starts_on=NEXT, by=cast.citra, now=NOW)

    letter = waiting(leader)[0].text
    assert is_mandated(programme)
    assert "sukarela" not in letter
    assert "Anda memilih mentor sendiri" in letter


def test_running_programme_opens_again_and_free_mentors_come_along(cascade: Cascade, cast: Cast) -> None:
    programme = cascade.programme
    first = programme.cohorts.get()
    busy = make_enrolment(programme, make_person(cast.organisation, "Sutrisno"))
    free = make_enrolment(programme, cast.ayu)
    make_pair(programme, mentor=busy.person, mentee=cast.bram)
    begin_matching(programme, by=cast.citra, now=NOW)
    start_running(programme, by=cast.citra, now=NOW)
    make_person(cast.organisation, level_rank=7)

    later = NOW + timedelta(days=90)
    campaign, moved = open_cascade_wave(cascade, [7, 7], starts_on=NEXT, by=cast.citra, now=later)

    assert moved == 1
    for row in (busy, free, programme):
        row.refresh_from_db()
    assert (free.cohort, busy.cohort) == (campaign.cohort, first)
    assert programme.state == ProgrammeState.OPEN
    assert programme.enrolment_closes_on is not None
    assert programme.enrolment_closes_on > later.date()


def test_erased_leader_leaves_no_statement(cascade: Cascade, cast: Cast) -> None:
    erase_person(cast.bram, by=None, now=NOW)
    cascade.refresh_from_db()
    assert (cascade.leader, cascade.statement, cascade.is_public) == (None, "", False)
