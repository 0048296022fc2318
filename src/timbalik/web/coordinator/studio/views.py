"""The pairing studio: rounds of a programme, and one round as it stands."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.matching.models import Round, Unmatched
from timbalik.matching.queries.groups import not_kept
from timbalik.matching.queries.objections import waiting_objections
from timbalik.matching.queries.remedies import waiting_for_proof
from timbalik.matching.queries.rounds import (
    Standing,
    left_over,
    listed_proposals,
    overrides_of,
    rounds_of,
    standing_of,
)
from timbalik.matching.queries.waves import waves_of
from timbalik.matching.queries.words import concept_names, rule_in_words, unmatched_in_words
from timbalik.matching.rules import CONFIDED
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import OverrideKind, RoundState
from timbalik.matching.warm import asking
from timbalik.programmes.queries import funnels
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.beside import beside, since_then
from timbalik.web.coordinator.studio.cards import card_of
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.forms import ReasonForm, WeightsForm
from timbalik.web.coordinator.studio.remedy_rows import add_remedies, moved_away
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.coordinator.studio.working import address_after, computing, news_of
from timbalik.web.middleware import ActingRequest

PAIRS_A_PAGE = 20
LEFT_OVER_SHOWN = 5
UNDER_WAY = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


@require_safe
@allow(coordinates)
def studio(request: ActingRequest, programme: UUID) -> HttpResponse:
    """All rounds of a programme, and the button that opens the next."""
    mine = the_programme(request, programme)
    rounds = list(rounds_of(mine))
    funnel = funnels([mine])[mine.pk]
    return render(
        request,
        "coordinator/studio/rounds.html",
        {
            "programme": mine,
            "section": "studio",
            "rounds": rounds,
            "wishes_waiting": waiting_objections(mine),
            "waves": list(waves_of(mine)),
            "under_way": next((round_ for round_ in rounds if round_.state in UNDER_WAY), None),
            "mentors": funnel["mentor"].submitted,
            "mentees": funnel["mentee"].submitted,
        },
    )


@require_safe
@allow(coordinates)
def round_page(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """One round: the arrangement with its proof, the pairs, who is left over, and what can be done next."""
    round_ = find_round(request, programme, number)
    if round_.step or round_.state == RoundState.OPEN:
        return render(request, "coordinator/studio/computing.html", computing(round_))
    if round_.state == RoundState.PROPOSED:
        asking.wake()
    context = round_context(request, round_, work_news=news_of(round_, now=request.now))
    return render(request, "coordinator/studio/round.html", context)


@require_safe
@allow(coordinates)
def steps(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """The named steps of a round under way; polled by htmx, reloaded by hand without a script."""
    round_ = find_round(request, programme, number)
    if not round_.step:
        address = address_after(round_, now=request.now)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    template = "coordinator/studio/computing.html"
    return render(request, f"{template}#steps" if request.headers.get("HX-Request") else template, computing(round_))


@require_safe
@allow(coordinates)
def unmatched(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Everybody left over, each with the reason and the nearest remedy."""
    round_ = find_round(request, programme, number)
    page = Paginator(left_over(round_), 50).get_page(request.GET.get("page"))
    names = concept_names()
    context = {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "page": page,
        "left_over": _left_over_rows(round_, list(page), names),
        "moved_away": moved_away(round_, names),
        "work_news": news_of(round_, now=request.now),
        "news": [] if page.paginator.count else since_then(round_, viewer=acting(request)),
        "to_prove": round_.state == RoundState.PROPOSED and is_large(round_.cohort) and waiting_for_proof(round_),
    }
    return render(request, "coordinator/studio/unmatched.html", context)


@require_safe
@allow(coordinates)
def certificate(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """The proof as a file that anybody can check: pairs and prices as numbers, no names."""
    round_ = find_round(request, programme, number)
    response = HttpResponse(json.dumps(round_.certificate or {}, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="timbalik-bukti-{number}.json"'
    return response


def round_context(request: ActingRequest, round_: Round, **more: Any) -> dict[str, Any]:
    standing = standing_of(round_, viewer=acting(request))
    chosen = request.GET.get("tampil", "")
    names = concept_names()
    paginator = Paginator(listed_proposals(round_, chosen, viewer=acting(request)), PAIRS_A_PAGE)
    if not chosen:
        paginator.count = standing.listed  # known already
    page = paginator.get_page(request.GET.get("page"))
    overrides = list(overrides_of(round_))
    settings = RoundSettings.from_json(round_.settings)
    lines_decided = any(one.kind == OverrideKind.UNKNOWN_LINES for one in overrides)
    mutual = round_.programme.is_mutual
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "standing": standing,
        "settings": settings,
        "page": page,
        "cards": [card_of(row, names, acting(request), mutual=mutual) for row in page],
        "filters": _filters(round_, standing, chosen),
        "query": f"tampil={chosen}&" if chosen else "",
        "chosen": chosen,
        "left_over": _left_over_rows(round_, list(left_over(round_)[:LEFT_OVER_SHOWN]), names),
        "overrides": overrides,
        "not_kept": not_kept(round_, overrides),
        "exclusions": exclusions_in_words(round_),
        "lines_decided": lines_decided,
        "lines_waiting": 0 if lines_decided else round_.exclusions.get("same_unit_unknown_line", 0),
        "weights_form": WeightsForm(
            initial=round_.settings["weights"], ranked=bool(settings.weights.ranked), mutual=mutual
        ),
        "lines_form": ReasonForm(prefix="lines"),
        "is_late": bool(round_.answer_by and round_.answer_by < request.now),
        **beside(round_, acting(request)),
    } | more


def _left_over_rows(round_: Round, rows: list[Unmatched], names: dict[str, str]) -> list[dict[str, Any]]:
    shown = [left_over_row(row, names, mutual=round_.programme.is_mutual) for row in rows]
    add_remedies(round_, rows, shown, names)
    return shown


def left_over_row(row: Unmatched, names: dict[str, str], *, mutual: bool = False) -> dict[str, Any]:
    reason, remedy = unmatched_in_words(row, names, mutual=mutual)
    return {
        "enrolment": row.enrolment,
        "person": row.enrolment.person,
        "role": row.enrolment.role,
        "reason": reason,
        "remedy": remedy,
        "can_choose": row.facts.get("allowed", 0) > 0,
    }


def exclusions_in_words(round_: Round) -> list[tuple[str, int]]:
    """How many pairs each rule removed, most first; rules that would tell a confidence are counted as one."""
    counts: dict[str, int] = {}
    for rule, count in round_.exclusions.items():
        key = "confided" if rule in CONFIDED else rule
        counts[key] = counts.get(key, 0) + count
    return sorted(((rule_in_words(rule), count) for rule, count in counts.items()), key=lambda found: -found[1])


def _filters(round_: Round, standing: Standing, chosen: str) -> list[dict[str, Any]]:
    options = [("", _("All"), standing.listed)]
    if round_.state == RoundState.PROPOSED:
        options += [
            ("flagged", _("Under the floor"), standing.under_floor),
            ("chosen", _("Chosen by hand"), standing.chosen),
        ]
    else:
        options += [
            ("accepted", _("Both said yes"), standing.accepted + standing.published),
            ("waiting", _("Waiting"), standing.waiting),
            ("declined", _("Need another partner"), standing.declined),
        ]
    return [
        {"label": label, "url": f"?tampil={key}" if key else "?", "current": key == chosen, "count": count}
        for key, label, count in options
        if count or not key or key == chosen
    ]
