"""Ask for pages as somebody, and see whether anything changed."""

from __future__ import annotations

import hashlib
from http.cookies import SimpleCookie
from typing import Any

from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client

from timbalik.people.models.persons import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOT_COUNTED = ("django_session",)  # written by visits, not by pages


class Browser:
    """One person's signed-in browser, with the same cookies before every request."""

    def __init__(self, person: Person | None, *, enforce_csrf_checks: bool = False) -> None:
        self.person = person
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
        if person is not None:
            assert person.account
            self.client.force_login(person.account, backend=BACKEND)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def ask(self, method: str, url: str, body: dict[str, Any] | None = None) -> HttpResponse:
        """Whatever it does to the databases is undone."""
        with transaction.atomic(), transaction.atomic(using="keys"):
            response = self.ask_for_good(method, url, body)
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")
        return response

    def ask_for_good(self, method: str, url: str, body: dict[str, Any] | None = None) -> HttpResponse:
        self.client.cookies = SimpleCookie(self.cookies)
        sent = {"data": body or {}} if method == "POST" else {}
        response: HttpResponse = getattr(self.client, method.lower())(url, **sent)
        return response

    def send(self, url: str, body: bytes, kind: str) -> Any:
        """A body of any kind, undone as with ``ask``."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic(), transaction.atomic(using="keys"):
            response = self.client.generic("POST", url, body, content_type=kind)
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")
        return response


def text_of(response: HttpResponse) -> str:
    """The body, of streamed answers too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")


def digest(*, without: tuple[str, ...] = ()) -> dict[str, str]:
    """One number for the rows of each table of both databases."""
    numbers = {}
    for alias in ("default", "keys"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            if table not in (*NOT_COUNTED, *without):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                    rows = sorted(map(repr, cursor.fetchall()))
                numbers[f"{alias}.{table}"] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return numbers
