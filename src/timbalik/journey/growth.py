"""Growth: the longest phase; focused sessions, one teaches, one learns (or both in turns), both gain."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from timbalik.journey.facts import Criterion, PairFacts
from timbalik.meetings.states import SessionKind
from timbalik.relationships.states import Phase

PHASE = Phase.GROWTH
SOURCE = "Zachary, The Mentor's Guide (2000), “enabling growth”; M-22; W-21 to W-24; GR-06, GR-10, GR-19"

PARTNERS_DO = (
    _("You meet at a fixed rhythm, each time with one topic."),
    _("The mentor leads; the last minutes are the return gift."),
    _("After each session both tap twice."),
)
PARTNERS_DO_IN_TURNS = (
    PARTNERS_DO[0],
    _("You lead the sessions in turns: who learns today asks the first question."),
    PARTNERS_DO[2],
)
MAY_CHANGE = (_("Goals and topics."), _("The agreement, with both signatures again."), _("The rhythm."))
SESSION_KINDS = (SessionKind.LEARNING, SessionKind.FIELD, SessionKind.MIDWAY, SessionKind.AGREEMENT)


def missing_to_enter(pair: PairFacts) -> tuple[Criterion, ...]:
    """GR-06: the agreement stands before the first session of this phase."""
    return () if pair.is_agreement_in_force else (Criterion("agreement"),)


def missing_to_leave(pair: PairFacts) -> tuple[Criterion, ...]:
    """Something was learnt together. When to part is the pair's own to say; the programme's end date reminds them."""
    return () if pair.sessions_held else (Criterion("session_held"),)
