from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from tests.web.participant.conftest import Enter, Lead
from timbalik.meetings.models import CheckIn, MentoringSession
from timbalik.meetings.operations import mark_held
from timbalik.meetings.states import CancelReason, Reply, SessionState
from timbalik.relationships.states import Phase

pytestmark = pytest.mark.django_db


def at(pair: Pair, name: str, session: MentoringSession | None = None) -> str:
    refs = [pair.relationship.public_id, *([session.public_id] if session else [])]
    return reverse(f"participant:{name}", args=refs)


def booking(pair: Pair, **changes: str) -> dict[str, str]:
    return {
        "topic": "Dari kunjungan ke keranjang",
        "kind": "learning",
        "slot": "own",
        "day": "2026-12-01",
        "at": "10:00",
        "minutes": "60",
        "channel": "in_person",
        "place": "Ruang Rinjani",
    } | changes


def only_session(pair: Pair) -> MentoringSession:
    return pair.relationship.sessions.order_by("-number")[0]


def test_time_of_ones_own_is_read_by_the_persons_clock(cast: Cast, enter: Enter, lead: Lead) -> None:
    cast.bram.time_zone = "Asia/Jayapura"
    cast.bram.save()
    pair = lead(Phase.GROWTH)
    enter(cast.bram).post(at(pair, "session_book"), booking(pair))
    assert only_session(pair).starts_at.isoformat() == "2026-12-01T01:00:00+00:00"


def test_three_common_times_are_offered_and_one_tap_books(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.ayu)
    offered = client.get(at(pair, "session_book")).context["form"].fields["slot"].choices
    assert len(offered) == 4
    client.post(at(pair, "session_book"), booking(pair, slot=offered[0][0], day="", at=""))
    assert only_session(pair).starts_at.isoformat() == offered[0][0]


def test_partner_chooses_from_the_times_offered(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    enter(cast.ayu).post(at(pair, "session_book"), booking(pair, propose="1"))
    session = only_session(pair)
    assert (session.state, len(session.proposed_times)) == (SessionState.PROPOSED, 3)
    bram = enter(cast.bram)
    page = bram.get(at(pair, "session", session)).content.decode()
    assert page.count('name="starts_at"') == 3
    bram.post(at(pair, "session_choose", session), {"starts_at": session.proposed_times[1]})
    session.refresh_from_db()
    assert session.state == SessionState.BOOKED


def test_session_needs_a_topic_and_a_time(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-10."""
    pair = lead(Phase.GROWTH)
    before, client = pair.relationship.sessions.count(), enter(cast.ayu)
    for changes in ({"topic": ""}, {"day": ""}, {"slot": "2026-01-01T00:00:00+00:00"}):
        assert client.post(at(pair, "session_book"), booking(pair, **changes)).status_code == 422
    assert pair.relationship.sessions.count() == before


@pytest.mark.parametrize("day", ["0001-01-01", "2020-01-01", "9999-12-31"])
def test_days_out_of_reach_are_refused_in_words(cast: Cast, enter: Enter, lead: Lead, day: str) -> None:
    pair = lead(Phase.GROWTH)
    page = enter(cast.ayu).post(at(pair, "session_book"), booking(pair, day=day)).content.decode()
    assert "Pilih waktu" in page
    assert pair.relationship.sessions.count() == 1


def test_no_title_and_no_position_stand_in_the_session_view(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-17."""
    cast.bram.position = "Direktur Keuangan"
    cast.bram.save()
    pair = lead(Phase.GROWTH)
    page = enter(cast.ayu).get(at(pair, "session", make_session(pair))).content.decode()
    for word in ("Direktur Keuangan", "Dr. Ir. H.", "Hadiningrat"):
        assert word not in page


def test_answer_move_and_call_off(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session, client = make_session(pair), enter(cast.bram)
    client.post(at(pair, "session_answer", session), {"reply": "yes"})
    assert session.participants.get(person=cast.bram).reply == Reply.YES
    slot = client.get(at(pair, "session_move", session)).context["form"].fields["slot"].choices[0][0]
    client.post(at(pair, "session_move", session), {"slot": slot})
    session.refresh_from_db()
    assert (session.starts_at.isoformat(), session.sequence) == (slot, 1)
    client.post(at(pair, "session_cancel", session), {"reason": CancelReason.TRAVEL})
    session.refresh_from_db()
    assert (session.state, session.cancelled_side) == (SessionState.CANCELLED, "mentee")


def test_a_no_leads_to_other_times(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    response = enter(cast.bram).post(at(pair, "session_answer", session), {"reply": "no"})
    assert response["Location"] == at(pair, "session_move", session)


def test_two_taps_after_the_session(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    with time_machine.travel(NEXT_DAY + timedelta(hours=1), tick=False):
        client = enter(cast.bram)
        assert client.post(at(pair, "session_check_in", session), {"usefulness": "4"}).status_code == 422
        client.post(at(pair, "session_check_in", session), {"usefulness": "4", "taught_more": "mentor"})
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    assert CheckIn.objects.of(cast.organisation).filter(session=session, person=cast.bram).count() == 1


def test_figure_of_one_member_is_not_shown_to_the_other(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    with time_machine.travel(NEXT_DAY + timedelta(hours=1), tick=False):
        enter(cast.bram).post(at(pair, "session_check_in", session), {"usefulness": "1", "taught_more": "both"})
        form = enter(cast.ayu).get(at(pair, "session_check_in", session)).context["form"]
    assert form.initial == {}


def test_session_that_fell_out_leads_to_a_new_time(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    with time_machine.travel(NEXT_DAY + timedelta(hours=2), tick=False):
        client = enter(cast.ayu)
        assert (
            at(pair, "session_missed", session)
            in client.get(reverse("participant:pair", args=[pair.relationship.public_id])).content.decode()
        )
        response = client.post(at(pair, "session_missed", session))
    session.refresh_from_db()
    assert session.state == SessionState.MISSED
    assert response["Location"] == at(pair, "session_book")


def test_session_of_another_pair_is_not_found(cast: Cast, enter: Enter, lead: Lead) -> None:
    """Ayu has two pairs; a session answers under its own pair alone."""
    pair = lead(Phase.GROWTH)
    other = make_pair(
        pair.relationship.programme, mentor=make_person(cast.organisation), mentee=make_person(cast.organisation)
    )
    foreign = make_session(other)
    client = enter(cast.ayu)
    for name in ("session", "session_move", "session_cancel", "session_check_in"):
        assert client.get(at(pair, name, foreign)).status_code == 404
    for name in ("session_answer", "session_held", "session_missed", "session_choose"):
        assert client.post(at(pair, name, foreign), {"reply": "yes"}).status_code == 404


def test_stranger_and_coordinator_find_no_session(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, "session", session)).status_code == 404


def test_held_session_asks_for_two_taps(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    with time_machine.travel(NEXT_DAY + timedelta(hours=1), tick=False):
        mark_held(session, by=cast.ayu, now=NEXT_DAY + timedelta(hours=1))
        assert (
            at(pair, "session_check_in", session) in enter(cast.ayu).get(reverse("participant:home")).content.decode()
        )
    assert session.starts_at > NOW
