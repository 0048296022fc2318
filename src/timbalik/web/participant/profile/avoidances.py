"""Whom one does not want to be paired with: known to oneself and the engine."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.people.operations import add_avoidance
from timbalik.people.profiles import remove_avoidance
from timbalik.people.queries import can_name_others
from timbalik.web.access import acting, allow, holding, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.profile.forms import Search, chosen_colleague


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_name_others))
def avoidances(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    if request.method == "POST":
        other = chosen_colleague(me, request.POST.get("person", ""))
        if other is None:
            raise Http404
        add_avoidance(me, other, by=me, now=request.now)
        messages.success(request, _("Your wish holds from the next round on."))
        return redirect("participant:avoidances")
    page = {
        "section": "profile",
        "me": me,
        "wishes": me.avoidances.select_related("other__unit").order_by("created_at"),
        "search": Search(me, request.GET.get("q", "")),
    }
    return render(request, "participant/profile/avoidances.html", page)


@require_POST
@allow(signed_in)
def remove(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    key = request.POST.get("person", "")
    wish = next((one for one in me.avoidances.select_related("other") if str(one.other.public_id) == key), None)
    if wish is None:
        raise Http404
    remove_avoidance(me, wish.other, by=me, now=request.now)
    messages.success(request, _("The wish is taken back."))
    return redirect("participant:avoidances")
