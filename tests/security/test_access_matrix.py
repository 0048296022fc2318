"""Every address × every person × every method, against the table that people read (``docs/access-matrix.md``)."""

from __future__ import annotations

from collections import Counter

import pytest
from django.http import HttpResponse
from django.urls import get_resolver

from tests.security.addresses import body_of, missing, urls_of
from tests.security.browsing import Browser, digest, text_of
from tests.security.conftest import Worlds
from tests.security.matrix import METHODS, OF_THE_API, Row, addresses, rows
from timbalik.audit.models import AuditEntry

SIGN_IN = "/masuk/?next=/"
# Reading what somebody wrote about themselves, and taking pairs along as a file, leaves a trace on purpose.
NOTED_READING = {"enrolment.read", "matching.pairs_exported"}
AUDIT = ("audit_auditentry", "audit_audithead")


def test_every_address_has_one_row_and_every_row_an_address() -> None:
    named = Counter(row.name for row in rows())
    assert set(named) == set(addresses()), "docs/access-matrix.md: one row for each address, no row without"
    assert [name for name, count in named.items() if count > 1] == []


def test_world_has_a_thing_for_every_address(worlds: Worlds) -> None:
    assert missing(worlds.here) == []


def test_every_view_says_who_may_call_it() -> None:
    silent = [
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [resolver])
        if getattr(resolver, "app_name", None) not in OF_THE_API
        and not hasattr(pattern, "url_patterns")
        and not getattr(pattern.callback, "allowed_by", ())
    ]
    assert silent == [], "put @allow(…) on the view"


def is_refused(response: HttpResponse, role: str) -> bool:
    if role == "visitor":
        return response.status_code == 302 and response.headers["Location"].startswith(SIGN_IN)
    return response.status_code == 404


def is_let_in(response: HttpResponse, url: str) -> bool:
    if response.status_code == 302 and response.headers["Location"].startswith("/masuk/"):
        return url.startswith("/masuk/")  # the steps of signing in lead to each other
    if url == "/masuk/nonaktif/":
        return response.status_code == 403  # the page that says so
    return response.status_code < 500 and response.status_code not in {403, 404, 405}


def asked(urls: dict[str, str]) -> list[Row]:
    """The rows that can be asked for; the first tests name the others."""
    return [row for row in rows() if row.name in urls]


def told(name: str, role: str, method: str, response: HttpResponse, wanted: str) -> str:
    location = response.headers.get("Location", "")
    return f"{name}: {method} as {role} → {response.status_code} {location}; the matrix says {wanted}"


def wrongs(row: Row, worlds: Worlds, url: str) -> list[str]:
    """A POST of those who may is undone. Everything else is done for good, and must leave no trace."""
    wrong = []
    for role, browser in worlds.browsers.items():
        body = body_of(row.name, worlds.here, browser.person)
        for method in sorted(row.methods & {"GET", "POST"}):
            if role in row.allowed:
                response = (browser.ask if method == "POST" else browser.ask_for_good)(method, url, body)
                good, wanted = is_let_in(response, url), "let in (is its thing made in tests/security/building.py?)"
            else:
                response = browser.ask_for_good(method, url, body)
                good = is_refused(response, role) or (not row.allowed and response.status_code == 404)
                good = good and "kenari" not in text_of(response)  # a word of ``test_planted_words``
                wanted = "404 (the way to sign in, for a visitor)"
            if not good:
                wrong.append(told(row.name, role, method, response, wanted))
    return wrong


@pytest.mark.either
@pytest.mark.slow
def test_everybody_gets_what_the_table_says(worlds: Worlds) -> None:
    urls = urls_of(worlds.here)
    before, noted, wrong = digest(without=AUDIT), AuditEntry.objects.count(), []
    for row in asked(urls):
        wrong += wrongs(row, worlds, urls[row.name])
    assert not wrong, "\n" + "\n".join(wrong)
    assert digest(without=AUDIT) == before, "somebody changed something by reading, or although refused"
    assert set(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)[noted:]) <= NOTED_READING


@pytest.mark.either
def test_methods_nobody_named_are_refused(worlds: Worlds) -> None:
    """Also to those who may: a page takes what the matrix names, and nothing else."""
    urls, before, wrong = urls_of(worlds.here), digest(), []
    for row in asked(urls):
        owner = min(row.allowed, default="visitor")
        for method in sorted({*METHODS, "PATCH"} - row.methods):
            for role in {owner, "visitor"}:
                response = worlds.browsers[role].ask_for_good(method, urls[row.name])
                if not (response.status_code in {404, 405} or is_refused(response, role)):
                    wrong.append(told(row.name, role, method, response, "neither"))
        if (
            row.allowed
            and "HEAD" in row.methods
            and not is_let_in(worlds.browsers[owner].ask("HEAD", urls[row.name]), urls[row.name])
        ):
            wrong.append(f"{row.name}: HEAD is not answered as GET is")
    assert not wrong, "\n" + "\n".join(wrong)
    assert digest() == before


@pytest.mark.slow
def test_nothing_of_another_organisation_is_there(worlds: Worlds) -> None:
    """All ids swapped: the same people ask for the other organisation's things."""
    known, urls, before, wrong = addresses(), urls_of(worlds.elsewhere), digest(), []
    nameless = {"token", "page", "side", "unit", "screen", "part", "topic", "practice"}
    for row in asked(urls):
        if not known[row.name].parameters - nameless:
            continue
        for role in row.allowed - {"stranger"}:  # who may here; the others were refused above
            browser = worlds.browsers[role]
            for method in sorted(row.methods & {"GET", "POST"}):
                response = browser.ask_for_good(
                    method, urls[row.name], body_of(row.name, worlds.elsewhere, browser.person)
                )
                if not is_refused(response, role):
                    wrong.append(told(row.name, role, method, response, "nothing of another organisation"))
    assert not wrong, "\n" + "\n".join(wrong)
    assert digest() == before


def test_every_post_wants_its_token(worlds: Worlds) -> None:
    urls, before, wrong = urls_of(worlds.here), digest(), []
    strict = {role: Browser(browser.person, enforce_csrf_checks=True) for role, browser in worlds.browsers.items()}
    for row in asked(urls):
        if "POST" not in row.methods or not row.allowed:
            continue
        role = min(row.allowed)
        response = strict[role].ask_for_good(
            "POST", urls[row.name], body_of(row.name, worlds.here, strict[role].person)
        )
        if response.status_code != 403:
            wrong.append(told(row.name, role, "POST", response, "nothing without the form's own token: 403"))
    assert not wrong, "\n" + "\n".join(wrong)
    assert digest() == before
