"""One's own page: how one is named and spoken to, free hours, a pause, and one's data as a file."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.lib.clock import zone_name
from timbalik.people.operations import restrict_processing, set_availability
from timbalik.people.profiles import change_profile, release_processing
from timbalik.people.queries import delegated_to
from timbalik.programmes.rules import can_answer_ideas, is_any_confidential_contact
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.homes import home_of
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.enrolment.week import hours_of, ticks_of
from timbalik.web.participant.profile.forms import HoursForm, ProfileForm
from timbalik.web.participant.profile.own_data import note_taking, own_data


@require_safe
@allow(signed_in)
def profile(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    page = {
        "section": "profile",
        "me": me,
        "hours": me.availability.order_by("weekday", "starts").exists(),
        "assistants": [
            one.delegate for one in me.delegations_given.filter(valid_until__isnull=True).select_related("delegate")
        ],
        "zone": zone_name(request.now, ZoneInfo(me.time_zone)),
        "consents": me.consents.filter(withdrawn_at__isnull=True).count(),
        "assists": delegated_to(me, now=request.now).exists(),
        "takes_part": home_of(me, now=request.now) != "participant:home" and me.enrolments.exists(),
        "is_contact": is_any_confidential_contact(me),
        "answers_ideas": can_answer_ideas(me),
    }
    return render(request, "participant/profile/profile.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def change(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, person=me)
    if request.method == "POST" and form.is_valid():
        change_profile(me, form.profile(), by=me, now=request.now)
        with override(me.language):
            messages.success(request, _("Saved."))
        answer = redirect("participant:profile")
        answer.delete_cookie(
            settings.LANGUAGE_COOKIE_NAME
        )  # the language chosen here counts, not one of an earlier visit
        return answer
    page = {"section": "profile", "me": me, "form": form}
    return render(request, "participant/profile/change.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def hours(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    initial = {"week": ticks_of(me.availability.all())}
    form = HoursForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_availability(me, hours_of(form.cleaned_data["week"]), by=me, now=request.now)
        messages.success(request, _("Saved. New times are proposed from these hours."))
        return redirect("participant:profile")
    page = {"section": "profile", "me": me, "form": form, "zone": zone_name(request.now, ZoneInfo(me.time_zone))}
    return render(request, "participant/profile/hours.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def pause(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    if request.method != "POST":
        return render(request, "participant/profile/pause.html", {"section": "profile", "me": me})
    if request.POST.get("act") == "release":
        release_processing(me, by=me, now=request.now)
        messages.success(request, _("Your data is used again."))
    else:
        restrict_processing(me, by=me, now=request.now)
        messages.success(request, _("The use of your data is paused."))
    return redirect("participant:profile")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def take_data(request: ActingRequest) -> HttpResponse:
    """Everything kept about the person, as a file that other programs read too. That it was taken is kept, so a button asks."""
    me = acting(request)
    if request.method != "POST":
        return render(request, "participant/profile/data.html", {"section": "profile", "me": me})
    data: dict[str, Any] = own_data(me, now=request.now)
    note_taking(me, now=request.now)
    answer = HttpResponse(
        json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="timbalik-data-saya.json"'
    return answer
