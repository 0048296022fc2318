"""Every view says who may call it; one that does not is refused by the sweep in ``tests/web/test_access.py``.

.. code-block:: python

    @allow(signed_in)
    def home(request: ActingRequest) -> HttpResponse: ...

    @allow(on_programme(is_coordinator))
    def studio(request: ActingRequest, programme: UUID) -> HttpResponse: ...

The default is no: anonymous visitors go to sign in, everybody else finds nothing there (404), so that an address tells
nothing about what exists.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.web.middleware import ActingRequest

P = ParamSpec("P")
Check = Callable[[ActingRequest, dict[str, Any]], bool]
View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def allow(*checks: Check) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let a view run when one of the checks says yes. ``allow(anyone)`` names a public page."""

    def guard(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            acting: ActingRequest = request  # type: ignore[assignment]  # PersonMiddleware made it one
            if not any(check(acting, dict(kwargs)) for check in checks):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise Http404
            response = view(acting, *args, **kwargs)
            if request.user.is_authenticated:
                add_never_cache_headers(response)
            return response

        guarded.allowed_by = checks  # type: ignore[attr-defined]  # read by the sweep
        return guarded

    return guard


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
    return programme
