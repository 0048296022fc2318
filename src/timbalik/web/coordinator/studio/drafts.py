"""Drafts of a round: kept, taken back, thrown away; and two arrangements side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from timbalik.matching.comparing import FOUND, LOST, OTHER, SAME, Change, Comparison, Partner, compare
from timbalik.matching.errors import ArrangementChanged, MatchingRefused
from timbalik.matching.models import Draft
from timbalik.matching.operations.drafts import Taken, keep_draft, take_draft, throw_away_draft
from timbalik.matching.queries.drafts import Side, find_draft, find_snapshot, people_of, sides_of
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.snapshots import ROUND, Decision, Snapshot
from timbalik.matching.states import OverrideKind, RoundState, WorkKind
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.acts import back, leave
from timbalik.web.coordinator.studio.draft_forms import DraftNameForm
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.middleware import ActingRequest

ROWS_A_PAGE = 50
DECISIONS_SHOWN = 20


@require_POST
@allow(coordinates)
def keep(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Keep what stands, under a name."""
    round_ = find_round(request, programme, number)
    form = DraftNameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    try:
        draft = keep_draft(round_, name=name, by=acting(request), now=request.now)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(
        request, round_, _("Kept as “%(name)s”. The arrangement itself goes on as it is.") % {"name": draft.name}
    )


@require_POST
@allow(coordinates)
def take(request: ActingRequest, programme: UUID, number: int, draft: UUID) -> HttpResponse:
    """Let a draft be the arrangement again, unless somebody changed it since the page was read."""
    round_ = find_round(request, programme, number)
    kept = _draft(round_.programme, draft)
    version = request.POST.get("version", "")
    try:
        if not version.isdecimal():
            raise ArrangementChanged(version)
        if is_large(round_.cohort):
            facts = {"draft": str(kept.public_id)}
            leave(round_, WorkKind.DRAFT, by=acting(request), now=request.now, seen=int(version), facts=facts)
            return back(request, round_)
        taken = take_draft(round_, kept, by=acting(request), now=request.now, version=int(version))
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, _taken_in_words(taken, kept))


@require_POST
@allow(coordinates)
def throw_away(request: ActingRequest, programme: UUID, number: int, draft: UUID) -> HttpResponse:
    round_ = find_round(request, programme, number)
    kept = _draft(round_.programme, draft)
    throw_away_draft(kept, by=acting(request), now=request.now)
    return back(request, round_, _("“%(name)s” is thrown away.") % {"name": kept.name})


