"""Sign in by a link that works once. Opening it shows a button; only the button signs in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timbalik.notifications.links import ActionLinkInvalid, find_action
from timbalik.programmes.administrators import SIGN_IN
from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ActingRequest
from timbalik.web.signing_in import let_in_once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def sign_in_link(request: ActingRequest, token: str) -> HttpResponse:
    try:
        link = find_action(token, now=request.now)
        if link.act != SIGN_IN:
            raise ActionLinkInvalid
        if request.method != "POST":
            return render(request, "public/signin_link.html", {"person": link.person})
        let_in_once(request, link)
    except ActionLinkInvalid:
        return render(request, "public/link_invalid.html", status=410)
    return redirect("home")
