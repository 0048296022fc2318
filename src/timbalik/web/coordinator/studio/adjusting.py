"""Somebody left or joined: who would move, and the button that does exactly that."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.matching.adjustments import MOVED, Adjustment, Part, plan_adjustment
from timbalik.matching.errors import AdjustmentChanged, MatchingRefused
from timbalik.matching.models import Round
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.queries.drafts import people_of
from timbalik.matching.queries.news import news_of
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.queries.work import answered
from timbalik.matching.states import RoundState, WorkKind
from timbalik.people.models.persons import Person
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.acts import back, leave, refusal_in_words
from timbalik.web.coordinator.studio.beside import news_in_words
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.middleware import ActingRequest

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allow(coordinates)
def adjust(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Show who would move; on POST move them, if it is still the same people."""
    round_ = find_round(request, programme, number)
    if round_.state not in (RoundState.PROPOSED, RoundState.SENT):
        messages.error(request, _("Somebody else was faster: the round has gone on. This is how it stands."))
        return redirect("coordinator:round", programme, number)
    if request.method == "POST":
        return _taken(request, round_)
    if is_large(round_.cohort):
        work = answered(round_, WorkKind.PLAN, now=request.now)
        if work is None or work.result is None:
            return render(request, "coordinator/studio/adjust_ask.html", _asking(request, round_))
        context = _page(request, round_, Adjustment.from_json(work.result))
        return render(request, "coordinator/studio/adjust.html", context | {"computed_at": work.ended_at})
    try:
        plan = plan_adjustment(round_)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return render(request, "coordinator/studio/adjust.html", _page(request, round_, plan))


@require_POST
@allow(coordinates)
def plan(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Let the worker compute who would move; with few people the page does so itself."""
    round_ = find_round(request, programme, number)
    if not is_large(round_.cohort):
        return redirect("coordinator:round_adjust", programme, number)
    try:
        leave(round_, WorkKind.PLAN, by=acting(request), now=request.now)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_)


def _asking(request: ActingRequest, round_: Round) -> dict[str, Any]:
    news = news_of(round_, viewer=acting(request))
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "news": news_in_words(news, is_sent=round_.state == RoundState.SENT),
        "is_sent": round_.state == RoundState.SENT,
    }


def _taken(request: ActingRequest, round_: Round) -> HttpResponse:
    large = is_large(round_.cohort)
    seen = request.POST.get("stamp", "") or "none"
    try:
        if large:
            leave(round_, WorkKind.ADJUST, by=acting(request), now=request.now, facts={"stamp": seen})
            return back(request, round_)
        done = adjust_round(round_, by=acting(request), now=request.now, seen=seen)
    except AdjustmentChanged as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("coordinator:round_adjust", round_.programme.public_id, round_.number)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    pairs = ngettext("%(n)d new pair", "%(n)d new pairs", len(done.come)) % {"n": len(done.come)}
    if round_.state == RoundState.SENT:
        return back(
            request, round_, _("Adjusted: %(pairs)s asked. Pairs that stand were not touched.") % {"pairs": pairs}
        )
    return back(request, round_, _("Adjusted: %(pairs)s, all others stay.") % {"pairs": pairs})


def _page(request: ActingRequest, round_: Round, plan: Adjustment) -> dict[str, Any]:
    page = Paginator(_rows(plan), ROWS_A_PAGE).get_page(request.GET.get("page"))
    keys = {key for row in page for key in row.keys}
    people = people_of(round_.programme, keys)
    me, hidden = acting(request), round_.state == RoundState.SENT
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "plan": plan,
        "news": news_in_words(news_of(round_, viewer=acting(request)), is_sent=round_.state == RoundState.SENT),
        "is_sent": round_.state == RoundState.SENT,
        "moved": len(plan.moved),
        "alone": len(plan.alone),
        "page": page,
        "rows": [row.drawn(people) for row in page if not (hidden and row.is_of(people, me))],
    }


class _Row:
    """One mentee: the pair that ends, the pair that begins."""

    def __init__(self, mentee_id: int, leave: Part | None, come: Part | None) -> None:
        self.mentee_id, self.leave, self.come = mentee_id, leave, come

    @property
    def keys(self) -> set[int]:
        return {self.mentee_id, *(one.mentor_id for one in (self.leave, self.come) if one)}

    def is_of(self, people: dict[int, Person], person: Person) -> bool:
        """A coordinator who takes part learns nothing of their own pair before they are asked themselves."""
        return any(people[key] == person for key in self.keys if key in people)

    def drawn(self, people: dict[int, Person]) -> dict[str, Any]:
        return {
            "mentee": people.get(self.mentee_id),
            "before": people.get(self.leave.mentor_id) if self.leave else None,
            "before_score": self.leave.score if self.leave else None,
            "why": _why(self.leave.why) if self.leave else "",
            "after": people.get(self.come.mentor_id) if self.come else None,
            "after_score": self.come.score if self.come else None,
        }


def _rows(plan: Adjustment) -> list[_Row]:
    """Pairs that end beside the pair their mentee gets instead; new pairs of others below."""
    come: dict[int, list[Part]] = {}
    for one in plan.come:
        come.setdefault(one.mentee_id, []).append(one)
    rows = [
        _Row(one.mentee_id, one, come[one.mentee_id].pop(0) if come.get(one.mentee_id) else None) for one in plan.leave
    ]
    return rows + [_Row(mentee, None, one) for mentee, rest in come.items() for one in rest]


def _why(code: str) -> str:
    return _("moves, so that more people have a partner") if code == MOVED else rule_in_words(code)
