"""A round that the worker computes: its named steps, and what is told when it did not end well."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from timbalik.matching.models import Round, RoundWork
from timbalik.matching.queries.work import last_work
from timbalik.matching.states import RoundState, WorkEnd, WorkKind

STEPS = ("waiting", "reading", "scoring", "solving", "explaining", "storing")


def computing(round_: Round) -> dict[str, Any]:
    """The steps of what is under way, or why a round has no arrangement yet."""
    labels = {
        "waiting": _("Waiting for a free worker"),
        "reading": _("Read people, hours and reporting lines"),
        "scoring": _("Compare everybody with everybody"),
        "solving": _("Find the best arrangement and prove it"),
        "explaining": _("Write the reasons"),
        "storing": _("Write the arrangement down"),
        "publishing": _("Check the rules once more and open the pairs"),
    }
    work = last_work(round_)
    publishing = round_.step == "publishing"
    shown = ("publishing",) if publishing else STEPS
    at = shown.index(round_.step) if round_.step in shown else -1
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "failed": at < 0,
        "stopped": at < 0 and work is not None and work.end == WorkEnd.STOPPED,
        "publishing": publishing,
        "what": kind_in_words(work) if work is not None and work.ended_at is None else "",
        "may_stop": work is not None and work.ended_at is None and not publishing,
        "keeps": round_.state == RoundState.PROPOSED,
        "steps": [
            {"label": labels[step], "state": "done" if place < at else "now" if place == at else "wait", "note": ""}
            for place, step in enumerate(shown)
        ],
    }


def news_of(round_: Round) -> dict[str, str] | None:
    """What to tell of the last computing, where it did not end as it was meant to and nothing happened since."""
    work = last_work(round_)
    if work is None or work.ended_at is None or work.end == WorkEnd.DONE or work.version != round_.version:
        return None
    what = kind_in_words(work)
    if work.end == WorkEnd.STOPPED:
        return {
            "tone": "info",
            "title": _("Stopped: %(what)s.") % {"what": what},
            "words": _("Nothing has changed: this is the arrangement as it was before."),
        }
    if work.end == WorkEnd.FAILED:
        return {
            "tone": "risk",
            "title": _("The computing stopped before its end: %(what)s.") % {"what": what},
            "words": _(
                "Nothing has changed. Try it again; if it stops once more, tell whoever runs this installation."
            ),
        }
    return {"tone": "risk", "title": _("Not done: %(what)s.") % {"what": what}, "words": _refusal(work)}


def kind_in_words(work: RoundWork) -> str:
    words = {
        WorkKind.SOLVE: _("computing anew"),
        WorkKind.WEIGHTS: _("other weights"),
        WorkKind.OVERRIDE: _("your choice about a pair"),
        WorkKind.UNDO: _("taking a choice back"),
        WorkKind.UNKNOWN_LINES: _("pairs inside one unit"),
        WorkKind.DRAFT: _("taking a draft back"),
        WorkKind.SHEET: _("bringing in decided pairs"),
        WorkKind.ADJUST: _("adjusting to who left or joined"),
        WorkKind.GROUP: _("your choice about two mentees"),
    }
    return words.get(WorkKind(work.kind), "")


def _refusal(work: RoundWork) -> str:
    words = {
        "ArrangementChanged": _(
            "Somebody else changed the arrangement meanwhile. This is how it stands; decide again."
        ),
        "HardRuleForbids": _("A rule that nobody can lift forbids this pair."),
        "PairImpossible": _("There is no room for this pair. Take back another choice first."),
        "NotInThisRound": _("One of the two is not in this round."),
        "GroupImpossible": _("No arrangement keeps this and your other choices."),
    }
    return words.get(work.refusal, _("This could not be done. Look at the round as it stands."))
