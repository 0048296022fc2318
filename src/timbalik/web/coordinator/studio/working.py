"""A round that the worker computes: its named steps, and what is told when it did not end well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from timbalik.matching.models import Override, Round, RoundWork
from timbalik.matching.queries.rounds import overrides_of
from timbalik.matching.queries.work import answered, last_work
from timbalik.matching.states import RoundState, WorkEnd, WorkKind

NEW: Final = timedelta(minutes=15)  # what was done is told so long
STEPS = ("waiting", "reading", "scoring", "solving", "explaining", "storing")
ASKED_STEPS = {
    WorkKind.PLAN: ("waiting", "reading", "scoring", "solving", "explaining"),
    WorkKind.PRICE: ("waiting", "reading", "scoring", "solving", "pricing"),
    WorkKind.REMEDIES: ("waiting", "reading", "scoring", "solving", "pricing", "storing"),
}


def computing(round_: Round) -> dict[str, Any]:
    """The steps of what is under way, or why a round has no arrangement yet."""
    labels = {
        "waiting": _("Waiting for a free worker"),
        "reading": _("Read people, hours and reporting lines"),
        "scoring": _("Compare everybody with everybody"),
        "solving": _("Find the best arrangement and prove it"),
        "explaining": _("Write the reasons"),
        "storing": _("Write the arrangement down"),
        "pricing": _("Compute what each would change"),
        "publishing": _("Check the rules once more and open the pairs"),
    }
    work = last_work(round_)
    publishing = round_.step == "publishing"
    shown = ("publishing",) if publishing else steps_of(work)
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
        "keeps": round_.state in (RoundState.PROPOSED, RoundState.SENT),
        "steps": [
            {"label": labels[step], "state": "done" if place < at else "now" if place == at else "wait", "note": ""}
            for place, step in enumerate(shown)
        ],
    }


def steps_of(work: RoundWork | None) -> tuple[str, ...]:
    """Those that this work goes through."""
    return STEPS if work is None else ASKED_STEPS.get(WorkKind(work.kind), STEPS)


def address_after(round_: Round, *, now: datetime) -> str:
    """Where the answer of the last question stands; else the round itself."""
    where = [round_.programme.public_id, round_.number]
    if answered(round_, WorkKind.PLAN, now=now):
        return reverse("coordinator:round_adjust", args=where)
    if work := answered(round_, WorkKind.PRICE, now=now):
        return reverse("coordinator:round_sheet_check", args=[*where, work.facts["sheet"]])
    work = last_work(round_)
    if work is not None and (work.kind, work.end) == (WorkKind.REMEDIES, WorkEnd.DONE):
        return reverse("coordinator:round_unmatched", args=where)
    return reverse("coordinator:round", args=where)


def news_of(round_: Round, *, now: datetime) -> dict[str, str] | None:
    """What to tell of the last computing: its answer, or why there is none, while nothing happened since."""
    work = last_work(round_)
    if work is None or work.ended_at is None:
        return None
    if work.end == WorkEnd.DONE:
        return _done(work, round_, now=now)
    if work.version != round_.version:
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


def _done(work: RoundWork, round_: Round, *, now: datetime) -> dict[str, str] | None:
    """An answer waits for its reader; what was changed is told for a while, with its price."""
    what = kind_in_words(work)
    address = address_after(round_, now=now)
    if address != reverse("coordinator:round", args=[round_.programme.public_id, round_.number]):
        return {"tone": "ok", "title": _("Ready: %(what)s.") % {"what": what}, "words": "", "url": address}
    if work.ended_at is None or work.ended_at < now - NEW or work.version + 1 != round_.version:
        return None
    return {"tone": "ok", "title": _("Done: %(what)s.") % {"what": what}, "words": _price(work, round_)}


def _price(work: RoundWork, round_: Round) -> str:
    """What a decision cost."""
    if work.kind not in (WorkKind.OVERRIDE, WorkKind.GROUP, WorkKind.UNKNOWN_LINES):
        return ""
    made = overrides_of(round_).filter(at__gte=work.asked_at).order_by("-pk").first()
    return price_in_words(made) if made else ""


def price_in_words(done: Override) -> str:
    if done.price_hundredths <= 0:
        return _("Noted. The choice costs nothing.")
    return _("Noted. The choice costs %(points)s points.") % {"points": number_format(done.price_hundredths / 100, 1)}


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
        WorkKind.PLAN: _("who would move"),
        WorkKind.PRICE: _("the price of decided pairs"),
        WorkKind.REMEDIES: _("what would help those without a partner"),
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
        "AdjustmentChanged": _("People have changed since you looked. Compute anew who would move, and decide again."),
        "NobodyToPair": _("One side has nobody with a place left. Invite more people first."),
        "NothingToImport": _("No row can become a decision yet. Mend one first."),
        "RoundTooLarge": _("This round is too large for this question."),
        "GroupImpossible": _("No arrangement keeps this and your other choices."),
    }
    return words.get(work.refusal, _("This could not be done. Look at the round as it stands."))
