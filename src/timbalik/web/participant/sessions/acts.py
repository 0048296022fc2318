"""Buttons without a page of their own: each POST is one act."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.lib.moments import aware_moment
from timbalik.meetings.operations import answer_session, choose_time, mark_held, mark_missed
from timbalik.meetings.states import Reply
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done
from timbalik.web.participant.sessions.find import the_session


@require_POST
@allow(in_pair)
def answer(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    found, me = the_session(the_space(request, pair), session), acting(request)
    reply = request.POST.get("reply")
    if reply not in (Reply.YES, Reply.NO):
        raise Http404
    is_done(
        request,
        lambda: answer_session(found, person=me, reply=reply, by=me, now=request.now),
        _("Your answer is known: you are coming.")
        if reply == Reply.YES
        else _("Your partner hears that you cannot make it."),
    )
    if reply == Reply.NO:
        return redirect("participant:session_move", pair=pair, session=session)
    return redirect("participant:session", pair=pair, session=session)


@require_POST
@allow(in_pair)
def choose(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    found = the_session(the_space(request, pair), session)
    try:
        starts_at = aware_moment(request.POST.get("starts_at", ""))
    except ValueError:
        raise Http404 from None
    is_done(
        request,
        lambda: choose_time(found, starts_at, by=acting(request), now=request.now),
        _("Booked. The invitation is on its way to both of you."),
    )
    return redirect("participant:session", pair=pair, session=session)


@require_POST
@allow(in_pair)
def held(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    found = the_session(the_space(request, pair), session)
    done = is_done(request, lambda: mark_held(found, by=acting(request), now=request.now), "")
    return redirect("participant:session_check_in" if done else "participant:session", pair=pair, session=session)


@require_POST
@allow(in_pair)
def missed(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    found = the_session(the_space(request, pair), session)
    is_done(
        request,
        lambda: mark_missed(found, by=acting(request), now=request.now),
        _("Noted, without blame. Find a new time soon."),
    )
    return redirect("participant:session_book", pair=pair)