@require_safe
@allow(coordinates)
def comparison(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Two arrangements pair by pair. Which two, which changes and which page stand in the address."""
    mine = the_programme(request, programme)
    sides = sides_of(mine)
    refs = [request.GET.get("a", ""), request.GET.get("b", "")]
    if not refs[0] and not refs[1]:
        refs = _default(sides)
    found = [find_snapshot(mine, ref) if ref else None for ref in refs]
    if any(ref and one is None for ref, one in zip(refs, found, strict=True)):
        raise Http404
    context: dict[str, Any] = {
        "programme": mine,
        "section": "studio",
        "sides": [{"side": one, "name": side_in_words(one)} for one in sides],
        "a": refs[0],
        "b": refs[1],
    }
    if found[0] and found[1]:
        context |= _compared(request, mine, compare(found[0], found[1]))
    return render(request, "coordinator/studio/compare.html", context)


def side_in_words(one: Side | Snapshot) -> str:
    if one.kind != ROUND:
        return _("Round %(number)d · draft “%(name)s”") % {"number": one.number, "name": one.name}
    state = {
        RoundState.PUBLISHED: _("published"),
        RoundState.DISCARDED: _("set aside"),
    }.get(RoundState(one.state), _("as it stands"))
    return _("Round %(number)d, %(state)s") % {"number": one.number, "state": state}


def _default(sides: list[Side]) -> list[str]:
    """The newest draft beside what stands, else the two newest rounds."""
    rounds = [one for one in sides if one.kind == ROUND]
    drafts = [one for one in sides if one.kind != ROUND and rounds and one.number == rounds[0].number]
    chosen = [*drafts[:1], *rounds[:1]] if drafts else [*reversed(rounds[:2])]
    return ([one.ref for one in chosen] + ["", ""])[:2]


def _compared(request: ActingRequest, programme: Programme, found: Comparison) -> dict[str, Any]:
    kind = request.GET.get("tampil", "")
    page = Paginator(found.chosen(kind), ROWS_A_PAGE).get_page(request.GET.get("page"))
    decisions = [*found.only_before[:DECISIONS_SHOWN], *found.only_after[:DECISIONS_SHOWN]]
    people = people_of(programme, {key for row in page for key in _keys(row)} | _named(decisions))
    address = f"a={found.before.ref}&b={found.after.ref}&"
    return {
        "found": found,
        "columns": [
            {"snapshot": one, "name": side_in_words(one), "weights": one.settings.weights}
            for one in (found.before, found.after)
        ],
        "filters": _filters(found, kind, address),
        "page": page,
        "rows": [_row(one, people) for one in page],
        "query": f"{address}tampil={kind}&" if kind else address,
        "only_before": [_decision(one, people) for one in found.only_before[:DECISIONS_SHOWN]],
        "only_after": [_decision(one, people) for one in found.only_after[:DECISIONS_SHOWN]],
    }


def _filters(found: Comparison, chosen: str, address: str) -> list[dict[str, Any]]:
    counts = found.counts
    different = sum(count for kind, count in counts.items() if kind != SAME)
    options = [
        ("", _("What differs"), different),
        (OTHER, _("Another partner"), counts.get(OTHER, 0)),
        (LOST, _("Partner lost"), counts.get(LOST, 0)),
        (FOUND, _("Partner found"), counts.get(FOUND, 0)),
        (SAME, _("Same partner"), counts.get(SAME, 0)),
    ]
    return [
        {
            "label": label,
            "url": f"?{address}tampil={kind}" if kind else f"?{address.rstrip('&')}",
            "current": kind == chosen,
            "count": count,
        }
        for kind, label, count in options
        if count or not kind or kind == chosen
    ]


def _keys(change: Change) -> set[int]:
    return {change.enrolment_id, *(one.enrolment_id for one in (*change.before, *change.after))}


def _named(decisions: Iterable[Decision]) -> set[int]:
    keys = {key for one in decisions for key in (one.mentor_id, one.mentee_id, one.other_mentee_id)}
    return {key for key in keys if key is not None}


def _row(change: Change, people: dict[int, Person]) -> dict[str, Any]:
    labels = {OTHER: _("Another partner"), LOST: _("Partner lost"), FOUND: _("Partner found"), SAME: _("Same partner")}
    return {
        "person": people.get(change.enrolment_id),
        "role": change.role,
        "kind": change.kind,
        "label": labels[change.kind],
        "tone": {LOST: "risk", FOUND: "ok"}.get(change.kind, "info" if change.kind == OTHER else ""),
        "before": _partners(change.before, people),
        "after": _partners(change.after, people),
        "difference": None if change.difference is None else change.difference / 100,
    }


def _partners(partners: Iterable[Partner], people: dict[int, Person]) -> list[dict[str, Any]]:
    return [{"person": people.get(one.enrolment_id), "score": one.score} for one in partners]


def _decision(one: Decision, people: dict[int, Person]) -> dict[str, Any]:
    def of(key: int | None) -> Person | None:
        return people.get(key) if key is not None else None

    return {
        "kind": OverrideKind(one.kind).label,
        "mentor": of(one.mentor_id),
        "mentee": of(one.mentee_id),
        "other": of(one.other_mentee_id),
        "reason": one.reason,
    }


def _taken_in_words(taken: Taken, draft: Draft) -> str:
    said = [
        ngettext("“%(name)s” stands again with %(n)d pair.", "“%(name)s” stands again with %(n)d pairs.", taken.kept)
        % {"name": draft.name, "n": taken.kept}
    ]
    if taken.refused:
        people = people_of(
            draft.round.programme, {key for one in taken.refused for key in (one.mentor_id, one.mentee_id)}
        )
        pairs = [
            f"{people[one.mentor_id].display_name} – {people[one.mentee_id].display_name} ({rule_in_words(one.why)})"
            for one in taken.refused[:5]
            if one.mentor_id in people and one.mentee_id in people
        ]
        rest = len(taken.refused) - len(pairs)
        more = _(" and %(count)d more") % {"count": rest} if rest else ""
        said.append(_("Could not be kept: %(pairs)s%(more)s.") % {"pairs": "; ".join(pairs), "more": more})
    if taken.added:
        said.append(
            ngettext("%(n)d pair of free people is new.", "%(n)d pairs of free people are new.", taken.added)
            % {"n": taken.added}
        )
    return " ".join(said)


def _draft(programme: Programme, ref: UUID) -> Draft:
    found = find_draft(programme, ref.hex)
    if found is None or not found.name:
        raise Http404
    found.round.programme = programme
    return found
