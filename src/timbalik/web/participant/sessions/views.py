"""One session: what, when, and how it went."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.meetings.operations import cancel_session
from timbalik.meetings.operations import check_in as check_in_operation
from timbalik.meetings.states import SessionState
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done
from timbalik.web.participant.sessions.due import due_by
from timbalik.web.participant.sessions.find import the_session
from timbalik.web.participant.sessions.forms import CancelForm, CheckInForm
from timbalik.web.participant.sessions.present import agenda, plan_view, session_view


@require_safe
@allow(in_pair)
def session(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = the_session(space, session)
    page = {
        "section": "pair",
        "space": space,
        "view": session_view(space, found),
        "agenda": agenda(space, found) if found.state == SessionState.BOOKED else [],
        "due": due_by(space, found),
        "planned": space.programme.planned_sessions,
        **plan_view(space, found),
    }
    return render(request, "participant/sessions/session.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def cancel(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = the_session(space, session)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: cancel_session(found, reason=form.cleaned_data["reason"], by=acting(request), now=request.now),
            _("Called off. Everybody has been told; suggest a new time while you are here."),
        )
        return redirect("participant:session_book" if done else "participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "view": session_view(space, found)}
    return render(request, "participant/sessions/cancel.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def check_in(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found, names = the_session(space, session), space.names_by_side()
    mine = next(
        (one for one in space.check_ins if one.session_id == found.pk and one.person_id == space.me.person_id), None
    )
    initial = (
        {"usefulness": mine.usefulness, "taught_more": mine.taught_more, "gave": mine.gave, "gained": mine.gained}
        if mine
        else {}
    )
    form = CheckInForm(request.POST or None, mentor=names["mentor"], mentee=names["mentee"], initial=initial)
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: check_in_operation(found, form.answers(), by=acting(request), now=request.now),
            _("Thank you. Your sentences are for your partner alone."),
        )
        return redirect("participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "view": session_view(space, found)}
    return render(request, "participant/sessions/check_in.html", page, status=422 if form.errors else 200)
