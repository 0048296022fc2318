"""What a coordinator sees of a pair, and what never."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import NOW, make_line, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from tests.factories.training import make_unit_of_training
from tests.journey.pairs import hold, lead_to
from timbalik.journey.health import CODES, Condition, PairHealth, health_of
from timbalik.journey.wording import action_in_words, health_in_words
from timbalik.meetings.operations import CheckInAnswers, answer_session, cancel_session, check_in, mark_missed
from timbalik.meetings.states import CancelReason, Reply
from timbalik.programmes.models import Programme
from timbalik.relationships.operations import pause_relationship
from timbalik.relationships.states import Phase

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation())


def one(pair: Pair, *, now: datetime) -> PairHealth:
    [health] = health_of(pair.relationship.programme, now=now)
    assert health_in_words(health, JAKARTA)
    assert action_in_words(health.action) or not health.action
    return health


def test_pair_in_rhythm_is_healthy(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    session = hold(pair, at=NOW + DAY)
    for person in (pair.mentor, pair.mentee):
        check_in(session, CheckInAnswers(4, "mentor"), by=person, now=NOW + 2 * DAY)
    health = one(pair, now=NOW + 14 * DAY)
    assert (health.code, health.condition, health.needs_a_person) == ("well", Condition.HEALTHY, False)


def test_one_missed_session_is_visible(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    hold(pair, at=NOW)
    missed = make_session(pair, starts_at=NOW + 14 * DAY)
    assert one(pair, now=NOW + 13 * DAY).code == "not_answered"
    answer_session(missed, person=pair.mentee, reply=Reply.YES, by=pair.mentee, now=NOW + 13 * DAY)
    mark_missed(missed, by=pair.mentor, now=NOW + 14 * DAY)
    assert one(pair, now=NOW + 14 * DAY + timedelta(hours=1)).code == "missed_session"


def test_session_nobody_spoke_about_is_asked_about(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    make_session(pair, starts_at=NOW + DAY)
    assert one(pair, now=NOW + 5 * DAY).code == "unreported"


def test_rhythm_that_stops_is_named_three_days_later_and_pressing_after_two_rounds(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    codes = [one(pair, now=NOW + days * DAY).code for days in (17, 18, 31, 32)]
    assert codes == ["well", "no_session_ahead", "no_session_ahead", "silent"]


def test_cancellation_without_a_new_time_is_visible_with_its_side(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    cancel_session(make_session(pair), reason=CancelReason.TRAVEL, by=pair.mentee, now=NOW)
    health = one(pair, now=NOW)
    assert (health.code, health.facts["side"]) == ("cancelled_no_new_time", "mentee")
    make_session(pair, starts_at=NOW + 3 * DAY)
    assert one(pair, now=NOW).code == "well"


def test_two_cancellations_in_a_row_are_at_risk(programme: Programme) -> None:
    """GR-11, second step: after the pair, the coordinator."""
    pair = lead_to(Phase.GROWTH, programme=programme)
    for days in (1, 2):
        cancel_session(
            make_session(pair, starts_at=NOW + days * DAY), reason=CancelReason.TRAVEL, by=pair.mentee, now=NOW
        )
    health = one(pair, now=NOW)
    assert (health.code, health.condition) == ("fell_out_twice", Condition.AT_RISK)
    assert (health.facts["mentor"], health.facts["mentee"]) == (0, 2)


@pytest.mark.parametrize(
    ("phase", "days", "code"),
    [
        (Phase.NEGOTIATION, 14, "well"),
        (Phase.NEGOTIATION, 15, "agreement_waiting"),
        (Phase.CLOSURE, 15, "closure_waiting"),
    ],
)
def test_phase_that_waits_is_named(programme: Programme, phase: Phase, days: int, code: str) -> None:
    pair = lead_to(phase, programme=programme)
    assert one(pair, now=NOW + days * DAY).code == code


def test_training_then_first_talk_are_waited_for(programme: Programme) -> None:
    pair = make_pair(programme)
    assert one(pair, now=NOW + 11 * DAY).code == "first_talk_waiting"
    make_unit_of_training()
    assert one(pair, now=NOW + 8 * DAY).code == "training_waiting"


def test_open_check_ins_are_counted_and_no_side_is_named(programme: Programme) -> None:
    """GR-15."""
    pair = lead_to(Phase.GROWTH, programme=programme)
    for days in (0, 1):
        session = hold(pair, at=NOW + days * DAY)
        check_in(session, CheckInAnswers(4, "mentor"), by=pair.mentor, now=NOW + (days + 1) * DAY)
    health = one(pair, now=NOW + 8 * DAY)
    assert health.code == "check_in_open"
    assert set(health.facts) == {"count"}


def test_paused_pair_is_left_in_peace_for_a_month(programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    assert [one(pair, now=NOW + days * DAY).code for days in (30, 31)] == ["paused", "paused_long"]


def test_hard_rule_comes_first_in_the_list(programme: Programme) -> None:
    quiet, forbidden = make_pair(programme), make_pair(programme)
    late = make_pair(programme)
    late.relationship.phase_since = NOW - 20 * DAY
    late.relationship.save()
    make_line(forbidden.mentor, forbidden.mentee)
    found = health_of(programme, now=NOW)
    assert [(health.relationship, health.code) for health in found] == [
        (forbidden.relationship, "rule_line"),
        (late.relationship, "first_talk_waiting"),
        (quiet.relationship, "well"),
    ]


def test_what_the_pair_says_changes_nothing(programme: Programme) -> None:
    """ARCHITECTURE 20: the view is the same whether the session was rated 1 or 5, mentor-led or senior-led."""
    seen = []
    for usefulness, taught_more in ((5, "mentor"), (1, "mentee")):
        pair = lead_to(Phase.GROWTH, programme=make_programme(make_organisation()))
        session = hold(pair)
        for person in (pair.mentor, pair.mentee):
            check_in(session, CheckInAnswers(usefulness, taught_more, gave="a", gained="b"), by=person, now=NOW + DAY)
        health = one(pair, now=NOW + 2 * DAY)
        seen.append((health.code, health.facts, health_in_words(health, JAKARTA)))
    assert seen[0] == seen[1]


def test_queries_do_not_grow_with_the_pairs(programme: Programme) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            health_of(programme, now=NOW + 5 * DAY)
        return len(context)

    for phase in Phase:
        lead_to(phase, programme=programme)
    few = queries()
    for phase in Phase:
        lead_to(phase, programme=programme)
    assert queries() == few <= 6


def test_every_code_has_its_words() -> None:
    pair = make_pair()
    facts: dict[str, int | str] = {
        "days": 3,
        "on": NOW.isoformat(),
        "count": 2,
        "mentor": 1,
        "mentee": 1,
        "parts": 2,
        "side": "mentee",
    }
    for code in CODES:
        health = PairHealth(pair.relationship, (pair.mentor,), (pair.mentee,), code, facts)
        assert "%" not in health_in_words(health, JAKARTA)
