"""Lessons of one's own: draft, share inside the programme, withdraw, copy with credit, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.learning import operations
from timbalik.learning.models import Lesson
from timbalik.learning.queries import own_lessons, readable_lesson, shared_lessons, taught_programmes
from timbalik.learning.rules import teaches_in
from timbalik.programmes.models import Programme
from timbalik.web.access import acting, allow, on_programme, signed_in, the_programme
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.library.forms import LessonForm

MOST_SHOWN = 50


def readable(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """One's own, or shared in a programme one takes part in."""
    return request.person is not None and _find(request, kwargs["lesson"]) is not None


def owned(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    found = _find(request, kwargs["lesson"]) if request.person is not None else None
    return found is not None and found.owner_id == acting(request).pk


def copiable(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Readable, by somebody who teaches where the copy may go."""
    found = _find(request, kwargs["lesson"]) if request.person is not None else None
    return found is not None and bool(_targets(request, found))


@require_safe
@allow(signed_in)
def lessons(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    page = {
        "section": "training",
        "own": list(own_lessons(me)[:MOST_SHOWN]),
        "shared": list(shared_lessons(me)[:MOST_SHOWN]),
        "programmes": taught_programmes(me),
    }
    return render(request, "participant/library/lessons.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(teaches_in))
def write(request: ActingRequest, programme: UUID) -> HttpResponse:
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        written = operations.write_lesson(
            the_programme(request, programme), form.lesson_text(), by=acting(request), now=request.now
        )
        messages.success(request, _("Kept. Only you can read it until you share it."))
        return redirect("participant:lesson", lesson=written.public_id)
    page = {"section": "training", "form": form, "lesson": None}
    return render(request, "participant/library/lesson_form.html", page, status=422 if form.errors else 200)


@require_safe
@allow(readable)
def lesson(request: ActingRequest, lesson: UUID) -> HttpResponse:
    found, me = _the(request, lesson), acting(request)
    page = {
        "section": "training",
        "lesson": found,
        "text": found.text,
        "is_own": found.owner_id == me.pk,
        "is_by_me": found.owner_id == me.pk and (not found.is_copy or found.credit_id == me.pk),
        "can_share": found.owner_id == me.pk and teaches_in(me, found.programme),
        "targets": _targets(request, found),
    }
    return render(request, "participant/library/lesson.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(owned)
def change(request: ActingRequest, lesson: UUID) -> HttpResponse:
    found = _the(request, lesson)
    form = LessonForm(request.POST or None, lesson=found.text)
    if request.method == "POST" and form.is_valid():
        operations.change_lesson(found, form.lesson_text(), by=acting(request), now=request.now)
        messages.success(request, _("Kept. Copies that colleagues took stay as they are."))
        return redirect("participant:lesson", lesson=lesson)
    page = {"section": "training", "form": form, "lesson": found}
    return render(request, "participant/library/lesson_form.html", page, status=422 if form.errors else 200)


@require_POST
@allow(owned)
def share(request: ActingRequest, lesson: UUID) -> HttpResponse:
    found = _the(request, lesson)
    _do(
        request,
        lambda: operations.share_lesson(found, by=acting(request), now=request.now),
        _("Shared. Everybody who takes part in %(programme)s can read it.") % {"programme": found.programme.name},
    )
    return redirect("participant:lesson", lesson=lesson)


@require_POST
@allow(owned)
def withdraw(request: ActingRequest, lesson: UUID) -> HttpResponse:
    _do(
        request,
        lambda: operations.withdraw_lesson(_the(request, lesson), by=acting(request), now=request.now),
        _("Withdrawn. Only you can read it now."),
    )
    return redirect("participant:lesson", lesson=lesson)


@require_POST
@allow(copiable)
def copy(request: ActingRequest, lesson: UUID) -> HttpResponse:
    """Into the programme named, or the first the copy may go to."""
    found = _the(request, lesson)
    targets = _targets(request, found)
    into = next((one for one in targets if str(one.public_id) == request.POST.get("programme")), targets[0])
    copied = operations.copy_lesson(found, into=into, by=acting(request), now=request.now)
    messages.success(request, _("Copied. Change it as you need; only you can read it."))
    return redirect("participant:lesson", lesson=copied.public_id)


@require_POST
@allow(owned)
def delete(request: ActingRequest, lesson: UUID) -> HttpResponse:
    operations.delete_lesson(_the(request, lesson), by=acting(request), now=request.now)
    messages.success(request, _("Deleted. Copies that colleagues took are theirs."))
    return redirect("participant:lessons")


def _do(request: ActingRequest, act: Callable[[], object], success: str) -> None:
    try:
        act()
    except operations.MentorsOnly:
        messages.error(request, _("Only mentors of the programme share lessons in it."))
    else:
        messages.success(request, success)


def _find(request: ActingRequest, public_id: UUID) -> Lesson | None:
    """Read once for each request."""
    found: dict[UUID, Lesson | None] = request.__dict__.setdefault("_lessons", {})
    if public_id not in found:
        found[public_id] = readable_lesson(acting(request), public_id)
    return found[public_id]


def _the(request: ActingRequest, public_id: UUID) -> Lesson:
    found = _find(request, public_id)
    assert found is not None
    return found


def _targets(request: ActingRequest, lesson: Lesson) -> list[Programme]:
    """Where a copy may go: one's own lesson to every programme one teaches in, a colleague's stays where it is."""
    is_mine = lesson.owner_id == acting(request).pk and not lesson.is_copy
    taught = taught_programmes(acting(request))
    return [one for one in taught if is_mine or one.pk == lesson.programme_id]
