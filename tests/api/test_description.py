"""The description programs are made from: valid, complete, and stable."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from tests.api.calling import Program, program_of
from timbalik.api import urls
from timbalik.api.caller import PARAMETERS, BearerToken
from timbalik.api.v1 import api
from timbalik.people.models.persons import Person

ROOT = "/api/v1"
P, R, M = "/programmes/{programme}", "/programmes/{programme}/rounds", "/my/relationships/{relationship}"
# What programs are written against. A line that goes or changes breaks them: that is version 2.
PATHS = {
    "/me": ["get"],
    "/concepts": ["get"],
    "/topics": ["get"],
    "/topics/{topic}": ["get"],
    "/people/imports": ["post"],
    "/people/imports/{batch}": ["get"],
    "/programmes": ["get", "post"],
    P: ["get"],
    f"{P}/open": ["post"],
    f"{P}/routes": ["post"],
    f"{P}/campaign": ["get", "post"],
    f"{P}/cascade": ["get", "post"],
    f"{P}/cascade/waves": ["post"],
    f"{P}/cascade/statement": ["get", "post"],
    f"{P}/cascade/statement/withdraw": ["post"],
    f"{P}/nominations": ["post"],
    f"{P}/candidates": ["get"],
    f"{P}/candidates/{{person}}/invite": ["post"],
    f"{P}/shortlist": ["get", "post"],
    f"{P}/shortlist/evidence": ["post"],
    f"{P}/shortlist/people": ["get"],
    f"{P}/shortlist/people/{{person}}/ask": ["post"],
    f"{P}/shortlist/close": ["post"],
    f"{P}/screening": ["get"],
    f"{P}/enrolments/{{enrolment}}/screening": ["get", "post"],
    "/ideas": ["get"],
    "/ideas/{idea}": ["get"],
    "/ideas/{idea}/approve": ["post"],
    "/ideas/{idea}/not-now": ["post"],
    "/my/ideas": ["get", "post"],
    "/my/ideas/{idea}": ["get"],
    "/my/ideas/{idea}/mentors": ["post"],
    "/my/ideas/{idea}/withdraw": ["post"],
    "/my/nominations": ["get"],
    "/my/shortlists": ["get"],
    "/my/shortlists/objection": ["post"],
    "/my/nominations/{nomination}/answer": ["post"],
    f"{P}/enrolments": ["get"],
    f"{P}/enrolments/{{enrolment}}": ["get"],
    f"{P}/invitations": ["post"],
    f"{P}/reminders": ["post"],
    R: ["get", "post"],
    f"{R}/{{number}}": ["get"],
    f"{R}/{{number}}/proposals": ["get"],
    f"{R}/{{number}}/unmatched": ["get"],
    f"{R}/{{number}}/unknown-lines": ["post"],
    f"{R}/{{number}}/overrides": ["post"],
    f"{R}/{{number}}/why": ["get"],
    f"{R}/{{number}}/groups": ["get", "post"],
    f"{R}/{{number}}/decisions": ["get"],
    f"{R}/{{number}}/decisions/{{decision}}/undo": ["post"],
    f"{R}/{{number}}/remedies": ["get", "post"],
    f"{R}/{{number}}/remedies/{{remedy}}/undo": ["post"],
    f"{R}/{{number}}/loads": ["get"],
    f"{R}/{{number}}/reach": ["get"],
    f"{R}/{{number}}/send": ["post"],
    f"{R}/{{number}}/publish": ["post"],
    f"{R}/{{number}}/discard": ["post"],
    f"{P}/relationships": ["get"],
    f"{P}/reports": ["get", "post"],
    f"{P}/reports/latest": ["get"],
    "/my/enrolments": ["get"],
    "/my/enrolments/{enrolment}": ["get"],
    "/my/enrolments/{enrolment}/submit": ["post"],
    "/my/enrolments/{enrolment}/partner-wish": ["post"],
    "/my/enrolments/{enrolment}/mentors": ["get"],
    "/my/enrolments/{enrolment}/choices": ["get", "post"],
    "/my/enrolments/{enrolment}/found": ["post"],
    "/my/choices/{choice}/withdraw": ["post"],
    "/my/choices/{choice}/up": ["post"],
    "/my/questions": ["get"],
    "/my/questions/{question}/reply": ["post"],
    "/my/first-talks/{question}": ["get"],
    "/my/first-talks/{question}/times": ["post"],
    "/my/first-talks/{question}/answer": ["post"],
    f"{P}/searches": ["get"],
    "/my/proposals": ["get"],
    "/my/proposals/{proposal}/answer": ["post"],
    "/my/enrolments/{enrolment}/side": ["post"],
    "/my/remedies": ["get"],
    "/my/remedies/{remedy}/answer": ["post"],
    "/my/relationships": ["get"],
    M: ["get"],
    f"{M}/advance": ["post"],
    f"{M}/step-back": ["post"],
    f"{M}/pause": ["post"],
    f"{M}/resume": ["post"],
    f"{M}/leave": ["post"],
    f"{M}/complete": ["post"],
    f"{M}/sessions": ["get", "post"],
    "/my/sessions/{session}/answer": ["post"],
    "/my/sessions/{session}/cancel": ["post"],
    "/my/sessions/{session}/held": ["post"],
    "/my/sessions/{session}/check-in": ["post"],
    f"{M}/agreement": ["get", "post"],
    f"{M}/agreement/sign": ["post"],
    f"{M}/goals": ["get", "post"],
    f"{M}/goals/{{goal}}/close": ["post"],
    f"{M}/closure": ["get", "post"],
    f"{M}/exchange": ["get"],
    f"{M}/promises": ["get", "post"],
    f"{M}/promises/{{promise}}/close": ["post"],
    f"{M}/experiments": ["get", "post"],
    f"{M}/experiments/{{experiment}}/end": ["post"],
    f"{M}/insights": ["get", "post"],
    f"{M}/insights/{{insight}}/consent": ["post"],
    f"{M}/decisions": ["get"],
    f"{M}/decisions/skip": ["post"],
    f"{M}/decisions/extend": ["post"],
    f"{M}/decisions/{{decision}}/answer": ["post"],
    f"{M}/decisions/{{decision}}/withdraw": ["post"],
    "/concepts/suggest": ["post"],
    "/my/enrolments/{enrolment}/topic-wishes": ["post"],
    f"{P}/topics": ["get", "post"],
    f"{P}/needs": ["get"],
    f"{P}/needs/survey": ["post"],
    f"{P}/needs/interviews": ["post"],
    f"{P}/needs/interviews/{{interview}}/remove": ["post"],
    "/my/needs": ["get"],
    "/my/needs/{asked}/answer": ["post"],
    "/templates": ["get"],
    f"{P}/partners": ["get", "post"],
    f"{P}/partners/{{partner}}/guests": ["get", "post"],
    f"{P}/partners/{{partner}}/coordinators": ["post"],
    f"{P}/partners/{{partner}}/counts": ["get"],
    f"{P}/partners/{{partner}}/remind": ["post"],
    f"{R}/{{number}}/drafts": ["get", "post"],
    f"{R}/{{number}}/drafts/{{draft}}/take": ["post"],
    f"{R}/{{number}}/drafts/{{draft}}/throw-away": ["post"],
    f"{P}/comparison": ["get"],
    f"{R}/{{number}}/adjustment": ["get", "post"],
    f"{R}/{{number}}/adjustment/plan": ["post"],
    f"{R}/{{number}}/pairs": ["post"],
    f"{R}/{{number}}/pairs/{{sheet}}": ["get"],
    f"{R}/{{number}}/remedies/prove": ["post"],
    f"{R}/{{number}}/why/at-least": ["get"],
    f"{R}/{{number}}/weights/preview": ["get"],
    f"{R}/{{number}}/weights": ["post"],
    f"{R}/{{number}}/compute": ["post"],
    f"{R}/{{number}}/stop": ["post"],
    "/my/enrolments/{enrolment}/objection": ["get", "post"],
    "/my/enrolments/{enrolment}/objection/withdraw": ["post"],
    f"{P}/objections": ["get"],
    f"{P}/objections/{{objection}}/answer": ["post"],
    f"{P}/objections/{{objection}}/pair": ["post"],
    "/my/enrolments/{enrolment}/ranking": ["get", "post"],
    f"{P}/ranking": ["get", "post"],
    f"{P}/ranking/close": ["post"],
    f"{P}/ranking/stop": ["post"],
}


@pytest.fixture
def description(citra: Person) -> dict[str, Any]:
    document: dict[str, Any] = program_of(citra).get("/openapi.json").json()
    return document


def details(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in description["paths"].values() for operation in path.values()]


def test_paths_are_those_that_were_promised(description: dict[str, Any]) -> None:
    found = {path.removeprefix(ROOT): sorted(methods) for path, methods in description["paths"].items()}

    assert found == PATHS


def test_description_is_whole(description: dict[str, Any]) -> None:
    """OpenAPI 3.1: version, info, unique operation ids, path parameters declared, answers described, references resolved."""
    assert (description["openapi"], description["info"]["version"]) == ("3.1.0", "1")
    ids = [operation["operationId"] for operation in details(description)]
    assert len(ids) == len(set(ids)) == sum(map(len, PATHS.values()))
    for path, methods in description["paths"].items():
        for operation in methods.values():
            declared = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path))
            assert {"401", "403", "404", "409", "422", "429"} <= operation["responses"].keys()
            assert any(code.startswith("2") for code in operation["responses"])
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert references - description["components"]["schemas"].keys() == set()


def test_every_operation_asks_for_a_token(description: dict[str, Any]) -> None:
    assert {json.dumps(operation["security"]) for operation in details(description)} == {'[{"BearerToken": []}]'}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                assert [type(one) for one in operation.auth_callbacks] == [BearerToken], operation.path


def test_bodies_refuse_what_they_do_not_know(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    bodies = [one["requestBody"]["content"] for one in details(description) if "requestBody" in one]
    said = [body["application/json"]["schema"] for body in bodies if "application/json" in body]
    json_bodies = [one["$ref"] for each in said for one in each.get("anyOf", [each]) if "$ref" in one]

    assert json_bodies
    assert {schemas[name.rsplit("/", 1)[1]]["additionalProperties"] for name in json_bodies} == {False}


def test_every_list_has_an_end(description: dict[str, Any]) -> None:
    """Parameters in addresses are those the gate knows; a list gives two hundred at most."""
    for operation in details(description):
        queried = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
        assert queried.keys() <= PARAMETERS
        if "limit" in queried:
            assert queried["limit"]["maximum"] == 200


def test_no_answer_speaks_of_sealed_or_internal_columns(description: dict[str, Any]) -> None:
    names = {name for schema in description["components"]["schemas"].values() for name in schema.get("properties", {})}

    assert not [name for name in names if name.endswith(("_sealed", "_hash", "_id", "_ref"))]
    assert names.isdisjoint({"pk", "cells", "usefulness_given", "token_hash", "salt", "certificate_document"})


def test_there_is_no_page_of_documentation(description: dict[str, Any]) -> None:
    assert (api.docs_url, api.openapi_url) == (None, None)
    for path in ("/docs", "/", "/openapi.json"):
        assert Program("").client.get(ROOT + path).status_code in (401, 404)


def test_there_is_no_address_beside_the_operations() -> None:
    def walk(patterns: list[URLPattern | URLResolver]) -> set[str]:
        found = set()
        for pattern in patterns:
            found |= walk(pattern.url_patterns) if isinstance(pattern, URLResolver) else {str(pattern.pattern)}
        return found

    plain = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{address}") for address in walk(urls.urlpatterns)}
    assert plain == {*PATHS, "/openapi.json", "/"}  # the last is not found
