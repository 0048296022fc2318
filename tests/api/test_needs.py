"""Needs and topics by API: what the pages do, with the same refusals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.calling import program_of
from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.people.content import publish_concepts
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.needs_ranking import AreaNeed
from timbalik.surveys.operations import NeedsAnswers, answer_needs, open_needs_survey


@pytest.fixture
def programme(cast: Cast) -> Programme:
    publish_concepts()
    programme = make_programme(cast.organisation, state=ProgrammeState.DRAFT)
    make_role(cast.citra, programme=programme)
    return programme


def test_words_find_skills_in_the_language_of_the_caller(cast: Cast, programme: Programme) -> None:
    found = program_of(cast.citra).call("POST", "/concepts/suggest", {"text": "annual budget", "limit": 1}).json()
    assert [(one["key"], one["name"]) for one in found] == [("menyusun-anggaran", "Menyusun anggaran")]


def test_business_basics_are_refused_without_a_reason(cast: Cast, programme: Programme) -> None:
    path = f"/programmes/{programme.public_id}/topics"
    said = {"topics": [{"concept": "laporan-keuangan"}]}
    refused = program_of(cast.citra).call("POST", path, said)
    assert (refused.status_code, refused.json()["code"]) == (422, "basics_need_reason")
    said["topics"][0]["reason"] = "Direksi baru."
    assert program_of(cast.citra).call("POST", path, said).json() == [
        {"concept": "laporan-keuangan", "name": "Membaca laporan keuangan", "reason": "Direksi baru."}
    ]


def test_needs_answer_in_counts_once_the_survey_is_over(cast: Cast, programme: Programme) -> None:
    leaders = [make_person(cast.organisation, f"Pemimpin {number}") for number in range(6)]
    then = NOW - timedelta(days=30)
    survey = open_needs_survey(programme, leaders, by=cast.citra, now=then, closes_at=NOW - timedelta(days=1))
    for leader in leaders[:5]:
        answer_needs(survey, NeedsAnswers((AreaNeed("data", 4, 1),), ("sql",)), person=leader, now=then)
    answer_needs(survey, NeedsAnswers((AreaNeed("operasi", 5, 1),)), person=leaders[5], now=then)
    found = program_of(cast.citra).call("GET", f"/programmes/{programme.public_id}/needs").json()
    assert found["areas"] == [{"area": "data", "points": 100, "leaders": 5, "is_most": True, "interviews": 0}]
    assert (found["asked"], found["answered"], found["some_are_left_out"]) == (6, 6, True)


def test_leader_answers_once(cast: Cast, programme: Programme) -> None:
    open_needs_survey(programme, [cast.bram], by=cast.citra, now=NOW, closes_at=NOW + timedelta(days=3650))
    path = f"/my/needs/{NeedsRequest.objects.of(cast.organisation).get().public_id}/answer"
    said = {"areas": [{"area": "data", "importance": 5, "confidence": 2}]}
    assert [program_of(cast.bram).call("POST", path, said).status_code for _ in range(2)] == [204, 409]
    assert program_of(cast.ayu).call("POST", path, said).status_code == 404
