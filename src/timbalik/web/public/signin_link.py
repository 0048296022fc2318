"""Sign in by a link that works once. Opening it shows a button; only the button signs in."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timbalik.audit.operations import record
from timbalik.notifications.links import ActionLinkInvalid, find_action, use_action
from timbalik.programmes.administrators import SIGN_IN
from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ORGANISATION_KEY, ActingRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def sign_in_link(request: ActingRequest, token: str) -> HttpResponse:
    try:
        link = find_action(token, now=request.now)
        if link.act != SIGN_IN or link.person.account is None or not link.person.account.is_active:
            raise ActionLinkInvalid
        if request.method != "POST":
            return render(request, "public/signin_link.html", {"person": link.person})
        use_action(link, now=request.now)
    except ActionLinkInvalid:
        return render(request, "public/link_invalid.html", status=410)
    _sign_in(request, link.person.account, backend=BACKEND)
    request.session[ORGANISATION_KEY] = str(link.person.organisation.public_id)
    record(
        "account.signed_in", organisation=link.person.organisation, by=link.person, subject=link.person, now=request.now
    )
    return redirect("home")


def _sign_in(request: HttpRequest, account: object, *, backend: str) -> None:
    login(request, account, backend=backend)  # type: ignore[arg-type]  # the stubs want a user with permissions
