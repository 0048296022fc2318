"""What a web process loads while it serves pages: neither a numeric library nor a compiler."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.api.calling import token_of
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.config.environment import keep_kernels
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round, override_pair, send_proposals
from timbalik.matching.operations.drafts import keep_draft
from timbalik.matching.operations.pair_sheets import receive_sheet
from timbalik.matching.states import ProposalState, WorkKind
from timbalik.programmes.states import ProgrammeState

SERVE = """
import json, sys, time_machine
time_machine.travel({now}).start()
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

ACT = """
import json, sys, time_machine
time_machine.travel({now}).start()
from timbalik.config.wsgi import application
assert application
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from timbalik.matching import tasks
tasks.MOST_IN_A_REQUEST = 3
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
cookie, tokens, acts = json.loads(sys.argv[1])
client = Client(headers={"host": "127.0.0.1"})
client.cookies[settings.SESSION_COOKIE_NAME] = cookie
told = []
for way, address, data in acts:
    if "file" in data:
        data["file"] = SimpleUploadedFile("a.csv", data["file"].encode())
    if "/api/" not in address:
        told.append(getattr(client, way)(address, data).status_code)
        continue
    more = {} if way == "get" or "file" in data else {"content_type": "application/json"}
    headers = {"Authorization": "Bearer " + tokens[len(told) % len(tokens)], "host": "127.0.0.1"}
    told.append(getattr(Client(), way)(address, data, headers=headers, **more).status_code)
print(json.dumps([told, sorted({"numpy", "scipy", "numba", "llvmlite"} & set(sys.modules))]))
"""


def at_nine(program: str) -> str:
    """It is the Monday of this process in the other one too: sessions and tokens end some day."""
    return program.replace("{now}", str(NOW.timestamp()))


@pytest.mark.slow
@pytest.mark.usefixtures("monday")
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
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            at_nine(SERVE),
            json.dumps([client.cookies["sessionid"].value, *addresses]),
        ],
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


