"""What sessions do by the clock: the reminder of the day before, and the request for two taps after."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from timbalik.lib.periodic import periodic
from timbalik.meetings.letters import ask_for_check_in, remind
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import SessionState

REMIND_BEFORE = timedelta(hours=24)
ASK_WITHIN = timedelta(days=3)  # a session long past is not asked about again


@periodic(every=timedelta(minutes=10))
def remind_of_sessions(now: datetime) -> None:
    """One reminder for each session a day ahead; keys keep it to one, however often this runs."""
    for session in _booked().filter(
        starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE, created_at__lte=now - REMIND_BEFORE
    ):
        remind(session, now=now)


@periodic(every=timedelta(minutes=10))
def ask_for_check_ins(now: datetime) -> None:
    """Sessions that should have ended by now: tapping also says that it took place."""
    for session in _booked().filter(ends_at__lte=now, ends_at__gt=now - ASK_WITHIN, relationship__isnull=False):
        ask_for_check_in(session, now=now)


def _booked() -> QuerySet[MentoringSession]:
    # For the whole installation, hence across organisations.
    return MentoringSession.everywhere.filter(state=SessionState.BOOKED).select_related("relationship", "organisation")
