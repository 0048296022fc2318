"""Who keeps one's calendar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.meetings.operations import AssistantRefused, dismiss_assistant, name_assistant
from timbalik.people.queries import can_name_others
from timbalik.web.access import acting, allow, holding, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.profile.forms import Search, chosen_colleague


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_name_others))
def assistants(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    if request.method == "POST":
        return _name(request)
    standing = me.delegations_given.filter(valid_until__isnull=True).select_related("delegate__unit")
    page = {
        "section": "profile",
        "me": me,
        "standing": standing.order_by("valid_from"),
        "search": Search(me, request.GET.get("q", "")),
    }
    return render(request, "participant/profile/assistants.html", page)


def _name(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    assistant = chosen_colleague(me, request.POST.get("person", ""))
    if assistant is None:
        raise Http404
    try:
        name_assistant(me, assistant, by=me, now=request.now)
    except AssistantRefused:
        text = _("%(name)s has no mail address of their own and cannot sign in. Choose somebody else.")
        messages.error(request, text % {"name": assistant.display_name})
    else:
        text = _("%(name)s now keeps the calendar of your sessions, and knows it by mail.")
        messages.success(request, text % {"name": assistant.display_name})
    return redirect("participant:assistants")


@require_POST
@allow(signed_in)
def end(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    try:
        chosen = UUID(request.POST.get("assistant", ""))
    except ValueError:
        raise Http404 from None
    rows = me.delegations_given.select_related("delegate", "principal__organisation")
    delegation = rows.filter(public_id=chosen).first()
    if delegation is None:
        raise Http404
    dismiss_assistant(delegation, by=me, now=request.now)
    messages.success(request, _("Your calendar is yours alone again."))
    return redirect("participant:assistants")
