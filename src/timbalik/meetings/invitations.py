"""The iCalendar object inside a mail (RFC 5545, 5546, 6047).

Topic and place are the pair's own. The place travels in a member's invitation; the topic never does, since calendars
are read by assistants and colleagues.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.states import Reply
from timbalik.notifications.transport import CalendarPart

REQUEST, CANCEL = "REQUEST", "CANCEL"
PRODUCT = "-//Timbalik//Mentoring sessions//ID"
_STATUS = {Reply.WAITING: "NEEDS-ACTION", Reply.YES: "ACCEPTED", Reply.NO: "DECLINED"}


def invitation(
    session: MentoringSession, seats: Sequence[SessionParticipant], *, method: str, place: str, now: datetime
) -> CalendarPart:
    """One event for all seats, in the active language. ``UID`` is stable, ``SEQUENCE`` is the row's."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    event = Event()
    event.add("uid", session.uid)
    event.add("sequence", session.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    names = " · ".join(seat.person.called for seat in seats)
    kind = (
        _("First talk: %(names)s") if session.relationship_id is None else _("Mentoring session %(number)s: %(names)s")
    )
    event.add("summary", kind % {"number": session.number, "names": names})
    if place:
        event.add("location", place)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _organizer(), encode=False)
    for seat in seats:
        if seat.person.email:
            event.add("attendee", _attendee(seat), encode=False)
    calendar.add_component(event)
    return CalendarPart(method=method, ics=calendar.to_ical())


def _organizer() -> vCalAddress:
    """The address the mail really comes from: calendars distrust any other."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or "Timbalik")
    return organizer


def _attendee(seat: SessionParticipant) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{seat.person.email}")
    attendee.params["CN"] = vText(seat.person.called)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(_STATUS[Reply(seat.reply)])
    attendee.params["RSVP"] = vText("TRUE")
    return attendee
