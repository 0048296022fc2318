"""Every view says who may call it. One that does not is closed to everybody, and fails the sweep in ``tests/security``.

.. code-block:: python

    @allow(signed_in)
    def home(request: ActingRequest) -> HttpResponse: ...

    @allow(on_programme(is_coordinator))
    def studio(request: ActingRequest, programme: UUID) -> HttpResponse: ...

The default is no: anonymous visitors go to sign in, everybody else finds nothing there (404), so that an address tells
nothing about what exists. ``AccessMiddleware`` asks before the view and its other decorators run, so who may not call a
view does not learn either which methods it takes. The API guards itself: its addresses are passed on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.web.kinds import speak_of
from timbalik.web.middleware import ActingRequest

P = ParamSpec("P")
Check = Callable[[ActingRequest, dict[str, Any]], bool]
View = Callable[Concatenate[ActingRequest, P], HttpResponse]
GUARDING_THEMSELVES = {"api", "ninja"}  # app names of addresses that ask for a token of their own
LET_IN_BY = "_let_in_by"
log = logging.getLogger(__name__)


def allow(*checks: Check) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let a view run when one of the checks says yes. ``allow(anyone)`` names a public page."""

    def guard(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            acting: ActingRequest = request  # type: ignore[assignment]  # PersonMiddleware made it one
            if request.__dict__.get(LET_IN_BY) is not checks and (refusal := _refuse(acting, checks, dict(kwargs))):
                return refusal
            response = view(acting, *args, **kwargs)
            if request.user.is_authenticated:
                add_never_cache_headers(response)
            return response

        guarded.allowed_by = checks  # type: ignore[attr-defined]  # read by the middleware and the sweep
        return guarded

    return guard


class AccessMiddleware:
    """Asks the checks of every view before anything of it runs. A view without checks does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and not GUARDING_THEMSELVES.isdisjoint(match.app_names):
            return None
        checks: tuple[Check, ...] = getattr(view, "allowed_by", ())
        acting: ActingRequest = request  # type: ignore[assignment]  # PersonMiddleware made it one
        if (refusal := _refuse(acting, checks, kwargs)) is not None:
            return refusal
        request.__dict__[LET_IN_BY] = checks
        return None


def _refuse(request: ActingRequest, checks: tuple[Check, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
    """``None`` when one check says yes; else the way to sign in, or 404 for those who are signed in."""
    if any(check(request, dict(kwargs)) for check in checks):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")
    match = request.resolver_match
    log.warning(
        "access.denied person=%s view=%s method=%s",
        request.person.public_id if request.person else None,
        match.view_name if match else None,
        request.method,
    )
    raise Http404


def anyone(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """A public page."""
    return True


def signed_in(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Any person of the organisation; the view itself shows them their own things only."""
    return request.person is not None


def acting(request: ActingRequest) -> Person:
    """The person behind a guarded request."""
    assert request.person is not None
    return request.person


def holding(rule: Callable[[Person], bool]) -> Check:
    """A rule about the person alone, such as ``is_administrator``."""

    def check(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
        return request.person is not None and rule(request.person)

    return check


def on_programme(rule: Callable[[Person, Programme], bool]) -> Check:
    """A rule about the person and the programme whose public id the address holds as ``programme``."""

    def check(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
        if request.person is None:
            return False
        programme = find_programme(request, kwargs["programme"])
        return programme is not None and rule(request.person, programme)

    return check


def find_programme(request: ActingRequest, public_id: UUID) -> Programme | None:
    """The programme of the person's own organisation, read once for each request."""
    found: dict[UUID, Programme | None] = request.__dict__.setdefault("_programmes", {})
    if public_id not in found:
        own = Programme.objects.of(acting(request).organisation_id)
        found[public_id] = own.filter(public_id=public_id).select_related("organisation", "template").first()
    return found[public_id]


def the_programme(request: ActingRequest, public_id: UUID) -> Programme:
    """The programme a guarded view was let in for."""
    programme = find_programme(request, public_id)
    assert programme is not None
    speak_of(request, programme)
    return programme
