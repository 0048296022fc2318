"""The demo's door opens in a demo's database, on this computer, and by a button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.audit.models import AuditEntry
from timbalik.people.models.organisations import Installation
from timbalik.people.models.persons import Delegation
from timbalik.programmes.states import Role

HERE: dict[str, Any] = {"headers": {"host": "127.0.0.1:8000"}, "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(cast: Cast) -> Cast:
    """Ayu mentors Bram, whose assistant is Yuli; Citra coordinates."""
    Installation.objects.create(pk=1, made_by_demo=True, created_at=NOW)
    programme = make_programme(cast.organisation)
    make_role(cast.citra, Role.COORDINATOR)
    make_pair(programme, mentor=cast.ayu, mentee=cast.bram)
    yuli = make_person(cast.organisation, "Yuliana Wenas")
    Delegation.objects.create(organisation=cast.organisation, principal=cast.bram, delegate=yuli, valid_from=NOW)
    return cast


def test_door_shows_whoever_is_there_and_signs_nobody_in(client: Client, demo: Cast) -> None:
    before = AuditEntry.objects.count()
    page = client.get("/demo/", **HERE).content.decode()
    for name in ("Citra", "Bram Wicaksono", "Ayu Lestari", "Yuliana Wenas"):
        assert name in page
    client.get("/demo/?as=mentor", **HERE)
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("persona", "home"),
    [("coordinator", "/pengelola/"), ("mentor", "/saya/"), ("mentee", "/saya/"), ("assistant", "/asisten/")],
)
def test_button_signs_in_and_leads_home(client: Client, demo: Cast, persona: str, home: str) -> None:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.post("/demo/", {"as": persona}, **HERE)
        assert client.get("/", **HERE).headers["Location"] == home


def test_strip_on_every_page_leads_to_another_person(client: Client, demo: Cast) -> None:
    client.post("/demo/", {"as": "mentor"}, **HERE)
    page = client.get("/saya/", **HERE).content.decode()
    assert 'class="demo-strip' in page
    assert 'href="/demo/"' in page
    client.post("/demo/", {"as": "coordinator"}, **HERE)
    assert client.session["_auth_user_id"] == str(demo.citra.account_id)
    assert 'class="demo-strip' in client.get("/pengelola/", **HERE).content.decode()


def test_landing_leads_to_the_door_in_a_demo_only(client: Client, demo: Cast) -> None:
    assert "Masuk ke demo" in client.get("/", **HERE).content.decode()
    Installation.objects.update(made_by_demo=False)
    assert "Masuk ke demo" not in client.get("/", **HERE).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_real_installation_has_no_door(client: Client, demo: Cast, method: str) -> None:
    Installation.objects.update(made_by_demo=False)
    assert getattr(client, method)("/demo/", {"as": "coordinator"}, **HERE).status_code == 404
    Installation.objects.all().delete()
    assert getattr(client, method)("/demo/", {"as": "coordinator"}, **HERE).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"headers": {"host": "demo.example"}},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_door_is_shut_to_whoever_is_not_at_this_computer(
    client: Client, demo: Cast, settings: Any, method: str, elsewhere: dict[str, Any]
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "demo.example"]
    assert getattr(client, method)("/demo/", {"as": "coordinator"}, **{**HERE, **elsewhere}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "Masuk ke demo" not in client.get("/", **{**HERE, **elsewhere}).content.decode()


def test_somebody_unknown_is_nobody(client: Client, demo: Cast) -> None:
    assert client.post("/demo/", {"as": "director"}, **HERE).status_code == 404
    assert client.post("/demo/", {}, **HERE).status_code == 404


def test_button_needs_its_token(demo: Cast) -> None:
    assert Client(enforce_csrf_checks=True).post("/demo/", {"as": "coordinator"}, **HERE).status_code == 403