@pytest.mark.slow
@pytest.mark.usefixtures("monday")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.skipif("sqlite" not in connections["default"].settings_dict["ENGINE"], reason="copies a SQLite database")
def test_no_request_about_a_large_round_loads_the_solver(
    client: Client, cast: Cast, now: datetime, tmp_path: Path
) -> None:
    """Every act and question of the studio, by page and by API: the worker computes, the request only asks."""
    prepared, sent, ranking = (_studio(cast) for _ in range(3))
    ranking.programme.routes = ["ranked"]
    ranking.programme.save()
    round_ = open_round(prepared.cohort, by=cast.citra, now=now)
    asked = open_round(sent.cohort, by=cast.citra, now=now)
    send_proposals(asked, by=cast.citra, now=now)
    asked.proposals.update(state=ProposalState.ACCEPTED)
    one, other = round_.proposals.order_by("pk")[:2]
    kept = override_pair(round_, mentor=one.mentor, mentee=one.mentee, kind="lock", reason="Ya", by=cast.citra, now=now)
    draft = keep_draft(round_, name="Awal", by=cast.citra, now=now)
    rows = "Mentor;Mentee\nMentor 0;Mentee 1\nMentor 1;Mentee 2\nMentor 2;Mentee 0\n"
    sheet = receive_sheet(round_, BytesIO(rows.encode()), file_name="a.csv", by=cast.citra, now=now)
    pair = {"mentor": str(one.mentor.public_id), "mentee": str(other.mentee.public_id)}
    two = {"one": str(one.mentee.public_id), "other": str(other.mentee.public_id)}
    weights = {"mentee": 50, "mentor": 30, "hours": 12, "across_units": 8}
    api = f"/api/v1/programmes/{prepared.programme.public_id}/rounds/{round_.number}"
    api_sent = f"/api/v1/programmes/{sent.programme.public_id}/rounds/{asked.number}"

    def page(name: str, *more: object, of: Round = round_) -> str:
        return reverse(f"coordinator:{name}", args=[of.programme.public_id, of.number, *more])

    questions: list[Act] = [
        ("get", page("round_adjust"), {}),
        ("get", page("round_sheet_check", sheet.public_id), {}),
        ("get", page("round_why"), {"untuk": pair["mentee"], "dengan": pair["mentor"]}),
        ("get", page("round_two"), {"untuk": two["one"], "dengan": two["other"]}),
        ("get", f"{api}/why", pair),
        ("get", f"{api}/why/at-least", pair),
        ("get", f"{api}/groups", {**two, "kind": "apart"}),
        ("get", f"{api}/adjustment", {}),
    ]
    acts: list[Act] = [
        ("post", page("round_compute"), {}),
        ("post", page("round_weights"), weights),
        ("post", page("round_unknown_lines"), {"lines-reason": "Ya"}),
        ("post", page("round_override"), {**pair, "kind": "force", "reason": "Ya"}),
        ("post", page("round_undo", kept.public_id), {}),
        ("post", page("round_group"), {**two, "kind": "apart", "reason": "Ya"}),
        ("post", page("draft_take", draft.public_id), {"version": str(round_.version)}),
        ("post", page("round_adjust_plan"), {}),
        ("post", page("round_adjust"), {"stamp": "x"}),
        ("post", page("round_sheet"), {"file": rows}),
        ("post", page("round_sheet_price", sheet.public_id), {}),
        ("post", page("round_sheet_check", sheet.public_id), {"version": str(round_.version), "reason": "Ya"}),
        ("post", page("remedy_prove"), {}),
        ("post", f"{api}/compute", {}),
        ("post", f"{api}/weights", weights),
        ("post", f"{api}/unknown-lines", {"reason": "Ya"}),
        ("post", f"{api}/overrides", {**pair, "kind": "force", "reason": "Ya"}),
        ("post", f"{api}/decisions/{kept.public_id}/undo", {}),
        ("post", f"{api}/groups", {**two, "kind": "apart", "reason": "Ya"}),
        ("post", f"{api}/drafts/{draft.public_id}/take", {"version": round_.version}),
        ("post", f"{api}/adjustment/plan", {}),
        ("post", f"{api}/adjustment", {"stamp": "x"}),
        ("post", f"{api}/pairs", {"dry_run": "true", "file": rows}),
        ("post", f"{api}/pairs", {"reason": "Ya", "file": rows}),
        ("post", f"{api}/remedies/prove", {}),
    ]
    once_sent: list[Act] = [
        ("post", page("round_adjust_plan", of=asked), {}),
        ("post", page("round_adjust", of=asked), {"stamp": "x"}),
        ("post", f"{api_sent}/adjustment/plan", {}),
    ]
    api_ranking = f"/api/v1/programmes/{ranking.programme.public_id}/ranking"
    rankings: list[Act] = [
        ("post", reverse("coordinator:ranking", args=[ranking.programme.public_id]), {"days": 5}),
        ("post", reverse("coordinator:ranking_stop", args=[ranking.programme.public_id]), {}),
        ("post", api_ranking, {"closes_at": f"{now + timedelta(days=400):%Y-%m-%dT%H:%M:%S}+07:00"}),
        ("post", f"{api_ranking}/stop", {}),
    ]
    stop: Act = ("post", page("round_stop"), {})
    stop_sent: Act = ("post", page("round_stop", of=asked), {})
    together = [
        *questions,
        *rankings,
        *(each for act in acts for each in (act, stop)),
        *(each for act in once_sent for each in (act, stop_sent)),
        ("post", f"{api_sent}/publish", {}),
        ("post", page("round_send"), {}),
    ]

    told, loaded = _served(client, cast, tmp_path, together)

    assert loaded == []
    unanswered = (409,)  # what is not computed yet is told by the API so
    failed = [
        (code, way, address)
        for code, (way, address, _data) in zip(told, together, strict=True)
        if code not in (200, 202, 302) and not (way == "get" and "/api/" in address and code in unanswered)
    ]
    assert failed == []
    with sqlite3.connect(tmp_path / "timbalik.sqlite3") as copy:
        kinds = [kind for (kind,) in copy.execute("select kind from matching_roundwork")]
    assert len(kinds) == len(acts) + len(once_sent)
    assert set(kinds) == set(WorkKind.values)


Act = tuple[str, str, dict[str, Any]]


def _studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    many(studio, 3)
    return studio


def _served(client: Client, cast: Cast, folder: Path, acts: list[Act]) -> tuple[list[int], list[str]]:
    """The answers of a web process of its own, which has a copy of the database, and what it has loaded."""
    tokens = [token_of(cast.citra) for _ in range(7)]  # one has not enough budget for all
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    for alias, name in (("default", "timbalik"), ("keys", "keys")):
        connections[alias].ensure_connection()
        with sqlite3.connect(folder / f"{name}.sqlite3") as copy:
            connections[alias].connection.backup(copy)
    said = json.dumps([client.cookies["sessionid"].value, tokens, acts])
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", at_nine(ACT), said],
        env={**os.environ, "TIMBALIK_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told, loaded = json.loads(answer.stdout.splitlines()[-1])
    return told, loaded


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
