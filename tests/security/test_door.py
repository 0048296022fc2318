"""The door tells nothing of who may pass, and leads nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.people import NOW
from tests.security.browsing import BACKEND
from timbalik.people.models.persons import Person

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "///evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "https:evil.example",
    "/\t/evil.example",
)
TAKING_NEXT = ("/masuk/", "/masuk/kode/", "/bahasa/", "/keluar/", "/organisasi/")


def asked(email: str) -> tuple[Any, int]:
    client = Client()
    client.get("/masuk/")
    with CaptureQueriesContext(connection) as caught:
        response = client.post("/masuk/", {"email": email})
    return response, len(caught)


def test_known_and_unknown_address_are_answered_alike(citra: Person) -> None:
    """The same status, way and cookies, and as good as the same work: time tells nothing either."""
    with time_machine.travel(NOW, tick=False):  # a limit that begins anew would be written once more
        asked("yang.pertama@kirana.example")  # loads the templates
        (known, work), (unknown, other_work) = asked(citra.email), asked("tidak.dikenal@kirana.example")
    for answer in (known, unknown):
        assert (answer.status_code, answer.headers["Location"], sorted(answer.cookies)) == (
            302,
            "/masuk/kode/",
            sorted(known.cookies),
        )
    assert known.headers.keys() == unknown.headers.keys()
    assert work == other_work


@pytest.mark.parametrize("path", TAKING_NEXT)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_door_leads_to_another_site(citra: Person, path: str, target: str) -> None:
    assert citra.account
    for is_in in (False, True):
        client = Client()
        if is_in:
            client.force_login(citra.account, backend=BACKEND)
        body = {"next": target, "language": "en", "email": citra.email}
        body["organisation"] = str(citra.organisation.public_id)
        for response in (client.get(path, {"next": target}), client.post(f"{path}?next=/saya/", body)):
            location = response.headers.get("Location", "/")
            assert location.startswith("/"), location
            assert not location.startswith(("//", "/\\", "/\t", "/%09")), location


def test_visitor_is_led_back_to_the_page_asked_for_and_not_to_what_was_sent(citra: Person) -> None:
    assert Client().get("/saya/profil/?a=//evil.example").headers["Location"].startswith("/masuk/?next=/saya/profil/")
    assert Client().post("/saya/profil/data/").headers["Location"] == "/masuk/?next=/"


def test_new_session_at_the_door_and_none_after_it(client: Client, citra: Person) -> None:
    assert citra.account
    client.force_login(citra.account, backend=BACKEND)
    cookies = client.cookies.output(header="", sep=";")
    client.post("/keluar/")
    again = Client(headers={"Cookie": cookies})
    assert again.get("/saya/").status_code == 302
    assert "storage" in client.post("/keluar/").headers.get("Clear-Site-Data", "storage")


def test_language_switch_keeps_to_the_languages_there_are(client: Client, db: None) -> None:
    for language in ("../../etc", "zz", "\0", "en\r\nSet-Cookie: a=b"):
        response = client.post("/bahasa/", {"language": language, "next": "/"})
        assert response.status_code == 302
        assert "django_language" not in client.cookies
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert client.cookies["django_language"].value == "en"


def test_api_has_no_session_and_pages_no_token(client: Client, citra: Person) -> None:
    assert citra.account
    client.force_login(citra.account, backend=BACKEND)
    assert client.get("/api/v1/me").status_code == 401
    assert Client(headers={"Authorization": "Bearer timbalik_x"}).get("/saya/").status_code == 302
