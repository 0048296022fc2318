"""Two taps after a session. Only the participant's own: no assistant, no partner."""

from __future__ import annotations

from datetime import datetime

from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import (
    CheckInAnswers,
    CheckInRefused,
    NotAParticipant,
    SessionNotBooked,
    SessionNotYet,
    check_in,
)
from timbalik.meetings.queries import seats, visible_to
from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.relationships.states import Side
from timbalik.web.public.onetap.card import Act, Card, Said

REFUSED = (CheckInRefused, NotAParticipant, SessionNotBooked, SessionNotYet, ValueError)


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(link, _session(link))


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    session = _session(link)
    try:
        usefulness = int(said.get("usefulness", "0"))
        answers = CheckInAnswers(usefulness, said.get("taught_more", ""), said.get("gave", ""), said.get("gained", ""))
        check_in(session, answers, by=link.person, now=now)
    except REFUSED:
        return _card(link, session, outcome="refused", said=said)
    return _card(link, session, outcome="done")


def _session(link: ActionLink) -> MentoringSession:
    session = visible_to(link.person).filter(public_id=link.subject_ref).select_related("organisation").first()
    if session is None:
        raise ActionLinkInvalid
    return session


def _card(link: ActionLink, session: MentoringSession, *, outcome: str = "", said: Said | None = None) -> Card:
    everyone = seats(session)
    names = {
        side: ", ".join(
            seat.person.called for seat in everyone if seat.side == side and seat.person_id != link.person_id
        )
        for side in Side
    }
    others = ", ".join(seat.person.called for seat in everyone if seat.person_id != link.person_id)
    return Card(
        "public/onetap/check_in.html",
        {
            "session": session,
            "me": link.person,
            "others": others,
            "mentor": names[Side.MENTOR],
            "mentee": names[Side.MENTEE],
            "outcome": outcome,
            "said": said or {},
            "figures": ["1", "2", "3", "4", "5"],
        },
    )


ACT = Act(show, tap)
