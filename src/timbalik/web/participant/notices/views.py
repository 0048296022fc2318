"""What was written to a person in the app, newest first. Whoever has no mail address lives on this page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from timbalik.notifications.operations import mark_read, notices_for
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest

MOST_SHOWN = 100


@require_safe
@allow(signed_in)
def notices(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    shown = notices_for(me, limit=MOST_SHOWN)
    unread = sum(effect.read_at is None for effect, _content in shown)
    page = {"section": "notices", "me": me, "notices": shown, "unread": unread, "most": MOST_SHOWN}
    return render(request, "participant/notices/list.html", page)


@require_POST
@allow(signed_in)
def read(request: ActingRequest) -> HttpResponse:
    """One notice, or all of them. Somebody else's is left as it is."""
    try:
        chosen = UUID(request.POST["notice"]) if "notice" in request.POST else None
    except ValueError:
        raise Http404 from None
    mark_read(acting(request), now=request.now, notice=chosen)
    return redirect("participant:notices")
