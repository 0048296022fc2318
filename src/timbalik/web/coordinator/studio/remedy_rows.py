"""Rows of people without a partner, with the nearest remedies and what became of those set in motion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.matching.models import RemedyTaken, Round, Unmatched
from timbalik.matching.queries.remedies import Remedial, remedies_for, taken_for
from timbalik.matching.queries.words import Names, topics_in_words
from timbalik.matching.states import Answer, RemedyKind, RoundState
from timbalik.programmes.states import EnrolmentRole

OPEN = (RoundState.PROPOSED, RoundState.SENT, RoundState.PUBLISHED)


def add_remedies(round_: Round, rows: Sequence[Unmatched], shown: list[dict[str, Any]], names: Names) -> None:
    """Put the open acts, and those begun, into the rows of a list; a few queries for all of them."""
    open_acts = remedies_for(round_, rows) if round_.state in OPEN else {}
    begun: dict[int, list[RemedyTaken]] = defaultdict(list)
    for taken in taken_for(round_, [row.enrolment_id for row in rows]):
        begun[taken.enrolment_id].append(taken)
    for row, line in zip(rows, shown, strict=True):
        mine = begun[row.enrolment_id]
        done = {(one.kind, one.asked_id) for one in mine}
        acts = [one for one in open_acts.get(row.enrolment_id, []) if (one.kind, one.asked.pk) not in done]
        line["acts"] = [_act(one, names, mutual=round_.programme.is_mutual) for one in acts]
        line["begun"] = [begun_in_words(one, names) for one in mine]
        line["certainty"] = _certainty(acts[0] if acts else None, line["person"].called)


def _act(one: Remedial, names: Names, *, mutual: bool) -> dict[str, Any]:
    match one.kind:
        case RemedyKind.PLACE:
            label = (
                _("Ask %(person)s to take one more partner")
                if mutual
                else _("Ask %(person)s to take one more mentee")
                if one.asked.role == EnrolmentRole.MENTOR
                else _("Ask %(person)s to take one more mentor")
            ) % {"person": one.asked.person.called}
        case RemedyKind.HOURS:
            label = _("Ask for more hours")
        case RemedyKind.TOPICS:
            label = _("Suggest %(topics)s") % {"topics": topics_in_words(one.topics, names)}
        case _:
            label = _("Place in the next wave")
    return {"kind": str(one.kind), "label": label, "quiet": one.kind == RemedyKind.WAVE}


def _certainty(one: Remedial | None, person: str) -> str:
    """Where the remedy is proved and where it is only likely."""
    if one is None or one.kind == RemedyKind.WAVE:
        return ""
    if one.is_tried and not one.proved:
        return _("Computed: this alone brings no partner.")
    if not one.proved or one.partner is None:
        return _("Likely, not computed: whether it brings a partner shows when you compute anew.")
    words = {"person": person, "partner": one.partner.person.called}
    if one.kind == RemedyKind.HOURS:
        return _("Computed: with hours that fit, %(person)s would get %(partner)s.") % words
    if not one.moves:
        return _("Computed: %(person)s would get %(partner)s, and nobody else moves.") % words
    return ngettext(
        "Computed: %(person)s would get %(partner)s, and %(moves)d other pair changes.",
        "Computed: %(person)s would get %(partner)s, and %(moves)d other pairs change.",
        one.moves,
    ) % (words | {"moves": one.moves})


def begun_in_words(taken: RemedyTaken, names: Names) -> dict[str, Any]:
    """“Asked on …”, and the answer where there is one."""
    words = {"person": taken.asked.person.called, "answer": _answer(taken, names)}
    if taken.kind == RemedyKind.WAVE:
        sentence = _("Moved to wave %(wave)d") % {"wave": taken.facts["to"]}
    elif taken.kind == RemedyKind.HOURS:
        sentence = _("%(person)s was asked for more hours") % words
    elif taken.kind == RemedyKind.PLACE:
        sentence = _("%(person)s was asked to take one more") % words
    else:
        sentence = _("%(person)s was asked about %(topics)s") % (
            words | {"topics": topics_in_words(taken.facts.get("topics", []), names)}
        )
    return {"taken": taken, "sentence": sentence, "at": taken.at, "answer": words["answer"]}


def _answer(taken: RemedyTaken, names: Names) -> str:
    if taken.kind == RemedyKind.HOURS and taken.answer == Answer.YES:
        return _("Hours were added. Compute anew to use them.")
    if taken.kind == RemedyKind.WAVE or (taken.kind == RemedyKind.HOURS and taken.answer == Answer.WAITING):
        return ""
    if taken.answer == Answer.YES:
        chosen = topics_in_words(taken.facts.get("chosen", []), names)
        return (
            _("Yes: %(topics)s. Compute anew to use it.") % {"topics": chosen}
            if chosen
            else _("Yes. Compute anew to use the place.")
        )
    return _("Not at present.") if taken.answer == Answer.NO else _("No answer yet.")


def done_in_words(taken: RemedyTaken) -> str:
    if taken.kind == RemedyKind.WAVE:
        return _("%(person)s begins with wave %(wave)d. You can take it back.") % {
            "person": taken.enrolment.person.called,
            "wave": taken.facts["to"],
        }
    return _("%(person)s is asked.") % {"person": taken.asked.person.called}


def moved_away(round_: Round, names: Names) -> list[dict[str, Any]]:
    """What was set in motion for people who are no longer in the list (in the next wave, or paired since)."""
    listed = set(
        Unmatched.objects.of(round_.organisation_id).filter(round=round_).values_list("enrolment_id", flat=True)
    )
    rows = [one for one in taken_for(round_) if one.enrolment_id not in listed]
    return [begun_in_words(one, names) | {"person": one.enrolment.person, "role": one.enrolment.role} for one in rows]
