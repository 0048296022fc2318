"""Write to a mentor; one's own choices, in an order that nobody else sees."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.matching.models import PairRequest
from timbalik.matching.operations.requests import MOST_STANDING, make_request, move_up, withdraw_request
from timbalik.matching.queries.found import FoundMentor, found_mentors
from timbalik.matching.queries.requests import searches_of, sent, sent_by
from timbalik.matching.queries.searching import hits, why_closed
from timbalik.matching.request_states import OPEN, STANDING, RequestWish
from timbalik.programmes.models import Enrolment
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Route
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.search.find import the_seeker
from timbalik.web.participant.search.forms import WISHES, WordsForm
from timbalik.web.participant.search.words import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def ask(request: ActingRequest, enrolment: UUID, wanted: UUID) -> HttpResponse:
    """Only those are here whom the search shows; for anybody else the address leads nowhere."""
    seeker = the_seeker(request, enrolment)
    if why_closed(seeker):
        return redirect("participant:search", enrolment)
    mentor, found = _the_mentor(seeker, wanted)
    form = WordsForm(request.POST or None, wishes=_wishes(seeker), initial={"learn": seeker.learning_goal})
    standing = [one for one in sent_by(seeker) if one.state in STANDING]
    asks_now = not any(one.state in OPEN for one in standing)
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: make_request(
                seeker, mentor, form.words(), wish=form.cleaned_data["wish"], by=acting(request), now=request.now
            ),
            _("Your question is on its way.") if asks_now else _("Kept as your next choice. Only you see the order."),
        )
        if done:
            return redirect("participant:search_choices", enrolment)
    page = {
        "section": "search",
        "seeker": seeker,
        "programme": seeker.programme,
        "mentor": found,
        "form": form,
        "asks_now": asks_now,
        "is_full": len(standing) >= MOST_STANDING,
    }
    return render(request, "participant/search/ask.html", page, status=422 if form.errors else 200)


@require_safe
@allow(signed_in)
def choices(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """Also after the way has closed: what has begun may be followed to its end."""
    seeker = searches_of(acting(request)).filter(public_id=enrolment).first()
    if seeker is None:
        raise Http404
    rows = sent_by(seeker)
    page = {
        "section": "search",
        "seeker": seeker,
        "programme": seeker.programme,
        "open": [one for one in rows if one.state in OPEN],
        "line": [one for one in rows if one.is_in_line],
        "over": [one for one in rows if one.state not in STANDING],
        "can_search": not why_closed(seeker),
        "is_full": sum(one.state in STANDING for one in rows) >= MOST_STANDING,
    }
    return render(request, "participant/search/choices.html", page)


@require_POST
@allow(signed_in)
def withdraw(request: ActingRequest, question: UUID) -> HttpResponse:
    mine = _mine(request, question)
    is_done(request, lambda: withdraw_request(mine, by=acting(request), now=request.now), _("Taken back."))
    return redirect("participant:search_choices", mine.seeker.public_id)


@require_POST
@allow(signed_in)
def up(request: ActingRequest, question: UUID) -> HttpResponse:
    mine = _mine(request, question)
    is_done(request, lambda: move_up(mine, by=acting(request), now=request.now), "")
    return redirect("participant:search_choices", mine.seeker.public_id)


def _mine(request: ActingRequest, ref: UUID) -> PairRequest:
    found = sent(acting(request), ref)
    if found is None:
        raise Http404
    return found


def _the_mentor(seeker: Enrolment, ref: UUID) -> tuple[Enrolment, FoundMentor]:
    rows = Enrolment.objects.of(seeker.organisation_id).filter(programme=seeker.programme, public_id=ref)
    mentor = rows.select_related("person").first()
    found = found_mentors(seeker.organisation_id, hits(seeker, only=mentor)) if mentor else []
    if mentor is None or not found:
        raise Http404
    return mentor, found[0]


def _wishes(seeker: Enrolment) -> list[tuple[str, object]]:
    open_ways = {
        RequestWish.TALK: is_route_open(seeker.programme, Route.FIRST_TALKS),
        RequestWish.PAIR: is_route_open(seeker.programme, Route.SEARCH),
    }
    return [(wish.value, WISHES[wish]) for wish, is_open in open_ways.items() if is_open]
