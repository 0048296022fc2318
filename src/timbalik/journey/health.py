"""How each pair is doing, for whoever runs the programme: from dates, states, cancellations by side and completeness.

What the pair says, writes or rates is never read here (``ARCHITECTURE`` 20). One session that falls out of a two-week
rhythm is visible at once. The number of queries does not grow with the pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.journey.pair_facts import ANSWER_WITHIN, PairFacts, SessionDates, load_pairs
from timbalik.journey.rechecks import APPRAISER, LINE, MEMBER_LEFT, forbidden
from timbalik.meetings.states import SessionState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import ClosurePart, Phase, RelationshipState, Side

Fact = int | str


class Condition(TextChoices):
    AT_RISK = "at_risk", _("At risk")
    ATTENTION = "attention", _("Needs attention")
    PAUSED = "paused", _("Paused")
    HEALTHY = "healthy", _("Healthy")


# From the most pressing to the least: code → condition and the one action offered.
CODES: dict[str, tuple[Condition, str]] = {
    LINE: (Condition.AT_RISK, "decide"),
    APPRAISER: (Condition.AT_RISK, "decide"),
    MEMBER_LEFT: (Condition.AT_RISK, "decide"),
    "fell_out_twice": (Condition.AT_RISK, "call"),
    "silent": (Condition.AT_RISK, "call"),
    "not_answered": (Condition.ATTENTION, "remind"),
    "missed_session": (Condition.ATTENTION, "find_time"),
    "cancelled_no_new_time": (Condition.ATTENTION, "find_time"),
    "unreported": (Condition.ATTENTION, "ask"),
    "no_session_ahead": (Condition.ATTENTION, "find_time"),
    "training_waiting": (Condition.ATTENTION, "remind"),
    "first_talk_waiting": (Condition.ATTENTION, "find_time"),
    "agreement_waiting": (Condition.ATTENTION, "remind"),
    "goal_waiting": (Condition.ATTENTION, "remind"),
    "closure_waiting": (Condition.ATTENTION, "remind"),
    "past_end": (Condition.ATTENTION, "remind"),
    "check_in_open": (Condition.ATTENTION, "remind"),
    "paused_long": (Condition.ATTENTION, "call"),
    "paused": (Condition.PAUSED, ""),
    "well": (Condition.HEALTHY, ""),
}
_ORDER = {code: place for place, code in enumerate(CODES)}

GRACE = timedelta(days=3)  # after the rhythm's next date, before a missing session is named
REPORT_WITHIN = timedelta(days=2)
TRAINING_WITHIN = timedelta(days=7)
FIRST_TALK_WITHIN = timedelta(days=10)
AGREE_WITHIN = CLOSE_WITHIN = timedelta(days=14)
PAUSE_WITHIN = timedelta(days=30)
OPEN_CHECK_INS = 2  # sessions in the last weeks without both sides' taps


@dataclass(frozen=True)
class PairHealth:
    """``facts`` holds days, dates, counts and sides. Which side has not tapped is not among them (GR-15)."""

    relationship: Relationship
    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    sessions: tuple[SessionDates, ...] = ()
    has_stepped_back: bool = False
    is_reminded: bool = False  # both had a letter today; what a letter can do is done

    @property
    def condition(self) -> Condition:
        return CODES[self.code][0]

    @property
    def action(self) -> str:
        return CODES[self.code][1]

    @property
    def needs_a_person(self) -> bool:
        return self.condition in (Condition.AT_RISK, Condition.ATTENTION)


def health_of(programme: Programme, *, now: datetime, only: Relationship | None = None) -> list[PairHealth]:
    """Every pair that has not ended (or this one alone), the most pressing first. At most six queries."""
    pairs = load_pairs(programme, now=now, only=only)
    rules = forbidden(programme.organisation_id, {key: pair.members for key, pair in pairs.items()})
    found = [_judge(pair, programme, rules.get(key, ""), now=now) for key, pair in pairs.items()]
    return sorted(
        found, key=lambda health: (_ORDER[health.code], -int(health.facts.get("days", 0)), health.relationship.pk)
    )


# --- Judging: no query from here to the next line ------------------------------------------------------------------


def _judge(pair: PairFacts, programme: Programme, rule: str, *, now: datetime) -> PairHealth:
    code, facts = _verdict(pair, programme, rule, now=now)
    people = {side: tuple(member.person for member in pair.members if member.side == side) for side in Side}
    return PairHealth(
        pair.relationship,
        people[Side.MENTOR],
        people[Side.MENTEE],
        code,
        facts,
        tuple(pair.sessions),
        pair.has_stepped_back,
        pair.is_reminded,
    )


def _verdict(pair: PairFacts, programme: Programme, rule: str, *, now: datetime) -> tuple[str, dict[str, Fact]]:
    if rule:
        return rule, {}
    if pair.relationship.state == RelationshipState.PAUSED:
        since = pair.relationship.paused_at or now
        return ("paused_long" if now - since > PAUSE_WITHIN else "paused"), {"days": (now - since).days}
    verdict = _of_sessions(pair, programme, now=now) or _of_phase(pair, programme, now=now)
    if verdict is None and pair.open_check_ins >= OPEN_CHECK_INS:
        verdict = "check_in_open", {"count": pair.open_check_ins}
    return verdict or ("well", {})


def _of_sessions(pair: PairFacts, programme: Programme, *, now: datetime) -> tuple[str, dict[str, Fact]] | None:
    over = [one for one in pair.sessions if one.starts_at <= now or one.state == SessionState.CANCELLED]
    ahead = [
        one
        for one in pair.sessions
        if one.starts_at > now and one.state in (SessionState.BOOKED, SessionState.PROPOSED)
    ]
    fallen = _fallen_in_a_row(over)
    if len(fallen) >= 2:
        sides = [one.cancelled_side for one in fallen]
        counts: dict[str, Fact] = {"mentor": sides.count(Side.MENTOR), "mentee": sides.count(Side.MENTEE)}
        return "fell_out_twice", {"count": len(fallen), "days": (now - fallen[0].starts_at).days, **counts}
    rhythm = timedelta(days=programme.cadence_days)
    last_held = next((one.starts_at for one in reversed(over) if one.state == SessionState.HELD), None)
    since = last_held or pair.relationship.phase_since
    in_growth = pair.relationship.phase == Phase.GROWTH
    if in_growth and not ahead and now - since > 2 * rhythm + GRACE:
        return "silent", {"days": (now - since).days}
    soon = next((one for one in ahead if one.pk in pair.waiting and one.starts_at - now <= ANSWER_WITHIN), None)
    if soon is not None:
        return "not_answered", {"on": _on(soon)}
    if fallen:
        last = fallen[0]
        if last.state == SessionState.MISSED:
            return "missed_session", {"on": _on(last), "days": (now - last.starts_at).days}
        if not ahead:
            return "cancelled_no_new_time", {"on": _on(last), "side": last.cancelled_side}
    silent = [one for one in over if one.state == SessionState.BOOKED and now - one.ends_at > REPORT_WITHIN]
    if silent:
        return "unreported", {"on": _on(silent[-1]), "days": (now - silent[-1].ends_at).days}
    if in_growth and not ahead and now - since > rhythm + GRACE:
        return "no_session_ahead", {"days": (now - since).days}
    return None


def _of_phase(pair: PairFacts, programme: Programme, *, now: datetime) -> tuple[str, dict[str, Fact]] | None:
    relationship = pair.relationship
    waited = now - relationship.phase_since
    facts: dict[str, Fact] = {"days": waited.days}
    if relationship.phase == Phase.PREPARATION:
        if not pair.has_training and waited > TRAINING_WITHIN:
            return "training_waiting", facts
        if not pair.sessions and waited > FIRST_TALK_WITHIN:
            return "first_talk_waiting", facts
    elif relationship.phase == Phase.NEGOTIATION and waited > AGREE_WITHIN:
        if not pair.is_agreed:
            return "agreement_waiting", facts
        if not pair.has_goal:
            return "goal_waiting", facts
    elif relationship.phase == Phase.CLOSURE:
        if waited > CLOSE_WITHIN:
            return "closure_waiting", facts | {"parts": len(ClosurePart) - pair.closure_parts}
        return None
    if relationship.phase == Phase.GROWTH and now.date() > (relationship.ends_on or programme.ends_on):
        return "past_end", facts
    return None


def _fallen_in_a_row(over: Sequence[SessionDates]) -> list[SessionDates]:
    """The latest sessions that a side called off or that were missed, newest first, back to the last one held."""
    fallen = []
    for session in reversed(over):
        if session.state == SessionState.HELD:
            break
        if session.state == SessionState.MISSED or (session.state == SessionState.CANCELLED and session.cancelled_side):
            fallen.append(session)
    return fallen


def _on(session: SessionDates) -> str:
    return session.starts_at.isoformat()
