"""What a confidential contact sees: who asked them for a talk. Coordinators and administrators have no page like it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.journey.confidential import talks_for, words_of
from timbalik.journey.models import TalkRequest
from timbalik.journey.operations import TalkOver, close_talk, take_talk
from timbalik.programmes.queries import programmes_coordinated_by, programmes_with_role
from timbalik.programmes.rules import is_any_confidential_contact
from timbalik.programmes.states import Role
from timbalik.web.access import acting, allow, holding
from timbalik.web.middleware import ActingRequest

PAST = 20


@require_safe
@allow(holding(is_any_confidential_contact))
def home(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    talks = talks_for(me)
    coordinated = set(programmes_coordinated_by(me).values_list("pk", flat=True))
    programmes = programmes_with_role(me, Role.CONFIDENTIAL_CONTACT).order_by("-starts_on", "name")
    page = {
        "me": me,
        "open_talks": list(talks.filter(closed_at__isnull=True).order_by("asked_at")),
        "closed": list(talks.filter(closed_at__isnull=False).order_by("-closed_at")[:PAST]),
        "programmes": [(one, one.pk in coordinated) for one in programmes],
    }
    return render(request, "confidant/home.html", page)


def _find(request: ActingRequest, ref: UUID) -> TalkRequest | None:
    known: dict[UUID, TalkRequest | None] = request.__dict__.setdefault("_talks", {})
    if ref not in known:
        known[ref] = talks_for(acting(request)).filter(public_id=ref).first()
    return known[ref]


def was_asked(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Is a confidential contact this wish was meant for."""
    return request.person is not None and _find(request, kwargs["talk"]) is not None


def _the_talk(request: ActingRequest, ref: UUID) -> TalkRequest:
    found = _find(request, ref)
    assert found is not None
    return found


@require_safe
@allow(was_asked)
def talk(request: ActingRequest, talk: UUID) -> HttpResponse:
    found = _the_talk(request, talk)
    page = {"me": acting(request), "talk": found, "words": words_of(found)}
    return render(request, "confidant/talk.html", page)


@require_POST
@allow(was_asked)
def take(request: ActingRequest, talk: UUID) -> HttpResponse:
    found = _the_talk(request, talk)
    try:
        take_talk(found, by=acting(request), now=request.now)
    except TalkOver:
        messages.info(request, _("This wish was closed in the meantime."))
    else:
        name = found.person.called
        messages.success(request, _("%(name)s now reads that you get in touch.") % {"name": name})
    return redirect("confidant:talk", talk=talk)


@require_POST
@allow(was_asked)
def close(request: ActingRequest, talk: UUID) -> HttpResponse:
    try:
        close_talk(_the_talk(request, talk), by=acting(request), now=request.now)
    except TalkOver:
        messages.info(request, _("This wish was closed in the meantime."))
    else:
        messages.success(request, _("Closed. What was written with it is gone for good."))
    return redirect("confidant:home")
