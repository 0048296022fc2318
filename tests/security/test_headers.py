"""What stands around every answer: policies, types, caching, cookies; and nothing in a page that the policy forbids."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.security.addresses import urls_of
from tests.security.browsing import BACKEND, text_of
from tests.security.conftest import Worlds
from tests.security.matrix import rows
from timbalik.people.models.persons import Person

# What a strict policy would stop, or what runs text as a program: it must not be in a page at all.
FORBIDDEN_IN_A_PAGE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>"),
    "handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"(?:href|src|action)=[\"']?\s*(?:javascript|data|vbscript):", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"hx-on|hx-va(?:l|r)s=[\"']?\s*js:|hx-trigger=[\"'][^\"']*\["),
    "another site": re.compile(r"<(?:script|link|img|iframe|form)[^>]+(?:src|href|action)=[\"'](?:https?:)?//"),
}
POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'"} | {
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def everything(worlds: Worlds) -> Iterator[tuple[str, HttpResponse]]:
    """Every page and file as somebody who may see it, as a visitor, and what is answered where nothing is."""
    urls = urls_of(worlds.here)
    for row in rows():
        if row.name not in urls or "GET" not in row.methods:
            continue
        for role in {min(row.allowed, default="visitor"), "visitor"}:
            yield f"{row.name} as {role}", worlds.browsers[role].ask("GET", urls[row.name])
    mentor = worlds.browsers["mentor"]
    yield "nothing there", mentor.ask("GET", "/tidak-ada/")
    yield "wrong method", mentor.ask("DELETE", "/saya/profil/")
    yield "a form refused", mentor.ask("POST", "/saya/profil/ubah/", {"time_zone": "Mars/Olympus"})
    yield "a code asked for", worlds.browsers["visitor"].ask("POST", "/masuk/", {"email": "x"})
    yield "the API without a token", worlds.browsers["visitor"].ask("GET", "/api/v1/me")


def problems_of(response: HttpResponse) -> Iterator[str]:
    headers, kind = response.headers, response.headers.get("Content-Type", "")
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "nosniff"
    if headers.get("Referrer-Policy") != "same-origin":
        yield "referrer"
    if headers.get("X-Frame-Options") != "DENY":
        yield "frames"
    if "Access-Control-Allow-Origin" in headers:
        yield "other origins"
    policy = dict(part.strip().split(" ", 1) for part in headers.get("Content-Security-Policy", "").split(";") if part)
    if {name: policy.get(name) for name in POLICY} != POLICY or "unsafe" in str(policy):
        yield f"policy {policy}"
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        yield f"type {kind}"
    is_page = kind.startswith(("text/html", "application/json"))
    if not is_page and response.status_code == 200 and not headers.get("Content-Disposition", "").startswith("attach"):
        yield f"{kind or 'no type'} shown, not kept"
    if kind.startswith("text/html"):
        text = text_of(response)
        yield from (name for name, forbidden in FORBIDDEN_IN_A_PAGE.items() if forbidden.search(text))


@pytest.mark.slow
def test_every_answer_is_guarded(worlds: Worlds) -> None:
    wrong, pages = [], 0
    for where, response in everything(worlds):
        pages += response.headers.get("Content-Type", "").startswith("text/html")
        wrong += [f"{where} ({response.status_code}): {problem}" for problem in problems_of(response)]
        if "as visitor" not in where and "no-store" not in response.headers.get("Cache-Control", ""):
            wrong += [f"{where}: may be kept by a cache"] if "visitor" not in where and "code" not in where else []
    assert not wrong, "\n" + "\n".join(wrong)
    assert pages > 80


def test_cookies_are_for_no_script_and_no_other_site(client: Client, citra: Person) -> None:
    client.get("/masuk/")
    client.post("/masuk/", {"email": citra.email})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/"), name


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of an installation with an https address, read as the server reads them."""
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS DEBUG"
    names += " SECURE_HSTS_INCLUDE_SUBDOMAINS SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY ALLOWED_HOSTS BASE_URL"
    script = "import json; from timbalik.config import settings as s; print(json.dumps({n: getattr(s, n) for n in "
    script += f"{names.split()!r}}}))"
    given = {"TIMBALIK_BASE_URL": "https://mentoring.kirana.example"}
    given |= {"TIMBALIK_DATA_DIR": str(tmp_path_factory.mktemp("tls"))}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIMBALIK_")}
    made = subprocess.run(
        [sys.executable, "-c", script], env=kept | given, capture_output=True, text=True, check=True, timeout=60
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def test_behind_tls_cookies_and_addresses_are_bound_to_it(behind_tls: dict[str, Any]) -> None:
    assert (behind_tls["SESSION_COOKIE_NAME"], behind_tls["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"):
        assert behind_tls[name], name
    assert behind_tls["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert behind_tls["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert behind_tls["DEBUG"] is False
    assert "*" not in behind_tls["ALLOWED_HOSTS"]


def test_hsts_is_sent_over_tls(client: Client, db: None, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    assert client.get("/masuk/", secure=True).headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains"
    )


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded"])
def test_forwarded_headers_of_visitors_change_nothing(client: Client, db: None, header: str) -> None:
    """Unless a proxy is announced: else a visitor could choose host, scheme, or whose budget is used."""
    value = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}.get(header, "10.9.8.7")
    response = client.get("/masuk/", headers={header: value})
    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()
    assert not response.wsgi_request.is_secure()
    assert response.wsgi_request.get_host() == "testserver"


def test_another_host_is_refused(client: Client, db: None) -> None:
    response = client.get("/masuk/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_failure_tells_nothing_of_the_inside(client: Client, citra: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("kenari-rahasia SELECT people_person")

    monkeypatch.setattr("timbalik.web.public.views.home_of", fail)
    assert citra.account
    client.force_login(citra.account, backend=BACKEND)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    for inside in ("kenari", "SELECT", "Traceback", "RuntimeError", ".py", "SECRET"):
        assert inside not in response.content.decode()
