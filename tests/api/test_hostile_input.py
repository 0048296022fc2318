"""Every field of every body with what no program should send: refused in words, never a fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.calling import program_of
from tests.api.test_access import WRITING, body_of, owner_of
from tests.api.world import World
from timbalik.api import budgets

NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    "",
    " ",
    "\0",
    "\ud800",
    "ﷺ" * 5_000,
    "'; DROP TABLE people_person; --",
    "=1+1",
    "<script>alert(1)</script>",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "24:00",
    "../../etc/passwd",
    [],
    [[]],
    {},
    {"": ""},
    [None] * 300,
)


@pytest.fixture(scope="module")
def built(built: World) -> World:
    """With all that an address may name, so that no case makes it for itself."""
    assert built.ids
    return built


@pytest.fixture(autouse=True)
def _plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in budgets.PER_MINUTE:
        monkeypatch.setitem(budgets.PER_MINUTE, kind, 100_000)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in WRITING if case.body], ids=lambda case: case.operation)
def test_nasty_value_is_answered_in_words(case: Any, world: World) -> None:
    program, body = program_of(owner_of(case, world)), body_of(case, world)
    address = case.address.format(**world.ids)
    for field in body:
        for value in NASTY:
            if field == "file" or ("file" in body and not isinstance(value, str)):
                continue
            sent = body_of(case, world) | {field: value}
            if "file" in body and "\ud800" in str(value):
                continue  # no form can carry it
            answer = program.call("POST", address, sent)
            assert answer.status_code < 500, (field, value)
            if answer.status_code >= 400:
                assert answer.json()["message"], (field, value)


@pytest.mark.parametrize(
    "path",
    [
        "/programmes/bukan-uuid",
        "/programmes/00000000-0000-4000-8000-000000000000",
        "/programmes/%00",
        "/programmes/{pairing}/rounds/0",
        "/programmes/{pairing}/rounds/99999999999999999999999",
        "/programmes/{pairing}/rounds/-1",
        "/my/relationships/{pairing}",
        "/my/enrolments/{handed_in}",
        "/people/imports/{pairing}",
    ],
)
def test_address_of_nothing_is_not_found(world: World, path: str) -> None:
    assert program_of(world.cast.citra).get(path.format(**world.ids)).status_code == 404


def test_very_large_body_is_refused(world: World) -> None:
    program = program_of(world.cast.citra)

    answer = program.post("/programmes", {"name": "x" * 3_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain"]
)
def test_form_that_is_none_is_refused(world: World, kind: str) -> None:
    program = program_of(world.cast.citra)
    answer = program.client.generic(
        "POST", "/api/v1/people/imports", b"--y\r\n\r\nbukan", content_type=kind, headers=program._headers()
    )

    assert answer.status_code in (400, 422)
    assert answer.json()["message"]
