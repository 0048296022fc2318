"""Who acts, in which organisation and at what time: settled once for each request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from timbalik.audit.channels import channel
from timbalik.notifications.queries import with_unread_notices
from timbalik.people.models.accounts import Account
from timbalik.people.models.persons import Person
from timbalik.people.queries import persons_of

ORGANISATION_KEY = "organisation"
Answer = Callable[[HttpRequest], HttpResponse]


class ActingRequest(HttpRequest):
    """What views receive: a request with the acting person and the time."""

    person: Person | None
    now: datetime
    has_left: bool
    has_choice: bool


class PersonMiddleware:
    """Sets ``request.person`` (the signed-in account in the chosen organisation, or ``None``) and ``request.now``,
    speaks the person's language unless a cookie chose another, and shows times in their zone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in an address")  # nobody types it, and PostgreSQL keeps no text with it
        acting = request
        acting.now = timezone.now()  # type: ignore[attr-defined]  # ActingRequest
        acting.person = _acting_person(request)  # type: ignore[attr-defined]
        with channel("page"):
            person: Person | None = acting.person  # type: ignore[attr-defined]
            if person is None:
                if SESSION_KEY in request.session:
                    logout(request)  # the account was closed, or its last organisation left: the session ends for good
                    acting.has_left = True  # type: ignore[attr-defined]  # ActingRequest
                return self.get_response(request)
            with timezone.override(ZoneInfo(person.time_zone)):
                if "django_language" in request.COOKIES:
                    response = self.get_response(request)
                else:
                    translation.activate(person.language)
                    request.LANGUAGE_CODE = translation.get_language()
                    response = self.get_response(request)
            response.setdefault("Cache-Control", "no-store, private")
            return response


def _acting_person(request: HttpRequest) -> Person | None:
    account = request.user
    if not account.is_authenticated or not isinstance(_unwrapped(account), Account):
        return None
    persons = list(with_unread_notices(persons_of(_unwrapped(account)))[:20])
    request.has_choice = len(persons) > 1  # type: ignore[attr-defined]  # ActingRequest; the shells lead to the choice
    chosen = request.session.get(ORGANISATION_KEY)
    return next(
        (person for person in persons if str(person.organisation.public_id) == chosen), persons[0] if persons else None
    )


def _unwrapped(account: object) -> Account:
    if isinstance(account, SimpleLazyObject):
        account = account._wrapped  # how Django's lazy user stands for the account
    return account  # type: ignore[return-value]
