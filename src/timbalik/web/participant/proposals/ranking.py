"""Rank up to three of a few proposed partners before the round, or let the programme choose."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.matching.operations.ranking import (
    MOST_RANKED,
    ChoiceRefused,
    RankingRefused,
    is_open,
    rank_partners,
)
from timbalik.matching.queries.objections import enrolments_to_object
from timbalik.matching.queries.rankings import Option, options_of, own_ballot
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest

PLACES = tuple(range(1, MOST_RANKED + 1))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def ranking(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """A small list without photos; each may be given the place 1, 2 or 3. Without a script by a list at each name."""
    mine = enrolments_to_object(acting(request)).filter(public_id=enrolment).first()
    ballot = own_ballot(mine) if mine else None
    if mine is None or ballot is None:
        raise Http404
    options = options_of(ballot)
    error = ""
    if request.method == "POST":
        choices = _choices(request, options)
        if choices is None:
            error = _("Give each place to one person only: one first, one second, one third.")
        else:
            try:
                rank_partners(ballot, choices, by=acting(request), now=request.now)
            except ChoiceRefused:
                error = _("Give each place to one person only: one first, one second, one third.")
            except RankingRefused:
                messages.error(request, _("The time to rank is over. What you chose before counts."))
                return redirect("participant:ranking", enrolment)
            else:
                said = _("Thank you. Your choice is kept, and nobody else reads it.")
                messages.success(request, said if choices else _("Thank you. The programme chooses for you."))
                return redirect("participant:ranking", enrolment)
    context = {
        "programme": mine.programme,
        "enrolment": mine,
        "ballot": ballot,
        "options": [(option, _given(request, option)) for option in options],
        "places": PLACES,
        "is_open": is_open(ballot.call, now=request.now),
        "error": error,
        "section": "proposals",
    }
    return render(request, "participant/proposals/ranking.html", context)


def _given(request: ActingRequest, option: Option) -> int:
    """The place on the page: what was just sent, else what is kept."""
    sent = request.POST.get(f"place-{option.ref}", "")
    return int(sent) if sent in map(str, PLACES) else 0 if request.method == "POST" else option.place


def _choices(request: ActingRequest, options: list[Option]) -> list[str] | None:
    """The refs by place; a gap closes (2 and 3 become 1 and 2). None when two people have one place."""
    if request.POST.get("act") == "programme":
        return []
    given = [(place, option.ref) for option in options if (place := _given(request, option))]
    if len({place for place, _ in given}) != len(given):
        return None
    return [ref for _, ref in sorted(given)]
