"""On, back, pause, and out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.operations import advance_phase, leave_relationship, resume_pair, step_back
from timbalik.relationships.operations import pause_relationship
from timbalik.relationships.states import previous_phase
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.forms import StepBackForm
from timbalik.web.participant.refusals import is_done


@require_POST
@allow(in_pair)
def advance(request: ActingRequest, pair: UUID) -> HttpResponse:
    relationship = the_space(request, pair).relationship
    is_done(
        request,
        lambda: advance_phase(relationship, by=acting(request), now=request.now),
        _("The next phase has begun."),
    )
    return redirect("participant:pair", pair=pair)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def back(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = StepBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: step_back(
                space.relationship, reason=form.cleaned_data["reason"], by=acting(request), now=request.now
            ),
            _("You stepped back one phase. Nothing is lost."),
        )
        return redirect("participant:pair", pair=pair)
    before = previous_phase(space.relationship.phase)
    page = {"section": "pair", "space": space, "form": form, "before": before}
    return render(request, "participant/pair/back.html", page, status=422 if form.errors else 200)


@require_POST
@allow(in_pair)
def pause(request: ActingRequest, pair: UUID) -> HttpResponse:
    relationship = the_space(request, pair).relationship
    is_done(
        request,
        lambda: pause_relationship(relationship, by=acting(request), now=request.now),
        _("Paused. Sessions ahead were called off, without blame. Resume whenever you both want."),
    )
    return redirect("participant:pair", pair=pair)


@require_POST
@allow(in_pair)
def resume(request: ActingRequest, pair: UUID) -> HttpResponse:
    relationship = the_space(request, pair).relationship
    is_done(
        request,
        lambda: resume_pair(relationship, by=acting(request), now=request.now),
        _("You go on where you stopped."),
    )
    return redirect("participant:pair", pair=pair)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def leave(request: ActingRequest, pair: UUID) -> HttpResponse:
    """No reason is asked, and the letter to both does not say who left."""
    space = the_space(request, pair)
    if request.method == "POST":
        is_done(
            request,
            lambda: leave_relationship(space.relationship, by=acting(request), now=request.now),
            _("Your pair has ended. Thank you for the time you gave."),
        )
        return redirect("participant:pair", pair=pair)
    return render(request, "participant/pair/leave.html", {"section": "pair", "space": space})
