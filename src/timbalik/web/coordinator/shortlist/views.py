"""Who could be asked to mentor, by what HR files say in their favour: the reasons in words, one tap to ask, no ranking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.people.suggesting import concept_name
from timbalik.programmes.models import Programme, Shortlist
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.shortlists import (
    NotOnShortlist,
    ask_from_shortlist,
    begin_shortlist,
    close_shortlist,
)
from timbalik.programmes.rules import is_coordinator, is_route_open
from timbalik.programmes.shortlists import Figures, by_topic, figures, listed, shortlist_of
from timbalik.programmes.states import Route
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.coordinator.shortlist.forms import ShortlistForm, TalentFileForm
from timbalik.web.middleware import ActingRequest

PAGE = 25
GROUPS = {"kuat": True, "ada": False}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def shortlist(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The list; on POST a new one for the topics chosen, in place of the one there was."""
    shown = of_open_route(request, programme)
    standing = shortlist_of(shown)
    if request.method == "POST":
        return _begun(request, shown)
    if standing is None or request.GET.get("baru"):
        return _beginning(request, shown, ShortlistForm(chosen=_topics(shown, standing)), standing)
    standing.programme = shown
    return render(request, "coordinator/shortlist/list.html", _page(request, shown, standing))


@require_POST
@allow(on_programme(is_coordinator))
def ask(request: ActingRequest, programme: UUID) -> HttpResponse:
    """One tap: would this person be a mentor?"""
    standing = the_shortlist(request, programme)
    try:
        wanted = UUID(request.POST.get("person", ""))
    except ValueError:
        raise Http404 from None
    entry = listed(standing, but_for=acting(request)).filter(person__public_id=wanted).first()
    if entry is None:
        raise Http404
    entry.person.organisation = standing.programme.organisation
    try:
        ask_from_shortlist(standing, entry.person, by=acting(request), now=request.now)
    except (NotOnShortlist, RouteClosed):
        messages.error(request, _("This person cannot be asked any more. Nothing was sent."))
    else:
        messages.success(
            request, _("%(name)s is asked and decides. You hear of a yes alone.") % {"name": entry.person.display_name}
        )
    return redirect("coordinator:shortlist", programme=programme)


@require_POST
@allow(on_programme(is_coordinator))
def close(request: ActingRequest, programme: UUID) -> HttpResponse:
    close_shortlist(the_shortlist(request, programme), by=acting(request), now=request.now)
    messages.success(request, _("The list is closed, and all that was read for it is erased."))
    return redirect("coordinator:candidates", programme=programme)


def of_open_route(request: ActingRequest, programme: UUID) -> Programme:
    shown = the_programme(request, programme)
    if not is_route_open(shown, Route.NOMINATION):
        raise Http404
    return shown


def the_shortlist(request: ActingRequest, programme: UUID) -> Shortlist:
    shown = of_open_route(request, programme)
    found = shortlist_of(shown)
    if found is None:
        raise Http404
    found.programme = shown
    return found


def _begun(request: ActingRequest, shown: Programme) -> HttpResponse:
    form = ShortlistForm(request.POST)
    if not form.is_valid():
        return _beginning(request, shown, form, shortlist_of(shown), status=422)
    try:
        begin_shortlist(
            shown,
            form.cleaned_data["topics"],
            keep_days=form.cleaned_data["keep_days"],
            by=acting(request),
            now=request.now,
        )
    except RouteClosed:
        messages.error(request, _("Open enrolment first; then people can be asked."))
        return redirect("coordinator:candidates", programme=shown.public_id)
    return redirect("coordinator:shortlist_file", programme=shown.public_id)


def _beginning(
    request: ActingRequest, shown: Programme, form: ShortlistForm, standing: Shortlist | None, *, status: int = 200
) -> HttpResponse:
    page = {
        "section": "participants",
        "programme": shown,
        "form": form,
        "standing": standing,
        "is_open": takes_nominations(shown),
    }
    return render(request, "coordinator/shortlist/begin.html", page, status=status)


def _topics(shown: Programme, standing: Shortlist | None) -> list[str]:
    if standing is not None:
        return list(standing.concepts)
    return list(shown.topics.values_list("concept__key", flat=True))


def _page(request: ActingRequest, shown: Programme, standing: Shortlist) -> dict[str, Any]:
    viewer = acting(request)
    counted = figures(standing, but_for=viewer)
    rows, group = listed(standing, but_for=viewer), request.GET.get("bukti", "")
    if group in GROUPS:
        rows = rows.filter(is_strong=GROUPS[group])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    people: list[dict[str, Any]] = [{"entry": one, "topics": by_topic(one.found)} for one in page]
    return {
        "section": "participants",
        "programme": shown,
        "shortlist": standing,
        "topics": [concept_name(key) for key in standing.concepts],
        "figures": counted,
        "all": counted.strong + counted.some,
        "page": page,
        "groups": [
            (is_strong, [one for one in people if one["entry"].is_strong == is_strong]) for is_strong in (True, False)
        ],
        "filters": _filters(counted, group),
        "query": f"bukti={group}&" if group in GROUPS else "",
        "is_open": takes_nominations(shown),
        "file_form": TalentFileForm(),
    }


def _filters(counted: Figures, group: str) -> list[dict[str, Any]]:
    options = [
        ("", _("All"), counted.strong + counted.some),
        ("kuat", _("Strong evidence"), counted.strong),
        ("ada", _("Some evidence"), counted.some),
    ]
    return [
        {"label": label, "url": f"?bukti={key}" if key else "?", "current": key == group, "count": count}
        for key, label, count in options
    ]
