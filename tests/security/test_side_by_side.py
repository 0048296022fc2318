"""Many at once at the door: the limits hold exactly, and nobody meets a fault."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TypeVar

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.factories.people import NOW, make_organisation, make_person
from timbalik.people.budgets import Limit, take
from timbalik.people.models.persons import Person
from timbalik.programmes.administrators import sign_in_link

AT_ONCE = 12
Answer = TypeVar("Answer")


@pytest.fixture
def citra(transactional_db: None) -> Person:
    return make_person(make_organisation(), "Citra", with_account=True)


@pytest.fixture(autouse=True)
def _within_one_minute() -> Iterator[None]:
    """Limits begin anew with every minute and every day of the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def real(citra: Person, tmp_path: Path) -> Iterator[None]:
    """Threads with connections of their own; on SQLite to a file, as an installation has: one in memory refuses
    where a file waits."""
    names = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    if connection.vendor == "sqlite":
        for alias in connections:
            connections[alias].cursor().execute("VACUUM INTO %s", [str(tmp_path / alias)])
            connections[alias].settings_dict["NAME"] = str(tmp_path / alias)
            with closing(sqlite3.connect(tmp_path / alias)) as file:  # as the first migration leaves it; a copy is not
                assert file.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    yield
    for alias, name in names.items():
        connections[alias].settings_dict["NAME"] = name


def at_once(act: Callable[[int], Answer], times: int = AT_ONCE) -> list[Answer]:
    def with_own_connections(number: int) -> Answer:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(with_own_connections, range(times)))


def alone(act: Callable[[int], Answer]) -> Answer:
    return at_once(act, times=1)[0]


def post(url: str, body: dict[str, str], cookies: str = "") -> Client:
    """The status of the answer stands in ``client.status``."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(cookies)
    client.status = client.post(url, body).status_code  # type: ignore[attr-defined]
    return client


def statuses(clients: list[Client]) -> Counter[int]:
    return Counter(client.status for client in clients)  # type: ignore[attr-defined]


def test_budget_is_exact(real: None) -> None:
    now = timezone.now()
    assert at_once(lambda _: take("uji", "a", Limit(5, 86_400), now=now)).count(True) == 5


def test_codes_asked_for_at_once_are_few(real: None, citra: Person) -> None:
    answers = statuses(at_once(lambda _: post("/masuk/", {"email": citra.email})))
    assert answers.keys() == {200, 302}
    assert answers[302] == len(mail.outbox)
    assert answers[302] == 3


def test_codes_tried_at_once_are_three(real: None, citra: Person) -> None:
    asking = alone(lambda _: post("/masuk/", {"email": citra.email}))
    cookies = asking.cookies.output(header="", sep=";")
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert code
    wrong = [f"{(int(code[0]) + 1 + number) % 1_000_000:06d}" for number in range(AT_ONCE)]
    answers = at_once(lambda number: post("/masuk/kode/", {"code": wrong[number]}, cookies))
    assert statuses(answers).keys() <= {200, 302, 400}  # 400: the session ended meanwhile
    is_in = alone(lambda _: "_auth_user_id" in post("/masuk/kode/", {"code": code[0]}, cookies).session)
    assert not is_in


def test_link_that_works_once_works_once(real: None, citra: Person) -> None:
    path = alone(lambda _: sign_in_link(citra, now=timezone.now())).split("/masuk", 1)[1]
    assert statuses(at_once(lambda _: post(f"/masuk{path}", {}))) == {302: 1, 410: AT_ONCE - 1}
