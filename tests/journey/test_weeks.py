"""A strip of weeks, read from dates alone."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.people import NOW, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import make_pair
from tests.factories.sessions import make_session
from timbalik.journey.health import health_of
from timbalik.journey.weeks import WEEK, WeekState, weeks_of
from timbalik.meetings.operations import cancel_session, mark_held
from timbalik.meetings.states import CancelReason
from timbalik.programmes.models import Programme

DAY = timedelta(days=1)


def strip(programme: Programme, count: int, *, weeks_later: int) -> list[str]:
    now = NOW + weeks_later * WEEK
    [health] = health_of(programme, now=now)
    return [week.state.value for week in weeks_of(health, programme, NOW - WEEK, count, now=now)]


def test_weeks_before_and_ahead_are_told_apart(content: None) -> None:
    pair = make_pair(make_programme(make_organisation()))
    assert strip(pair.relationship.programme, 4, weeks_later=1)[0] == WeekState.BEFORE
    assert strip(pair.relationship.programme, 4, weeks_later=1)[-1] == WeekState.AHEAD


def test_gap_grows_from_healthy_to_risk(content: None) -> None:
    """Two weeks are the rhythm: three weeks without a session ask for attention, five are a risk."""
    pair = make_pair(make_programme(make_organisation()))
    assert strip(pair.relationship.programme, 7, weeks_later=7)[1:] == [
        "healthy",
        "healthy",
        "attention",
        "attention",
        "at_risk",
        "at_risk",
    ]


def test_two_sessions_in_a_row_that_fell_out_are_a_risk(content: None) -> None:
    pair = make_pair(make_programme(make_organisation()))
    for day in (2, 9):
        session = make_session(pair, starts_at=NOW + day * DAY)
        cancel_session(session, reason=CancelReason.TRAVEL, by=pair.mentee, now=NOW + DAY)
    assert strip(pair.relationship.programme, 4, weeks_later=4) == ["before", "attention", "at_risk", "at_risk"]


def test_session_held_heals_and_leaves_its_dot(content: None) -> None:
    pair = make_pair(make_programme(make_organisation()))
    session = make_session(pair, starts_at=NOW + 20 * DAY)
    mark_held(session, by=pair.mentor, now=NOW + 21 * DAY)
    now = NOW + 4 * WEEK
    [health] = health_of(pair.relationship.programme, now=now)
    weeks = weeks_of(health, pair.relationship.programme, NOW, 4, now=now)
    assert [week.has_session for week in weeks] == [False, False, True, False]
    assert [week.state.value for week in weeks] == ["healthy", "healthy", "healthy", "healthy"]
