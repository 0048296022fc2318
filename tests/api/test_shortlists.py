"""Another system brings evidence: only people here are listed, rows about others are named by their place."""

from __future__ import annotations

import pytest

from tests.api.calling import program_of
from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Nomination, ShortlistEntry
from timbalik.programmes.states import Route

pytestmark = pytest.mark.usefixtures("content")


def test_evidence_becomes_reasons_and_a_question(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])
    api, home = program_of(cast.citra), f"/programmes/{programme.public_id}/shortlist"
    people = Person.objects.of(cast.organisation).count()
    assert api.get(home).status_code == 404
    assert api.post(home, {"topics": []}).status_code == 422
    assert api.post(home, {"topics": ["membaca-dasbor"], "keep_days": 14}).status_code == 201
    rows = [
        {"email": cast.ayu.email, "certificate": "Tableau Desktop; Menjahit", "communication": "sangat baik"},
        {"staff_number": "X-99", "certificate": "Tableau Desktop"},
        {"email": cast.bram.email, "skill": "Menjahit"},
    ]
    brought = api.post(f"{home}/evidence", {"rows": rows}).json()
    assert brought == {"listed": 1, "not_used": 1, "not_found": [2]}
    assert api.post(f"{home}/evidence", {"rows": [{"age": 25}]}).status_code == 422
    item = api.get(f"{home}/people", show="strong").json()["items"][0]
    assert [one["words"] for one in item["reasons"]] == ["Tableau Desktop", "sangat baik"]
    assert api.get(f"{home}/people", show="some").json()["total"] == 0
    assert api.post(f"{home}/people/{cast.ayu.public_id}/ask").status_code == 201
    assert api.post(f"{home}/people/{cast.bram.public_id}/ask").status_code == 404
    assert (api.get(home).json()["asked"], api.get(home).json()["said_yes"]) == (1, 0)
    assert Person.objects.of(cast.organisation).count() == people

    mine = program_of(cast.ayu)
    assert len(mine.get("/my/shortlists").json()["lists"]) == 1
    assert mine.post("/my/shortlists/objection", {"objects": True}).json() == {"objects": True, "lists": []}
    assert not ShortlistEntry.objects.of(cast.organisation).exists()
    assert Nomination.objects.of(cast.organisation).get().example == ""
    assert api.post(f"{home}/close").status_code == 200
    assert api.get(home).status_code == 404
