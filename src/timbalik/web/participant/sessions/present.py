"""A session, arranged for templates. No title and no position: status stays outside (GR-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timbalik.journey.space import Space
from timbalik.learning.queries import agenda_for, readable_lesson, topic_pack
from timbalik.lib.clock import hour
from timbalik.lib.versions import in_language
from timbalik.meetings.details import opened_plan, opened_talk_shares
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.queries import COMING
from timbalik.meetings.rules import answers_are_open
from timbalik.meetings.states import SessionKind, SessionState
from timbalik.relationships.states import Side
from timbalik.web.moments import when


@dataclass(frozen=True)
class SessionView:
    session: MentoringSession
    when: str
    topic: str
    place: str
    mentor_yes: bool
    mentee_yes: bool
    my_reply: str
    has_my_check_in: bool
    is_two_way_open: bool  # held, and somebody's lines of giving and gaining are still to come (GR-19)
    offered: tuple[tuple[str, str], ...]  # value, words
    i_proposed: bool
    is_booked: bool
    can_answer: bool
    is_ahead: bool


def session_view(space: Space, session: MentoringSession) -> SessionView:
    words, me = space.words(session), space.me.person
    length = session.ends_at - session.starts_at
    starts = [datetime.fromisoformat(moment) for moment in session.proposed_times]
    return SessionView(
        session=session,
        when=when(session.starts_at, session.ends_at, reader=me, others=space.partners),
        topic=words.topic,
        place=words.place,
        mentor_yes=space.has_agreed(session, Side.MENTOR),
        mentee_yes=space.has_agreed(session, Side.MENTEE),
        my_reply=space.my_reply(session),
        has_my_check_in=any(one.session_id == session.pk and one.person_id == me.pk for one in space.check_ins),
        is_two_way_open=any(one.session_id == session.pk and not one.is_two_way for one in space.exchange),
        offered=tuple(
            (start.isoformat(), when(start, start + length, reader=me, others=space.partners)) for start in starts
        ),
        i_proposed=session.booked_by_id == me.pk,
        is_booked=session.state == SessionState.BOOKED,
        can_answer=session.state == SessionState.BOOKED and answers_are_open(session, now=space.now),
        is_ahead=session.starts_at > space.now,
    )


def agenda(space: Space, session: MentoringSession) -> list[dict[str, Any]]:
    """The parts of this kind of session by the clock, stretched to its length."""
    version = agenda_for(session.kind, space.programme.direction)
    if version is None:
        return []
    zone = ZoneInfo(space.me.person.time_zone)
    planned = sum(part["minutes"] for part in version.content["parts"])
    stretch = (session.ends_at - session.starts_at) / timedelta(minutes=planned)
    rows, passed = [], 0
    for part in version.content["parts"]:
        begins = session.starts_at + timedelta(minutes=passed * stretch)
        rows.append(
            {
                "hour": hour(begins, zone),
                "text": f"{in_language(part['title'])}. {in_language(part['guide'])}",
                "who": "",
                "role": "both",
                "x": 100 * passed / planned,
                "width": max(100 * part["minutes"] / planned - 0.6, 1),
            }
        )
        passed += part["minutes"]
    return rows


def plan_view(space: Space, session: MentoringSession) -> dict[str, Any]:
    """What was planned: aim, goal, the topic's questions and exercise; after a visit what was seen; the talk share."""
    opened = opened_plan(session, space.vault)
    plan = opened.plan
    goal = next((one.text.title for one in space.goals if str(one.goal.public_id) == plan.goal), "")
    is_visit, has_begun = session.kind == SessionKind.FIELD, session.starts_at <= space.now
    share = next(iter(opened_talk_shares(space.relationship, space.vault, only=session)), None) if has_begun else None
    return {
        "plan": plan,
        "plan_goal": goal,
        "topic": topic_pack(plan.topic_key) if plan.topic_key else None,
        "lesson": readable_lesson(space.me.person, UUID(plan.lesson)) if plan.lesson else None,
        "is_planned": any((plan.lesson, plan.aim, plan.topic_key, goal, plan.look_at, plan.meet, plan.safety)),
        "can_plan": session.state in COMING and space.is_active,
        "is_visit": is_visit,
        "seen": opened.seen,
        "can_tell": is_visit and has_begun and session.state != SessionState.CANCELLED,
        "share": {"number": session.number, "mentor": share.mentor, "mentee": share.mentee} if share else None,
        "can_count": session.state == SessionState.HELD,
    }
