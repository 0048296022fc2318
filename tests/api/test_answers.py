"""How the API says no, in whose words, and how much one may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.calling import ROOT, Program, program_of, token_of
from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.api import budgets
from timbalik.audit.models import AuditEntry
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.tokens import revoke_token
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Role

NEW = {"template": "tpl-standar-2mingguan", "name": "Angkatan baru", "starts_on": "2027-03-01"}


@pytest.fixture
def citra_calls(citra: Person) -> Program:
    make_role(citra, Role.ADMINISTRATOR)
    return program_of(citra)


def test_token_that_no_longer_counts_is_refused(citra: Person) -> None:
    short, ended, left = (Program(token_of(citra, days=days)) for days in (1, 90, 90))
    revoke_token(ApiToken.objects.of(citra.organisation).order_by("pk")[1], by=citra, now=NOW)

    assert [one.get("/me").status_code for one in (short, ended, left)] == [200, 401, 200]
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert short.get("/me").status_code == 401
    citra.employment = "left"
    citra.save()
    assert left.get("/me").status_code == 401


def test_closed_account_ends_its_tokens(citra: Person) -> None:
    program = program_of(citra)
    assert citra.account is not None
    citra.account.is_active = False
    citra.account.save()

    assert program.get("/me").status_code == 401


@pytest.mark.parametrize(
    ("language", "header", "words"),
    [
        ("id", {}, "Tidak ada apa-apa untuk Anda di sini."),
        ("en", {}, "There is nothing here for you."),
        ("id", {"Accept-Language": "en-GB,en;q=0.8"}, "There is nothing here for you."),
        ("en", {"Accept-Language": "en;q=0.3, id"}, "Tidak ada apa-apa untuk Anda di sini."),
        ("en", {"Accept-Language": "fr"}, "There is nothing here for you."),
    ],
)
def test_refusal_speaks_the_callers_language(citra: Person, language: str, header: dict[str, str], words: str) -> None:
    citra.language = language
    citra.save()
    answer = Program(token_of(citra), header).post("/programmes", NEW)

    assert answer.json() == {"code": "not_found", "message": words}
    assert answer.headers["Content-Language"] == ("id" if words.startswith("Tidak") else "en")


def test_the_gate_speaks_indonesian_unless_asked(db: None) -> None:
    assert "Sertakan token" in Program("salah").get("/me").json()["message"]
    assert "Show a token" in Program("salah", {"Accept-Language": "en"}).get("/me").json()["message"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": None}, "not_accepted", "name"),
        ({"name": ""}, "too_short", "name"),
        ({"name": "x" * 201}, "too_long", "name"),
        ({"name": "a\0b"}, "unprintable", None),
        ({"name": "\ud800"}, "not_accepted", "name"),
        ({"starts_on": "kapan-kapan"}, "not_accepted", "starts_on"),
        ({"starts_on": "9999-12-31"}, "too_large", "starts_on"),
        ({"cadence_days": 0}, "too_small", "cadence_days"),
        ({"cadence_days": 10**40}, "too_large", "cadence_days"),
        ({"direction": "sideways"}, "not_a_choice", "direction"),
        ({"mentor_levels": [5, 2]}, "not_accepted", None),
        ({"mentor_levels": [1, 2, 3]}, "too_many", "mentor_levels"),
        ({"template": "tidak-ada"}, "template_unknown", "template"),
        ({"ends_on": "2027-03-01"}, "dates_out_of_order", "ends_on"),
    ],
)
@pytest.mark.usefixtures("content")
def test_bad_input_is_named_by_field(
    citra_calls: Program, change: dict[str, Any], code: str, field: str | None
) -> None:
    answer = citra_calls.post("/programmes", NEW | change)

    assert answer.status_code == 422, answer.content
    assert (answer.json()["code"], answer.json().get("field")) == (code, field)
    assert answer.json()["message"]


def test_several_problems_are_told_at_once(citra_calls: Program) -> None:
    answer = citra_calls.post("/programmes", {"name": "", "is_staff": True})

    fields = {one["field"]: one["code"] for one in answer.json()["details"]}
    assert fields == {
        "template": "required",
        "starts_on": "required",
        "name": "too_short",
        "is_staff": "unknown_field",
    }


@pytest.mark.parametrize("body", ["{", "", "[1, 2]", '"teks"', "null", "\xff"])
def test_body_that_is_no_object_is_refused(citra_calls: Program, body: str) -> None:
    answer = citra_calls.client.post(
        f"{ROOT}/programmes", body, content_type="application/json", headers=citra_calls._headers()
    )

    assert answer.status_code in (400, 422)
    assert answer.json().keys() >= {"code", "message"}


def test_same_name_again_is_a_conflict(citra_calls: Program, content: None) -> None:
    assert citra_calls.post("/programmes", NEW).status_code == 201
    answer = citra_calls.post("/programmes", NEW)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "programme_name_taken", "name")
    assert Programme.objects.filter(organisation__isnull=False).count() == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=banyak", "offset=-1", "offset=99999999999999999999"])
def test_page_outside_its_bounds_is_refused(citra_calls: Program, query: str) -> None:
    answer = citra_calls.get(f"/programmes?{query}")

    assert (answer.status_code, answer.json()["field"]) == (422, query.partition("=")[0])


def test_parameter_that_is_not_known_is_refused(citra_calls: Program) -> None:
    answer = citra_calls.get("/programmes?organisation=lain")

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        400,
        "parameter_unknown",
        "organisation",
    )


def test_acts_are_written_down_as_the_api_of_their_person(citra_calls: Program, citra: Person, content: None) -> None:
    citra_calls.post("/programmes", NEW)

    made = AuditEntry.objects.get(verb="programme.created")
    assert (made.channel, made.by_ref) == ("api", citra.public_id)


def test_budget_is_taken_before_the_work(citra: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(budgets.PER_MINUTE, budgets.READ, 2)
    program, other = program_of(citra), program_of(citra)
    assert [program.get("/me").status_code for _ in range(2)] == [200, 200]
    with CaptureQueriesContext(connection) as queries:
        answer = program.get("/programmes")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert len(queries) == 1  # the token itself
    assert other.get("/me").status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert program.get("/me").status_code == 200


def test_heavy_work_has_a_smaller_budget(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(budgets.PER_MINUTE, budgets.HEAVY, 1)
    programme = make_programme(cast.organisation)
    make_role(cast.citra, programme=programme)
    program = program_of(cast.citra)
    address = f"/programmes/{programme.public_id}/reports"

    assert [program.post(address).status_code for _ in range(2)] == [201, 429]
    assert programme.reports.count() == 1


def test_fault_is_told_without_its_inside(citra: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/srv/rahasia SELECT")

    monkeypatch.setattr("timbalik.api.endpoints.programmes.programmes_visible_to", broken)
    program = program_of(citra)
    program.client.raise_request_exception = False
    answer = program.get("/programmes")

    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "rahasia" not in answer.content.decode()


def test_foreign_origins_get_no_permission(citra_calls: Program) -> None:
    answer = Program(citra_calls.token, {"Origin": "https://jahat.example"}).get("/me")

    assert not [name for name in answer.headers if name.startswith("Access-Control-")]


def test_use_of_a_token_is_dated(citra: Person) -> None:
    program_of(citra).get("/me")

    assert ApiToken.objects.of(citra.organisation).get().last_used_on == NOW.date()
