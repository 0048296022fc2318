"""What is read from the ledger: an open two-way check, a side that gains nothing, roles turned around."""

from __future__ import annotations

import pytest

from tests.factories.people import NOW
from timbalik.journey.exchange import Balance, SessionExchange, balance, ledger, starving_side
from timbalik.journey.role_mirror import needs_nudge, turned_around
from timbalik.meetings.queries import OpenedCheckIn
from timbalik.relationships.states import Side

MENTOR, MENTEE = 1, 2
SIDES = {MENTOR: Side.MENTOR.value, MENTEE: Side.MENTEE.value}


def said(session: int, person: int, *, taught: str = "mentor", gave: str = "", gained: str = "") -> OpenedCheckIn:
    return OpenedCheckIn(session, person, 4, taught, gave, gained, NOW)


def entries(*check_ins: OpenedCheckIn) -> tuple[SessionExchange, ...]:
    sessions = sorted({one.session_id for one in check_ins})
    return ledger(sessions, check_ins, SIDES)


def test_gr19_two_way_check_is_open_until_both_wrote_both_lines() -> None:
    """GR-19: held without them, and open for whoever has not written."""
    [entry] = ledger([7], [said(7, MENTOR, gave="data"), said(7, MENTEE, gave="waktu", gained="data")], SIDES)
    assert entry.open_for == (MENTOR,)
    [whole] = ledger([7], [said(7, person, gave="a", gained="b") for person in SIDES], SIDES)
    assert whole.is_two_way


def test_session_without_any_line_counts_in_the_ledger() -> None:
    assert [(one.session_id, one.open_for) for one in ledger([7, 8], [], SIDES)] == [
        (7, (MENTOR, MENTEE)),
        (8, (MENTOR, MENTEE)),
    ]


def test_balance_hears_the_other_side_too() -> None:
    """Who wrote nothing gained what the partner says to have given."""
    found = balance(
        entries(said(1, MENTOR, gave="data"), said(2, MENTEE, gave="arus kas", gained="dasbor"), said(3, 1))
    )
    assert found == Balance(of=2, mentor_gave=2, mentor_gained=1, mentee_gave=1, mentee_gained=2)


def test_side_that_gains_nothing_in_three_sessions_starves() -> None:
    one_way = [said(session, MENTEE, gained="dasbor") for session in (1, 2, 3)]
    assert starving_side(entries(*one_way)) == Side.MENTOR
    assert starving_side(entries(*one_way[:2])) == ""
    assert starving_side(entries(*one_way, said(3, MENTOR, gained="arus kas"))) == ""


def test_silence_starves_nobody() -> None:
    silent = [said(session, person) for session in (1, 2, 3) for person in SIDES]
    assert starving_side(entries(*silent)) == ""


@pytest.mark.parametrize(
    ("taught", "count", "nudge"),
    [
        (["mentee", "mentee"], 2, False),
        (["mentee", "mentee", "mentee"], 3, True),
        (["mentee", "mentee", "mentee", "mentee"], 4, False),
        (["mentee"] * 6, 6, True),
        (["mentee", "both", "mentee"], 1, False),
        (["mentee", "mentee", "mentee", "mentor"], 0, False),
    ],
)
def test_three_sessions_led_by_the_mentee_in_a_row_call_for_a_nudge(taught: list[str], count: int, nudge: bool) -> None:
    found = entries(*(said(number, MENTOR, taught=who) for number, who in enumerate(taught)))
    assert (turned_around(found), needs_nudge(found)) == (count, nudge)


def test_sessions_on_which_the_two_disagree_do_not_count() -> None:
    found = entries(*(said(number, person, taught=SIDES[person]) for number in (1, 2, 3) for person in SIDES))
    assert turned_around(found) == 0


def test_session_nobody_answered_for_is_passed_over() -> None:
    answered = [said(number, MENTOR, taught="mentee") for number in (1, 2, 4)]
    assert turned_around(ledger([1, 2, 3, 4], answered, SIDES)) == 3
