"""What a web process loads while it serves pages: neither a numeric library nor a compiler."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.config.environment import keep_kernels
from timbalik.matching.operations import open_round
from timbalik.programmes.states import ProgrammeState

SERVE = """
import json, sys
from timbalik.config.wsgi import application
assert application
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
cookie, *addresses = json.loads(sys.argv[1])
client = Client(headers={"host": "127.0.0.1"})
client.cookies[settings.SESSION_COOKIE_NAME] = cookie
served = {address: client.get(address).status_code for address in addresses}
print(json.dumps([served, sorted({"numpy", "scipy", "numba", "llvmlite"} & set(sys.modules))]))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.skipif("sqlite" not in connections["default"].settings_dict["ENGINE"], reason="copies a SQLite database")
def test_web_process_serves_a_round_without_numeric_libraries(
    client: Client, cast: Cast, now: datetime, tmp_path: Path
) -> None:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    for alias, name in (("default", "timbalik"), ("keys", "keys")):
        connections[alias].ensure_connection()
        with sqlite3.connect(tmp_path / f"{name}.sqlite3") as copy:
            connections[alias].connection.backup(copy)
    where = [programme.public_id, round_.number]
    addresses = [
        reverse("home"),
        *(reverse(f"coordinator:{name}", args=where) for name in ("round", "round_unmatched")),
        f"{reverse('coordinator:round_preview', args=where)}?mentee=80&hours=12&across_units=8",
        f"{reverse('coordinator:round_why', args=where)}?untuk={studio.cohort.enrolments.latest('pk').public_id}",
    ]

    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE, json.dumps([client.cookies["sessionid"].value, *addresses])],
        env={**os.environ, "TIMBALIK_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    served, loaded = json.loads(answer.stdout.splitlines()[-1])
    assert [served[address] for address in addresses[1:]] == [200] * 4
    assert served[addresses[0]] in (200, 302)
    assert loaded == []


def test_kernels_go_to_the_data_folder_where_the_package_may_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    writable = tmp_path / "package"
    (writable / "engine" / "assignment").mkdir(parents=True)

    keep_kernels(writable, tmp_path)
    assert "NUMBA_CACHE_DIR" not in os.environ

    keep_kernels(tmp_path / "nowhere", tmp_path)
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "kernels")

    monkeypatch.setenv("NUMBA_CACHE_DIR", "/elsewhere")
    keep_kernels(tmp_path / "nowhere", tmp_path)
    assert os.environ["NUMBA_CACHE_DIR"] == "/elsewhere"
