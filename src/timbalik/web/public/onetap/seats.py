"""The seat a link is about, for its participant or for the assistant who keeps their calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.queries import SessionWords, seats, session_words_for
from timbalik.meetings.rules import can_answer_for
from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.relationships.states import Side
from timbalik.web.moments import when


def the_seat(link: ActionLink, *, now: datetime) -> SessionParticipant:
    """Raises ``ActionLinkInvalid`` when it is gone, or the assistant no longer keeps that calendar."""
    seat = (
        SessionParticipant.objects.of(link.organisation_id)
        .filter(public_id=link.subject_ref)
        .select_related("person", "session__relationship", "session__programme", "session__organisation")
        .first()
    )
    if seat is None or not can_answer_for(link.person, seat, now=now):
        raise ActionLinkInvalid
    return seat


def facts_of(link: ActionLink, seat: SessionParticipant) -> dict[str, Any]:
    """Names as they are called, never titles; topic and place for the participant alone (GR-17, GR-07)."""
    session = seat.session
    everyone = seats(session)
    others = [one.person for one in everyone if one.person_id != seat.person_id]
    is_own = link.person_id == seat.person_id
    words = session_words_for(session, reader=link.person) if is_own else SessionWords()
    return {
        "session": session,
        "seat": seat,
        "me": link.person,
        "principal": None if is_own else seat.person,
        "others": others,
        "other_role": Side.MENTEE if seat.side == Side.MENTOR else Side.MENTOR,
        "words": words,
        "planned": session.programme.planned_sessions,
        "when": when(session.starts_at, session.ends_at, reader=link.person, others=others),
    }
