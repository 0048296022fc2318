"""The cascade of a programme: who goes first, how far each level has come, and the next wave."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.evaluation.reach import cascade_reach
from timbalik.matching.operations.cascade_waves import open_cascade_wave
from timbalik.programmes.audiences import audience
from timbalik.programmes.models import Campaign, Cascade, Programme
from timbalik.programmes.operations.campaigns import NobodyToInvite, preview_wave
from timbalik.programmes.operations.cascades import (
    CascadeBegun,
    ChoiceOfMentorMissing,
    LeaderNotFirst,
    LevelsOutOfOrder,
    WaveUnderWay,
    begin_cascade,
    is_leader_enrolled,
)
from timbalik.programmes.operations.invitations import EnrolmentNotOpen, NotInvitable
from timbalik.programmes.queries import ladder
from timbalik.programmes.rules import has_choice_of_mentor, is_coordinator, is_route_open
from timbalik.programmes.states import CascadeMode, Route
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.coordinator.cascade.forms import BeginForm, WaveForm
from timbalik.web.coordinator.roles.forms import MOST_FOUND, SearchForm, find_person, people_found
from timbalik.web.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def cascade(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Before it begins: choose who goes first (POST). Afterwards: how far it has come."""
    shown = _of_open_route(request, programme)
    begun = _cascade_of(shown)
    if begun is not None:
        if request.method == "POST":
            messages.error(request, _("There is a mentee number one already."))
            return redirect("coordinator:cascade", programme=programme)
        return _page(request, begun, WaveForm(**_wave_facts(request, begun)))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _begin(request, shown, form):
        return redirect("coordinator:cascade", programme=programme)
    said = request.GET.get("q", "")
    found = people_found(acting(request), said)
    page: dict[str, Any] = {
        "section": "programmes",
        "programme": shown,
        "form": form,
        "search": SearchForm({"q": said}),
        "said": said.strip(),
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "has_choice": has_choice_of_mentor(shown),
    }
    return render(request, "coordinator/cascade/begin.html", page, status=422 if form.errors else 200)


@require_POST
@allow(on_programme(is_coordinator))
def wave(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Read the letter (``look``), then open the wave with the same fields."""
    shown = _of_open_route(request, programme)
    begun = _cascade_of(shown)
    if begun is None:
        raise Http404
    form = WaveForm(request.POST, **_wave_facts(request, begun))
    if not form.is_valid():
        return _page(request, begun, form, status=422)
    if "look" in request.POST:
        return _page(request, begun, form, look=True)
    me, day = acting(request), form.cleaned_data["starts_on"]
    try:
        campaign, moved = open_cascade_wave(begun, form.levels, starts_on=day, by=me, now=request.now)
    except (LeaderNotFirst, LevelsOutOfOrder, WaveUnderWay, NobodyToInvite, ChoiceOfMentorMissing) as refusal:
        form.add_error(None, _refusal(refusal))
        return _page(request, begun, form, status=422)
    number = campaign.letters.count()
    text = ngettext("The wave is open: %(number)d letter.", "The wave is open: %(number)d letters.", number)
    messages.success(request, text % {"number": number})
    if moved:
        text = ngettext("%(number)d free mentor came along.", "%(number)d free mentors came along.", moved)
        messages.success(request, text % {"number": moved})
    return redirect("coordinator:cascade", programme=programme)


def _begin(request: ActingRequest, shown: Programme, form: BeginForm) -> bool:
    me = acting(request)
    leader = find_person(me, str(form.cleaned_data["person"]))
    if leader is None:
        form.add_error("person", _("Choose who goes first."))
        return False
    try:
        begin_cascade(shown, leader, mode=form.cleaned_data["mode"], by=me, now=request.now)
    except (EnrolmentNotOpen, CascadeBegun, NotInvitable, ChoiceOfMentorMissing) as refusal:
        form.add_error(None, _refusal(refusal))
        return False
    messages.success(request, _("%(name)s is asked to be mentee number one.") % {"name": leader.display_name})
    return True


def _refusal(refusal: Exception) -> str:
    words = {
        EnrolmentNotOpen: _("Open enrolment first; then the top leader can be asked."),
        CascadeBegun: _("There is a mentee number one already."),
        NotInvitable: _("This person left or may not be written to."),
        ChoiceOfMentorMissing: _(
            "A mandate keeps the choice of a mentor. Open the search, the first talks or the ranking of this programme first."
        ),
        LeaderNotFirst: _("First the top leader enrols and says so in public. Then the levels below are asked."),
        LevelsOutOfOrder: _("Choose the lowest and the highest level in this order."),
        WaveUnderWay: _("The letters of the last wave are still going out. Try again in a few minutes."),
        NobodyToInvite: _("Nobody of these levels is left to be asked."),
    }
    return words[type(refusal)]


def _of_open_route(request: ActingRequest, programme: UUID) -> Programme:
    shown = the_programme(request, programme)
    if not is_route_open(shown, Route.CASCADE):
        raise Http404
    return shown


def _cascade_of(shown: Programme) -> Cascade | None:
    try:
        found: Cascade = shown.cascade
    except ObjectDoesNotExist:
        return None
    return found


def _wave_facts(request: ActingRequest, begun: Cascade) -> dict[str, Any]:
    """The ladder, the level below the lowest that was asked, and today."""
    steps = ladder(begun.programme.organisation)
    asked = [campaign.levels[0] for campaign in _waves(begun) if campaign.levels]
    top = begun.leader.level_rank if begun.leader else None
    lowest = min([*asked, *([top] if top is not None else [])], default=None)
    below = [rank for rank in steps if lowest is None or rank < lowest]
    return {"ladder": steps, "suggested": max(below, default=None), "today": _today(begun.programme, request)}


def _waves(begun: Cascade) -> list[Campaign]:
    rows = Campaign.objects.of(begun.organisation_id).filter(programme=begun.programme, idea__isnull=True)
    return list(rows.select_related("cohort").order_by("cohort__wave"))


def _today(programme: Programme, request: ActingRequest) -> date:
    return request.now.astimezone(ZoneInfo(programme.organisation.time_zone)).date()


def _page(
    request: ActingRequest, begun: Cascade, form: WaveForm, *, look: bool = False, status: int = 200
) -> HttpResponse:
    shown = begun.programme
    is_enrolled = is_leader_enrolled(begun)
    page: dict[str, Any] = {
        "section": "programmes",
        "programme": shown,
        "cascade": begun,
        "is_enrolled": is_enrolled,
        "can_go_on": is_enrolled and begun.published_at is not None,
        "is_mandated": begun.mode == CascadeMode.MANDATED,
        "has_choice": has_choice_of_mentor(shown),
        "levels": cascade_reach(shown, now=request.now),
        "waves": _waves(begun),
        "form": form,
    }
    if look:
        page |= {"letters": preview_wave(begun, form.levels), "leaders": audience(shown, form.levels).count()}
    return render(request, "coordinator/cascade/page.html", page, status=status)
