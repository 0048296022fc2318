"""Tokens of one's own for applications that call the API: made here, shown once, revoked here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.people.models.tokens import ApiToken
from timbalik.people.tokens import (
    CannotSignIn,
    TokenNameMissing,
    TokenNameTaken,
    TooManyTokens,
    create_token,
    is_standing,
    revoke_token,
    tokens_of,
)
from timbalik.programmes import rules
from timbalik.web.access import acting, allow, holding
from timbalik.web.coordinator.tokens.forms import TokenForm
from timbalik.web.middleware import ActingRequest

makes_tokens = holding(rules.can_create_programme)
MOST_PAST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allow(makes_tokens)
def tokens(request: ActingRequest) -> HttpResponse:
    """The list, and a form. The answer to the form is the only page that ever shows the token."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: tuple[ApiToken, str] | None = None
    if request.method == "POST" and form.is_valid():
        made = _make(request, form)
    rows = list(tokens_of(acting(request)))
    page: dict[str, Any] = {
        "section": "tokens",
        "form": form if made is None else TokenForm(),
        "made": made[0] if made else None,
        "plain": made[1] if made else "",
        "standing": [one for one in rows if is_standing(one, now=request.now)],
        "past": [one for one in rows if not is_standing(one, now=request.now)][:MOST_PAST],
        "address": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "coordinator/tokens/list.html", page, status=422 if form.errors else 200)


@require_POST
@allow(makes_tokens)
def revoke(request: ActingRequest) -> HttpResponse:
    """One of the person's own, by its public id; whatever else was sent is none of theirs."""
    try:
        ref = UUID(request.POST.get("token", ""))
    except ValueError:
        return redirect("coordinator:tokens")
    found = tokens_of(acting(request)).filter(public_id=ref).select_related("organisation").first()
    if found is not None:
        revoke_token(found, by=acting(request), now=request.now)
        messages.success(request, _("“%(name)s” is revoked. It opens nothing any more.") % {"name": found.name})
    return redirect("coordinator:tokens")


def _make(request: ActingRequest, form: TokenForm) -> tuple[ApiToken, str] | None:
    said, person = form.cleaned_data, acting(request)
    try:
        return create_token(
            person, name=said["name"], scope=said["scope"], days=said["days"], by=person, now=request.now
        )
    except TokenNameTaken:
        form.add_error("name", _("You have a token of this name. Revoke it first, or choose another name."))
    except TokenNameMissing:
        form.add_error("name", _("Give it a name by which you recognise it later."))
    except TooManyTokens:
        form.add_error(None, _("You have as many tokens as one person may. Revoke one first."))
    except CannotSignIn:
        form.add_error(None, _("Your account does not let you make a token."))
    return None
