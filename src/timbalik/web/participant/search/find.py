"""Look for a mentor: nobody is shown before there is a learning goal (GR-03), and nobody is ranked by popularity."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from timbalik.matching.queries.found import found_mentors
from timbalik.matching.queries.requests import is_search_open, searches_of, sent_by
from timbalik.matching.queries.searching import hits, why_closed
from timbalik.matching.request_states import STANDING
from timbalik.programmes.models import Enrolment
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.search.forms import NarrowForm
from timbalik.web.participant.search.words import CLOSED

PAGE = 12


@require_safe
@allow(signed_in)
def searches(request: ActingRequest) -> HttpResponse:
    """The programmes in which this person may look; one alone is opened at once."""
    rows = [one for one in searches_of(acting(request)) if is_search_open(one.programme)]
    if len(rows) == 1:
        return redirect("participant:search", rows[0].public_id)
    return render(request, "participant/search/searches.html", {"rows": rows, "section": "search"})


@require_safe
@allow(signed_in)
def search(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    seeker = the_seeker(request, enrolment)
    page = {"section": "search", "seeker": seeker, "programme": seeker.programme}
    if reason := why_closed(seeker):
        title, text, go_on = CLOSED[reason]
        page |= {"title": title, "text": text, "go_on": go_on}
        return render(request, "participant/search/closed.html", page)
    wants = seeker.wants.select_related("concept").order_by("-importance", "concept__position")
    form = NarrowForm(request.GET or None, topics=[(one.concept.key, str(one.concept)) for one in wants])
    found = hits(seeker, form.narrowing())
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    page |= {
        "form": form,
        "page": shown,
        "mentors": found_mentors(seeker.organisation_id, list(shown)),
        "query": f"{address.urlencode()}&" if address else "",
        "is_narrowed": bool(address),
        "standing": [one for one in sent_by(seeker) if one.state in STANDING],
    }
    return render(request, "participant/search/search.html", page)


def the_seeker(request: ActingRequest, public_id: UUID) -> Enrolment:
    """The person's own enrolment as a mentee, in a programme where mentees look for themselves."""
    found = searches_of(acting(request)).filter(public_id=public_id).first()
    if found is None or not is_search_open(found.programme):
        raise Http404
    return found
