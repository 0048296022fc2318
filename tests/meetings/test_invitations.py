"""The rules of iMIP (RFC 5546, 6047) that calendars hold us to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from timbalik.meetings.operations import cancel_session, reschedule
from timbalik.meetings.states import CancelReason
from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 WIB, 11.00 WITA


@pytest.fixture
def pair() -> Pair:
    programme = make_programme(make_organisation())
    return make_pair(
        programme,
        mentor=make_person(programme.organisation, "Ayu Lestari", email="ayu@kirana.example"),
        mentee=make_person(
            programme.organisation,
            "Ir. Bram Hutagalung, M.M.",
            salutation="Pak",
            email="bram@kirana.example",
            time_zone="Asia/Makassar",
        ),
    )


def test_invitation_carries_what_calendars_ask_for(pair: Pair) -> None:
    session = make_session(pair, starts_at=AT)
    [mail] = waiting(pair.mentee)
    calendar, event = Calendar.from_ical(mail.ics), mail.event
    assert (calendar["METHOD"], calendar["VERSION"], calendar["CALSCALE"]) == ("REQUEST", "2.0", "GREGORIAN")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (session.uid, 0, "CONFIRMED")
    assert event["DTSTART"].to_ical() == b"20261201T030000Z"
    assert event["DTEND"].to_ical() == b"20261201T040000Z"
    assert event["DTSTAMP"].to_ical() == b"20261123T020000Z"
    assert str(event["LOCATION"]) == "Ruang Rinjani, lantai 12"


def test_organiser_is_the_sender_and_the_receiver_is_among_the_attendees(pair: Pair, settings: object) -> None:
    settings.DEFAULT_FROM_EMAIL = "Timbalik <mentoring@kirana.example>"  # type: ignore[attr-defined]  # pytest-django's fixture
    make_session(pair, starts_at=AT)
    [mail] = waiting(pair.mentee)
    assert str(mail.event["ORGANIZER"]) == "mailto:mentoring@kirana.example"
    attendees = {str(one): one.params for one in mail.event["ATTENDEE"]}
    assert set(attendees) == {"mailto:ayu@kirana.example", "mailto:bram@kirana.example"}
    assert attendees["mailto:bram@kirana.example"]["PARTSTAT"] == "NEEDS-ACTION"
    assert attendees["mailto:ayu@kirana.example"]["PARTSTAT"] == "ACCEPTED"
    assert attendees["mailto:bram@kirana.example"]["RSVP"] == "TRUE"


def test_topic_and_titles_stay_out_of_calendars(pair: Pair) -> None:
    """Calendars are read by assistants and colleagues; GR-17 leaves titles at the door."""
    make_session(pair, starts_at=AT)
    [mail] = waiting(pair.mentee)
    for word in (b"keranjang", b"Ir.", b"M.M."):
        assert word not in mail.ics.replace(b"\r\n ", b"")
    assert "Topik: Dari kunjungan ke keranjang" in mail.text


def test_each_side_reads_its_own_zone_and_the_partners_hour(pair: Pair) -> None:
    make_session(pair, starts_at=AT)
    [to_mentor], [to_mentee] = waiting(pair.mentor), waiting(pair.mentee)
    assert "10.00–11.00 WIB (11.00 WITA)" in to_mentor.text
    assert "11.00–12.00 WITA (10.00 WIB)" in to_mentee.text
    assert "Selasa, 1 Desember 2026" in to_mentee.text


def test_letters_speak_the_readers_language(pair: Pair) -> None:
    pair.mentor.language = "en"
    pair.mentor.save()
    make_session(pair, starts_at=AT)
    [to_mentor] = waiting(pair.mentor)
    assert to_mentor.subject == "Session 1 with Pak Bram"
    assert "Tuesday, 1 December 2026" in to_mentor.text


def test_move_and_cancellation_raise_the_sequence_under_one_uid(pair: Pair) -> None:
    session = make_session(pair, starts_at=AT)
    reschedule(session, starts_at=AT + timedelta(days=1), by=pair.mentor, now=NOW)
    [moved] = waiting(pair.mentee)
    assert (moved.method, moved.event["SEQUENCE"], str(moved.event["UID"])) == ("REQUEST", 1, session.uid)
    cancel_session(session, reason=CancelReason.ILLNESS, by=pair.mentor, now=NOW)
    [cancelled] = waiting(pair.mentee)
    assert (cancelled.method, cancelled.event["SEQUENCE"]) == ("CANCEL", 2)
    assert (cancelled.event["STATUS"], str(cancelled.event["UID"])) == ("CANCELLED", session.uid)


def test_older_invitation_still_waiting_is_taken_back(pair: Pair) -> None:
    """Any order of retries: a lower SEQUENCE never leaves after a higher one."""
    session = make_session(pair, starts_at=AT)
    reschedule(session, starts_at=AT + timedelta(days=1), by=pair.mentor, now=NOW)
    states = (
        Effect.objects.of(pair.relationship.organisation)
        .filter(recipient=pair.mentee)
        .order_by("pk")
        .values_list("state", flat=True)
    )
    assert list(states) == [EffectState.CANCELLED, EffectState.QUEUED]


def test_somebody_without_an_address_reads_it_in_the_app(pair: Pair) -> None:
    pair.mentee.email = ""
    pair.mentee.save()
    make_session(pair, starts_at=AT)
    assert len(waiting(pair.mentee, kind="in_app")) == 1
    assert "bram@" not in waiting(pair.mentor)[0].ics.decode()
