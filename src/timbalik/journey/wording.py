"""Words for what the gates and the health view say in codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.journey.facts import Criterion
from timbalik.lib.clock import day
from timbalik.relationships.models import JointMove
from timbalik.relationships.states import JointKind, NextStep, Phase

if TYPE_CHECKING:
    from timbalik.journey.health import PairHealth

Names = dict[str, str]  # side → name as called


def criterion_in_words(criterion: Criterion, names: Names) -> str:
    """One sentence for the pair: what is missing, and whom it waits for."""
    name = names.get(criterion.side, "")
    count = len(criterion.facts.get("elements", ())) if criterion.code == "agreement_elements" else 0  # type: ignore[arg-type]
    sentences: dict[str, Callable[[], str]] = {
        "benefit": lambda: _("%(name)s still has to write what is in it for them.") % {"name": name},
        "training": lambda: _("%(name)s still has training ahead.") % {"name": name},
        "workbook": lambda: _("The preparation workbook of %(name)s is still open.") % {"name": name},
        "first_talk": lambda: _("The first talk is still to come."),
        "agreement_draft": lambda: _("The agreement is not written yet."),
        "agreement_elements": lambda: (
            ngettext("The agreement has %(count)s empty point.", "The agreement has %(count)s empty points.", count)
            % {"count": count}
        ),
        "signature": lambda: _("The signature of %(name)s is missing.") % {"name": name},
        "agreement": lambda: _("The agreement is not signed by both yet."),
        "goal": lambda: _("There is no goal yet."),
        "goal_measurable": lambda: _("A goal still needs a measure, a starting point, a target and a date."),
        "session_held": lambda: _("No learning session has taken place yet."),
        "goals_open": lambda: _("Say for each goal how far you came."),
        "closure_look_back": lambda: _("Look back together."),
        "closure_celebrate": lambda: _("Celebrate what you achieved."),
        "closure_thank": lambda: _("Thank each other."),
        "closure_next_step": lambda: _("Decide the next step together."),
        "next_step_yes": lambda: _("The next step still waits for the yes of %(name)s.") % {"name": name},
        "next_step_anew": lambda: _("Talk about the next step once more, then choose it."),
        "not_in_closure": lambda: _("The closure phase comes first."),
    }
    return sentences[criterion.code]()


def joint_move_in_words(move: JointMove, name: str) -> str:
    """One sentence: who suggests what."""
    if move.kind == JointKind.SKIP:
        phase = Phase(move.value).label
        return _("%(name)s suggests leaving “%(phase)s” although something is open") % {"name": name, "phase": phase}
    if move.kind == JointKind.EXTEND or move.value == NextStep.GO_ON:
        assert move.until is not None
        return _("%(name)s suggests going on together until %(day)s") % {
            "name": name,
            "day": date_format(move.until, "j F Y"),
        }
    if move.value == NextStep.SWAP:
        return _("%(name)s suggests swapping roles: you begin a new pair the other way round") % {"name": name}
    return _("%(name)s suggests going on with a new goal") % {"name": name}


def rule_in_words(code: str) -> str:
    """Why a pair may not go on as it is."""
    return {
        "rule_line": _("One now stands in the other’s reporting line."),
        "rule_appraiser": _("One now appraises the other."),
        "member_left": _("One of them is no longer with the organisation."),
    }[code]


def health_in_words(health: PairHealth, zone: ZoneInfo) -> str:
    """The one sentence of a pair: dates in the reader's zone, states, counts; never whose fault."""
    facts = dict(health.facts)
    if "on" in facts:
        facts["on"] = day(datetime.fromisoformat(str(facts["on"])), zone, with_year=False)
    days = int(facts.get("days", 0))
    count = int(facts.get("count", 0))
    sentences: dict[str, Callable[[], str]] = {
        "rule_line": lambda: rule_in_words("rule_line"),
        "rule_appraiser": lambda: rule_in_words("rule_appraiser"),
        "member_left": lambda: rule_in_words("member_left"),
        "fell_out_twice": lambda: (
            (
                _(
                    "%(count)s sessions in a row did not take place (called off by mentor %(mentor)s, mentee %(mentee)s)."
                )
                if facts["mentor"] or facts["mentee"]
                else _("%(count)s sessions in a row did not take place.")
            )
            % facts
        ),
        "silent": lambda: ngettext("No session for %(days)s day.", "No session for %(days)s days.", days) % facts,
        "missed_session": lambda: _("The session on %(on)s did not take place.") % facts,
        "unreported": lambda: _("Whether the session on %(on)s took place is not known yet.") % facts,
        "cancelled_no_new_time": lambda: _("The session on %(on)s was called off; there is no new time yet.") % facts,
        "no_session_ahead": lambda: (
            ngettext(
                "The last session was %(days)s day ago, and no new one is booked.",
                "The last session was %(days)s days ago, and no new one is booked.",
                days,
            )
            % facts
        ),
        "not_answered": lambda: _("The session on %(on)s still waits for an answer.") % facts,
        "training_waiting": lambda: (
            ngettext(
                "Paired %(days)s day ago; training is still open.",
                "Paired %(days)s days ago; training is still open.",
                days,
            )
            % facts
        ),
        "first_talk_waiting": lambda: (
            ngettext(
                "Paired %(days)s day ago; no first talk yet.", "Paired %(days)s days ago; no first talk yet.", days
            )
            % facts
        ),
        "agreement_waiting": lambda: (
            ngettext("The agreement has waited for %(days)s day.", "The agreement has waited for %(days)s days.", days)
            % facts
        ),
        "goal_waiting": lambda: (
            ngettext(
                "A measurable goal has been missing for %(days)s day.",
                "A measurable goal has been missing for %(days)s days.",
                days,
            )
            % facts
        ),
        "closure_waiting": lambda: _("The closure has begun; %(parts)s parts are still open.") % facts,
        "past_end": lambda: _("The programme’s last day has passed; closure has not begun."),
        "check_in_open": lambda: (
            ngettext("%(count)s session waits for its two taps.", "%(count)s sessions wait for their two taps.", count)
            % facts
        ),
        "paused_long": lambda: ngettext("Paused for %(days)s day.", "Paused for %(days)s days.", days) % facts,
        "paused": lambda: _("Paused."),
        "well": lambda: _("On its way."),
    }
    return sentences[health.code]()


def action_in_words(action: str) -> str:
    """The one thing to do, as it stands on the button."""
    return {
        "decide": _("Decide"),
        "call": _("Call both"),
        "find_time": _("Help find a time"),
        "ask": _("Ask how it went"),
        "remind": _("Remind"),
        "": "",
    }[action]


def reminder_in_words(code: str) -> str:
    """What is open, as a letter to the pair says it: one sentence, nobody's fault."""
    book = _("No next session is booked yet. Your pair space suggests times that are free for both of you.")
    close = _("Your closure is still open: look back, celebrate, thank each other, and decide the next step.")
    return {
        "not_answered": _("Your next session still waits for an answer. One tap in your invitation is enough."),
        "unreported": _("Your last session has no note yet. Please say whether it took place."),
        "training_waiting": _("The short training before the first session is still open. It takes about 30 minutes."),
        "agreement_waiting": _("Your agreement still waits for its last words or signatures."),
        "goal_waiting": _("A goal that you can measure is still missing. One is enough to begin."),
        "closure_waiting": close,
        "past_end": close,
        "check_in_open": _("Your last sessions wait for two taps each. They take half a minute."),
        "paused_long": _("Your pair has been paused for a while. Would you like to go on, or to end it with thanks?"),
    }.get(code, book)
