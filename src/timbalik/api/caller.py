"""Who calls: the bearer of a token, acting as one person with what that person may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from timbalik.api import budgets
from timbalik.api.errors import ApiError
from timbalik.audit.channels import channel
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.states import TokenScope
from timbalik.people.tokens import find_token, note_use

SAFE = ("GET", "HEAD", "OPTIONS")
# Whatever else stands in an address is refused: a misspelt filter must not answer with everything.
PARAMETERS = frozenset(
    {
        "across_units",
        "after",
        "before",
        "hours",
        "kind",
        "level",
        "limit",
        "mentee",
        "mentor",
        "minutes",
        "offset",
        "one",
        "other",
        "other_unit",
        "ranked",
        "role",
        "show",
        "state",
        "topic",
        "verdict",
        "version",
    }
)


class ApiRequest(HttpRequest):
    """What operations receive once the token was accepted. A session that came along counts for nothing."""

    token: ApiToken
    person: Person
    now: datetime


class BearerToken(HttpBearer):
    """``Authorization: Bearer timbalik_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        now = timezone.now()
        found = find_token(token.strip(), now=now)
        if found is None:
            raise not_known()
        calling: ApiRequest = request  # type: ignore[assignment]  # becomes one here
        calling.token, calling.person, calling.now = found, found.person, now
        calling.person.organisation = found.organisation
        if language_asked_for(request) is None:
            translation.activate(found.person.language)
        timezone.activate(ZoneInfo(found.person.time_zone))
        writes = request.method not in SAFE
        if writes and found.scope != TokenScope.WRITE:
            raise ApiError(403, "token_reads_only", _("This token only reads. Make one that may write."))
        spend(calling, budgets.WRITE if writes else budgets.READ)
        if unknown := sorted(set(request.GET) - PARAMETERS):
            message = _("The address has a parameter that is not known here.")
            raise ApiError(400, "parameter_unknown", message, field=unknown[0][:100])
        note_use(found, now=now)
        return found


def not_known() -> ApiError:
    """One answer for every token that does not count, so that it tells nothing."""
    message = _("Show a token that is valid: Authorization: Bearer …")
    return ApiError(401, "token_missing_or_not_valid", message, headers={"WWW-Authenticate": "Bearer"})


def spend(request: ApiRequest, kind: str) -> None:
    """Take from the token's budget before the work begins. Raises ``ApiError`` 429."""
    if seconds := budgets.take(request.token.public_id, kind, now=request.now):
        message = _("Too many requests with this token. Wait a moment, then go on.")
        raise ApiError(429, "too_many_requests", message, headers={"Retry-After": str(seconds)})


def through_the_api(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around every operation: the audit channel, the language and the zone of the caller, and no copy in any cache."""

    @wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_asked_for(request) or settings.LANGUAGE_CODE
        with channel("api"), translation.override(language), timezone.override(None):
            response = run(request, *args, **kwargs)
            response["Content-Language"] = translation.get_language() or language
        response["Cache-Control"] = "no-store, private"
        return response

    return guarded


def language_asked_for(request: HttpRequest) -> str | None:
    """The most wanted of our languages in ``Accept-Language``; ``None`` without one: then it is the person's."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = wanted.partition("-")[0]
        if code in dict(settings.LANGUAGES):
            return code
    return None
