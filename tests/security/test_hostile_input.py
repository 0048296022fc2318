"""Every form and every address with what no page sends: refused or kept as text, never a fault, never as markup."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.security.addresses import urls_of
from tests.security.browsing import Browser, text_of
from tests.security.conftest import Worlds
from tests.security.hostile import HOSTILE, HTML, MARK, forms_of, names_read
from tests.security.matrix import Row, rows

RAW = ("<img src=x onerror", "<script>{{", f"{MARK}<", "<script>49")

ODD_PATHS = (
    "/%00",
    "/saya/%ff%fe/",
    "/masuk/tautan/%0d%0aSet-Cookie:a=b/",
    "/ketuk/../../etc/passwd/",
    "/saya/pasangan/x/",
    "/pengelola/program/00000000-0000-0000-0000-000000000000/",
    f"/{'a' * 5_000}/",
    "//evil.example/",
    "/bahasa/?next=//evil.example",
)


def walked(worlds: Worlds) -> Iterator[tuple[Row, str, Browser]]:
    """Each address once, by somebody who may."""
    urls = urls_of(worlds.here)
    for row in rows():
        if row.allowed and row.name in urls:
            yield row, urls[row.name], worlds.browsers[min(row.allowed)]


def problem(where: str, value: str, response: HttpResponse) -> str:
    if response.status_code >= 500:
        return f"{where} with {value[:30]!r} → {response.status_code}"
    text = text_of(response)
    found = [raw for raw in RAW if raw in text]
    return f"{where} gives back {found}" if found else ""


@pytest.mark.slow
def test_forms_withstand_what_nobody_types(worlds: Worlds) -> None:
    """Each form as its page fills it, with one hostile value in every field at once, and HTML in each field alone."""
    wrong, tried = [], set()
    for row, url, browser in walked(worlds):
        forms = list(forms_of(text_of(browser.ask("GET", url)), url)) if "GET" in row.methods else []
        for form in forms:
            if form.action in tried or not form.action.startswith("/") or form.action == "/keluar/":
                continue
            tried.add(form.action)
            bodies = [(value, dict.fromkeys(form.fields, value)) for value in HOSTILE]
            bodies += [(HTML, form.fields | {name: HTML}) for name in form.fields if len(form.fields) > 1]
            wrong += [
                found
                for value, body in bodies
                if (found := problem(f"{row.name}: POST {form.action}", value, browser.ask("POST", form.action, body)))
            ]
    assert not wrong, "\n" + "\n".join(sorted(set(wrong)))
    assert len(tried) > 60


def test_addresses_withstand_odd_questions(worlds: Worlds) -> None:
    names, wrong = names_read("GET"), []
    assert {"page", "q"} <= set(names)
    for row, url, browser in walked(worlds):
        if "GET" in row.methods:
            for value in (HTML, "\0", "9" * 40):
                query = urlencode(dict.fromkeys(names, value))
                wrong.append(problem(f"{row.name}: GET", value, browser.ask("GET", f"{url.partition('?')[0]}?{query}")))
    assert [found for found in wrong if found] == []


def test_posts_withstand_names_that_views_look_up(worlds: Worlds) -> None:
    names, wrong = names_read("POST"), []
    bodies = [dict.fromkeys(names, value) for value in ("\0", "9" * 40, str(UUID(int=7)))] + [
        {name: [HTML, "a", "b"] for name in names}
    ]
    for row, url, browser in walked(worlds):
        if "POST" in row.methods:
            wrong += [problem(f"{row.name}: POST", str(body["act"]), browser.ask("POST", url, body)) for body in bodies]
    assert [found for found in wrong if found] == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7"])
def test_bodies_of_other_kinds_are_answered(worlds: Worlds, kind: str) -> None:
    wrong = []
    for row, url, browser in walked(worlds):
        if "POST" in row.methods:
            response = browser.send(url, b'{"a": "\xff\xfe"}--x\r\n\r\n', kind)
            wrong.append(problem(f"{row.name}: {kind}", "", response))
    assert [found for found in wrong if found] == []


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_paths_lead_nowhere(client: Client, db: None, path: str) -> None:
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code < 500
    assert not response.headers.get("Location", "").startswith(("//", "http"))
    assert "Set-Cookie: a" not in str(response.headers)
