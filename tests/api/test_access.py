"""Every operation, asked by its owner, by a stranger of another company, by the wrong role, and with a token that only reads."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.api import beginnings
from tests.api.calling import ROOT, Program, program_of, token_of
from tests.api.world import World
from tests.factories.programmes import make_programme, make_role
from timbalik.api.v1 import api
from timbalik.people.models.persons import Person
from timbalik.programmes.states import Role

NEW = {"template": "tpl-standar-2mingguan", "name": "Angkatan baru", "starts_on": "2027-03-01"}
PARTNER = {"name": "Asosiasi Agen", "kind": "association"}
GUEST = {"called": "Wening", "email": "wening@kampus.example"}
REASON = {"reason": "Kami sudah memeriksanya."}
SUBMISSION = {
    "motivation": "Ingin saling belajar.",
    "benefit_sought": "Melihat cara keputusan dibuat.",
    "offers": [{"concept": "membaca-dasbor", "level": 4}],
    "wants": [{"concept": "negosiasi"}],
    "hours": [{"weekday": 1, "starts": "10:00", "ends": "12:00"}],
    "time_zone": "Asia/Makassar",
    "language": "id",
    "accepts_notice": True,
    "consents": ["participation"],
    "pledges": True,
}
BOOKING = {"starts_at": "2026-12-01T10:00:00+07:00", "minutes": 60, "topic": "Satu topik"}
TOPICS = {"topics": [{"concept": "video-pendek"}]}
LEADERS = {"closes_at": "2027-01-01T00:00:00+07:00"}
TALK = {"leader": "BRAM", "held_on": "2026-11-20", "areas": {"data": 3}}
NEED = {"areas": [{"area": "data", "importance": 5, "confidence": 2}], "questions": ["sql"]}
QUESTION = {"mentor": "FOUND_MENTOR", "wish": "pair", "learn": "a", "why": "b", "give": "c"}
TIMES = {"starts": ["2026-11-26T03:00:00Z"]}
FILE = "FILE"
PAIRS = "PAIRS"


@dataclass(frozen=True)
class Case:
    """``path`` as the API has it, after it the same with our ids; ``owner`` gets ``status``.

    ``others``: what a stranger and the wrong role get; 200 where everybody sees their own things, which are none.
    """

    operation: str
    address: str
    owner: str
    status: int
    body: Any = None
    others: int = 404

    @property
    def method(self) -> str:
        return self.operation.split()[0]


CASES = [
    Case("GET /me", "/me", "citra", 200, others=200),
    Case("GET /concepts", "/concepts", "citra", 200, others=200),
    Case("POST /concepts/suggest", "/concepts/suggest", "citra", 200, {"text": "bikin reels"}, others=200),
    Case("GET /programmes/{programme}/topics", "/programmes/{pairing}/topics", "citra", 200),
    Case("POST /programmes/{programme}/topics", "/programmes/{pairing}/topics", "citra", 200, TOPICS),
    Case("GET /programmes/{programme}/needs", "/programmes/{pairing}/needs", "citra", 200),
    Case("POST /programmes/{programme}/needs/survey", "/programmes/{draft}/needs/survey", "citra", 200, LEADERS),
    Case("POST /programmes/{programme}/needs/interviews", "/programmes/{draft}/needs/interviews", "citra", 201, TALK),
    Case(
        "POST /programmes/{programme}/needs/interviews/{interview}/remove",
        "/programmes/{draft}/needs/interviews/{interview}/remove",
        "citra",
        204,
    ),
    Case("GET /my/needs", "/my/needs", "ayu", 200, others=200),
    Case("POST /my/needs/{asked}/answer", "/my/needs/{asked}/answer", "ayu", 204, NEED),
    Case(
        "POST /my/enrolments/{enrolment}/topic-wishes",
        "/my/enrolments/{invited}/topic-wishes",
        "ayu",
        204,
        {"words": "merajut rotan"},
    ),
    Case("GET /topics", "/topics", "citra", 200, others=200),
    Case("GET /topics/{topic}", "/topics/membaca-dasbor", "citra", 200, others=200),
    Case("GET /openapi.json", "/openapi.json", "citra", 200, others=200),
    Case("POST /people/imports", "/people/imports", "citra", 201, FILE),
    Case("GET /people/imports/{batch}", "/people/imports/{batch}", "citra", 200),
    Case("GET /programmes", "/programmes", "citra", 200, others=200),
    Case("POST /programmes", "/programmes", "citra", 201, NEW),
    Case("GET /programmes/{programme}", "/programmes/{pairing}", "citra", 200),
    Case("POST /programmes/{programme}/open", "/programmes/{draft}/open", "citra", 200),
    Case("POST /programmes/{programme}/routes", "/programmes/{pairing}/routes", "citra", 200, {"routes": ["search"]}),
    Case("GET /templates", "/templates", "citra", 200, others=200),
    Case("GET /programmes/{programme}/partners", "/programmes/{enrolling}/partners", "citra", 200),
    Case("POST /programmes/{programme}/partners", "/programmes/{enrolling}/partners", "citra", 201, PARTNER),
    Case(
        "GET /programmes/{programme}/partners/{partner}/guests",
        "/programmes/{enrolling}/partners/{campus}/guests",
        "citra",
        200,
    ),
    Case(
        "GET /programmes/{programme}/partners/{partner}/counts",
        "/programmes/{enrolling}/partners/{campus}/counts",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/partners/{partner}/remind",
        "/programmes/{enrolling}/partners/{campus}/remind",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/partners/{partner}/guests",
        "/programmes/{enrolling}/partners/{campus}/guests",
        "citra",
        201,
        GUEST | {"role": "mentor"},
    ),
    Case(
        "POST /programmes/{programme}/partners/{partner}/coordinators",
        "/programmes/{enrolling}/partners/{campus}/coordinators",
        "citra",
        201,
        GUEST,
    ),
    Case("GET /programmes/{programme}/enrolments", "/programmes/{enrolling}/enrolments", "citra", 200),
    Case(
        "GET /programmes/{programme}/enrolments/{enrolment}",
        "/programmes/{enrolling}/enrolments/{handed_in}",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/invitations",
        "/programmes/{enrolling}/invitations",
        "citra",
        201,
        {"invitations": [{"staff_number": "NOMOR", "role": "mentee"}]},
    ),
    Case("POST /programmes/{programme}/reminders", "/programmes/{enrolling}/reminders", "citra", 200),
    Case("GET /programmes/{programme}/rounds", "/programmes/{pairing}/rounds", "citra", 200),
    Case("POST /programmes/{programme}/rounds", "/programmes/{pairing}/rounds", "citra", 409),
    Case("GET /programmes/{programme}/rounds/{number}", "/programmes/{pairing}/rounds/1", "citra", 200),
    Case(
        "GET /programmes/{programme}/rounds/{number}/proposals",
        "/programmes/{pairing}/rounds/1/proposals",
        "citra",
        200,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/unmatched",
        "/programmes/{pairing}/rounds/1/unmatched",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/unknown-lines",
        "/programmes/{pairing}/rounds/1/unknown-lines",
        "citra",
        200,
        REASON,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/overrides",
        "/programmes/{pairing}/rounds/1/overrides",
        "citra",
        201,
        {"kind": "lock", "mentor": "MENTOR", "mentee": "MENTEE", **REASON},
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/why",
        "/programmes/{pairing}/rounds/1/why?mentor={one_mentor}&mentee={one_mentee}",
        "citra",
        200,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/why/at-least",
        "/programmes/{pairing}/rounds/1/why/at-least?mentor={one_mentor}&mentee={one_mentee}",
        "citra",
        200,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/groups",
        "/programmes/{pairing}/rounds/1/groups?kind=together&one={one_mentee}&other={other_mentee}",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/groups",
        "/programmes/{pairing}/rounds/1/groups",
        "citra",
        201,
        {"kind": "apart", "one": "ONE", "other": "OTHER", **REASON},
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/decisions",
        "/programmes/{pairing}/rounds/1/decisions",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/decisions/{decision}/undo",
        "/programmes/{pairing}/rounds/1/decisions/{pairing}/undo",
        "citra",
        404,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/remedies", "/programmes/{pairing}/rounds/1/remedies", "citra", 200
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/remedies/prove",
        "/programmes/{pairing}/rounds/1/remedies/prove",
        "citra",
        409,
        {"version": 99},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/remedies",
        "/programmes/{pairing}/rounds/1/remedies",
        "citra",
        409,
        {"kind": "wave", "enrolment": "ONE"},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/remedies/{remedy}/undo",
        "/programmes/{pairing}/rounds/1/remedies/{pairing}/undo",
        "citra",
        404,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/weights/preview",
        "/programmes/{pairing}/rounds/1/weights/preview?mentee=40&mentor=40&hours=12&across_units=8",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/weights",
        "/programmes/{pairing}/rounds/1/weights",
        "citra",
        200,
        {"mentee": 40, "mentor": 40, "hours": 12, "across_units": 8},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/compute",
        "/programmes/{pairing}/rounds/1/compute",
        "citra",
        200,
        {},
    ),
    Case("POST /programmes/{programme}/rounds/{number}/stop", "/programmes/{pairing}/rounds/1/stop", "citra", 409),
    Case("GET /programmes/{programme}/rounds/{number}/loads", "/programmes/{pairing}/rounds/1/loads", "citra", 200),
    Case("GET /programmes/{programme}/rounds/{number}/reach", "/programmes/{pairing}/rounds/1/reach", "citra", 200),
    Case("GET /programmes/{programme}/rounds/{number}/drafts", "/programmes/{pairing}/rounds/1/drafts", "citra", 200),
    Case(
        "POST /programmes/{programme}/rounds/{number}/drafts",
        "/programmes/{pairing}/rounds/1/drafts",
        "citra",
        201,
        {"name": "Sebelum bobot"},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/drafts/{draft}/take",
        "/programmes/{pairing}/rounds/1/drafts/{kept}/take",
        "citra",
        409,
        {"version": 1_000_000},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/drafts/{draft}/throw-away",
        "/programmes/{pairing}/rounds/1/drafts/{kept}/throw-away",
        "citra",
        200,
    ),
    Case("GET /programmes/{programme}/comparison", "/programmes/{pairing}/comparison?before=1&after=1", "citra", 200),
    Case(
        "GET /programmes/{programme}/rounds/{number}/adjustment",
        "/programmes/{pairing}/rounds/1/adjustment",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/adjustment",
        "/programmes/{pairing}/rounds/1/adjustment",
        "citra",
        409,
        {"stamp": "yang-lama"},
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/adjustment/plan",
        "/programmes/{pairing}/rounds/1/adjustment/plan",
        "citra",
        202,
    ),
    Case(
        "GET /programmes/{programme}/rounds/{number}/pairs/{sheet}",
        "/programmes/{pairing}/rounds/1/pairs/{sheet}",
        "citra",
        200,
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/pairs",
        "/programmes/{pairing}/rounds/1/pairs",
        "citra",
        201,
        PAIRS,
    ),
    Case("POST /programmes/{programme}/rounds/{number}/send", "/programmes/{pairing}/rounds/1/send", "citra", 200),
    Case(
        "POST /programmes/{programme}/rounds/{number}/publish", "/programmes/{pairing}/rounds/1/publish", "citra", 409
    ),
    Case(
        "POST /programmes/{programme}/rounds/{number}/discard", "/programmes/{pairing}/rounds/1/discard", "citra", 200
    ),
    Case("GET /programmes/{programme}/relationships", "/programmes/{running}/relationships", "citra", 200),
    Case("GET /programmes/{programme}/reports", "/programmes/{running}/reports", "citra", 200),
    Case("POST /programmes/{programme}/reports", "/programmes/{running}/reports", "citra", 201),
    Case("GET /programmes/{programme}/reports/latest", "/programmes/{running}/reports/latest", "citra", 200),
    Case("GET /my/enrolments", "/my/enrolments", "ayu", 200, others=200),
    Case("GET /my/enrolments/{enrolment}", "/my/enrolments/{invited}", "ayu", 200),
    Case("POST /my/enrolments/{enrolment}/submit", "/my/enrolments/{invited}/submit", "ayu", 200, SUBMISSION),
    Case(
        "POST /my/enrolments/{enrolment}/partner-wish",
        "/my/enrolments/{invited}/partner-wish",
        "ayu",
        200,
        {"wants": False},
    ),
    Case("GET /my/enrolments/{enrolment}/mentors", "/my/enrolments/{seeker}/mentors", "bram", 200),
    Case("GET /my/enrolments/{enrolment}/choices", "/my/enrolments/{seeker}/choices", "bram", 200),
    Case("POST /my/enrolments/{enrolment}/choices", "/my/enrolments/{seeker}/choices", "bram", 201, QUESTION),
    Case("POST /my/choices/{choice}/withdraw", "/my/choices/{choice}/withdraw", "bram", 204),
    Case("POST /my/choices/{choice}/up", "/my/choices/{choice}/up", "bram", 204),
    Case("GET /my/questions", "/my/questions", "ayu", 200, others=200),
    Case("POST /my/questions/{question}/reply", "/my/questions/{question}/reply", "ayu", 200, {"reply": "not_now"}),
    Case("GET /my/first-talks/{question}", "/my/first-talks/{talks}", "bram", 200),
    Case("POST /my/first-talks/{question}/times", "/my/first-talks/{talks}/times", "bram", 409, TIMES),
    Case("POST /my/first-talks/{question}/answer", "/my/first-talks/{talks}/answer", "bram", 409, {"answer": "yes"}),
    Case("POST /my/enrolments/{enrolment}/found", "/my/enrolments/{may_be_found}/found", "ayu", 200, {"found": False}),
    Case("GET /programmes/{programme}/searches", "/programmes/{searching}/searches", "citra", 200),
    Case("GET /my/proposals", "/my/proposals", "ayu", 200, others=200),
    Case("POST /my/enrolments/{enrolment}/side", "/my/enrolments/{invited}/side", "ayu", 409, {"begins": "learns"}),
    Case("GET /my/remedies", "/my/remedies", "ayu", 200, others=200),
    Case("POST /my/remedies/{remedy}/answer", "/my/remedies/{pairing}/answer", "ayu", 404, {"answer": "no"}),
    Case("POST /my/proposals/{proposal}/answer", "/my/proposals/{proposal}/answer", "ayu", 200, {"answer": "yes"}),
    Case("GET /my/enrolments/{enrolment}/ranking", "/my/enrolments/{mine}/ranking", "ayu", 200),
    Case("POST /my/enrolments/{enrolment}/ranking", "/my/enrolments/{mine}/ranking", "ayu", 200, {"choices": []}),
    Case("GET /programmes/{programme}/ranking", "/programmes/{asking}/ranking", "citra", 200),
    Case(
        "POST /programmes/{programme}/ranking",
        "/programmes/{asking}/ranking",
        "citra",
        409,
        {"closes_at": "2026-12-01T10:00:00+07:00"},
    ),
    Case("POST /programmes/{programme}/ranking/stop", "/programmes/{asking}/ranking/stop", "citra", 409),
    Case("POST /programmes/{programme}/ranking/close", "/programmes/{asking}/ranking/close", "citra", 200),
    Case("GET /my/enrolments/{enrolment}/objection", "/my/enrolments/{mine}/objection", "ayu", 200),
    Case(
        "POST /my/enrolments/{enrolment}/objection",
        "/my/enrolments/{mine}/objection",
        "ayu",
        201,
        {"words": "Mohon dibicarakan dulu."},
    ),
    Case("POST /my/enrolments/{enrolment}/objection/withdraw", "/my/enrolments/{mine}/objection/withdraw", "ayu", 409),
    Case("GET /programmes/{programme}/objections", "/programmes/{enrolling}/objections", "citra", 200),
    Case(
        "POST /programmes/{programme}/objections/{objection}/answer",
        "/programmes/{enrolling}/objections/{wish}/answer",
        "citra",
        200,
        {"answer": "Kita bicara Selasa."},
    ),
    Case(
        "POST /programmes/{programme}/objections/{objection}/pair",
        "/programmes/{enrolling}/objections/{wish}/pair",
        "citra",
        409,
        {"partner": "MENTOR", "reason": "Sekota."},
    ),
    Case("GET /my/relationships", "/my/relationships", "ayu", 200, others=200),
    Case("GET /my/relationships/{relationship}", "/my/relationships/{pair}", "ayu", 200),
    Case("POST /my/relationships/{relationship}/advance", "/my/relationships/{pair}/advance", "ayu", 200),
    Case("POST /my/relationships/{relationship}/step-back", "/my/relationships/{pair}/step-back", "ayu", 200, REASON),
    Case("POST /my/relationships/{relationship}/pause", "/my/relationships/{pair}/pause", "ayu", 200),
    Case("POST /my/relationships/{relationship}/resume", "/my/relationships/{pair}/resume", "ayu", 200),
    Case("POST /my/relationships/{relationship}/leave", "/my/relationships/{pair}/leave", "ayu", 200),
    Case("POST /my/relationships/{relationship}/complete", "/my/relationships/{pair}/complete", "ayu", 409),
    Case("GET /my/relationships/{relationship}/sessions", "/my/relationships/{pair}/sessions", "ayu", 200),
    Case("POST /my/relationships/{relationship}/sessions", "/my/relationships/{pair}/sessions", "ayu", 201, BOOKING),
    Case("POST /my/sessions/{session}/answer", "/my/sessions/{coming}/answer", "ayu", 200, {"reply": "yes"}),
    Case("POST /my/sessions/{session}/cancel", "/my/sessions/{coming}/cancel", "ayu", 200, {"reason": "travel"}),
    Case("POST /my/sessions/{session}/held", "/my/sessions/{held}/held", "ayu", 200),
    Case(
        "POST /my/sessions/{session}/check-in",
        "/my/sessions/{held}/check-in",
        "ayu",
        200,
        {"usefulness": 4, "taught_more": "both"},
    ),
    Case("GET /my/relationships/{relationship}/agreement", "/my/relationships/{pair}/agreement", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/agreement",
        "/my/relationships/{pair}/agreement",
        "ayu",
        201,
        {"answers": {"names_roles": "Ayu mengajar."}},
    ),
    Case(
        "POST /my/relationships/{relationship}/agreement/sign",
        "/my/relationships/{pair}/agreement/sign",
        "ayu",
        200,
        {"version": 1},
    ),
    Case("GET /my/relationships/{relationship}/goals", "/my/relationships/{pair}/goals", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/goals", "/my/relationships/{pair}/goals", "ayu", 201, {"title": "Satu"}
    ),
    Case(
        "POST /my/relationships/{relationship}/goals/{goal}/close",
        "/my/relationships/{pair}/goals/{goal}/close",
        "ayu",
        200,
        {"state": "reached"},
    ),
    Case("GET /my/relationships/{relationship}/exchange", "/my/relationships/{pair}/exchange", "ayu", 200),
    Case("GET /my/relationships/{relationship}/promises", "/my/relationships/{pair}/promises", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/promises",
        "/my/relationships/{pair}/promises",
        "ayu",
        201,
        {"text": "Satu kali sendiri", "side": "mentee"},
    ),
    Case(
        "POST /my/relationships/{relationship}/promises/{promise}/close",
        "/my/relationships/{pair}/promises/{promise}/close",
        "ayu",
        200,
        {"state": "kept"},
    ),
    Case("GET /my/relationships/{relationship}/experiments", "/my/relationships/{pair}/experiments", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/experiments",
        "/my/relationships/{pair}/experiments",
        "ayu",
        201,
        {"what": "Rapat berdiri", "until": "2026-12-07"},
    ),
    Case(
        "POST /my/relationships/{relationship}/experiments/{experiment}/end",
        "/my/relationships/{pair}/experiments/{experiment}/end",
        "ayu",
        200,
        {"happened": "Gagal dua kali"},
    ),
    Case("GET /my/relationships/{relationship}/insights", "/my/relationships/{pair}/insights", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/insights",
        "/my/relationships/{pair}/insights",
        "ayu",
        201,
        {"insight": "Ulasan dulu", "insight_by": "mentor", "decision": "Anggaran naik", "reach": "unit"},
    ),
    Case(
        "POST /my/relationships/{relationship}/insights/{insight}/consent",
        "/my/relationships/{pair}/insights/{insight}/consent",
        "ayu",
        200,
        {"may_be_named": True},
    ),
    Case("GET /my/relationships/{relationship}/closure", "/my/relationships/{pair}/closure", "ayu", 200),
    Case(
        "POST /my/relationships/{relationship}/closure",
        "/my/relationships/{pair}/closure",
        "ayu",
        409,
        {"part": "thank", "text": "Terima kasih."},
    ),
    Case("GET /my/relationships/{relationship}/decisions", "/my/relationships/{pair}/decisions", "ayu", 200),
    Case("POST /my/relationships/{relationship}/decisions/skip", "/my/relationships/{pair}/decisions/skip", "ayu", 409),
    Case(
        "POST /my/relationships/{relationship}/decisions/extend",
        "/my/relationships/{pair}/decisions/extend",
        "ayu",
        409,
        {"until": "2027-03-31"},
    ),
    Case(
        "POST /my/relationships/{relationship}/decisions/{decision}/answer",
        "/my/relationships/{pair}/decisions/{decision}/answer",
        "ayu",
        200,
        {"says_yes": False},
    ),
    Case(
        "POST /my/relationships/{relationship}/decisions/{decision}/withdraw",
        "/my/relationships/{pair}/decisions/{decision}/withdraw",
        "ayu",
        200,
    ),
]
CASES += [Case(*row) for row in beginnings.CASES]
READING = [case for case in CASES if case.method == "GET"]
WRITING = [case for case in CASES if case.method == "POST"]
# Dian may make programmes and import people: into Sagara Raya, not into Kirana.
IN_THEIR_OWN_COMPANY = {"POST /people/imports": 201, "POST /programmes": 201, "GET /ideas": 200}
# The report is for the sponsor too.
SPONSORED = ("GET /programmes/{programme}/reports", "GET /programmes/{programme}/reports/latest")


def operations() -> set[str]:
    """What the API really answers, walked route by route."""
    found = set()
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                plain = re.sub(r"{\w+:(\w+)}", r"{\1}", path)
                found |= {f"{method} {plain}" for method in operation.methods}
    return found


def body_of(case: Case, world: World) -> Any:
    """The body with what only this world knows put in."""
    if case.body == FILE:
        file = io.BytesIO(b"NIK,Nama\n00777,Suharti\n")
        file.name = "orang.csv"
        return {"file": file}
    if case.body == PAIRS:
        names = world.round.proposals.order_by("pk").values_list(
            "mentor__person__full_name", "mentee__person__full_name"
        )
        file = io.BytesIO("\n".join(["Mentor;Mentee;Alasan", f"{';'.join(names[0])};Sekota"]).encode())
        file.name = "pasangan.csv"
        return {"file": file}
    if not isinstance(case.body, dict):
        return case.body
    if "invitations" in case.body:
        return {"invitations": [{"staff_number": world.sponsor.staff_number, "role": "mentee"}]}
    if "partner" in case.body:
        return case.body | {"partner": str(world.mentor_there.public_id)}
    if "one" in case.body or "enrolment" in case.body:
        named = {"one": "one_mentee", "other": "other_mentee", "enrolment": "one_mentee"}
        return case.body | {key: str(world.ids[name]) for key, name in named.items() if key in case.body}
    if "FOUND_MENTOR" in case.body.values():
        return case.body | {"mentor": str(world.ids["found_mentor"])}
    if "BRAM" in case.body.values():
        bram = str(world.cast.bram.public_id)
        return {key: bram if value == "BRAM" else value for key, value in case.body.items()}
    if case.body.get("mentor") == "MENTOR":
        pair = world.round.proposals.order_by("pk").first()
        assert pair is not None
        return case.body | {"mentor": str(pair.mentor.public_id), "mentee": str(pair.mentee.public_id)}
    return case.body


def ask(case: Case, world: World, program: Program, body: Any = None) -> Any:
    return program.call(case.method, case.address.format(**world.ids), body_of(case, world) if body is None else body)


def several(person: Person) -> Iterator[Program]:
    """Their tokens in turn: all cases together are more than one may write in a minute."""
    return cycle([program_of(person) for _ in range(4)])


def owner_of(case: Case, world: World) -> Person:
    owner: Person = getattr(world.cast, case.owner)
    return owner


@pytest.fixture(scope="module")
def built(built: World) -> World:
    """With all that an address may name, so that no test makes it for itself."""
    assert built.ids
    return built


def test_the_table_names_every_operation() -> None:
    assert {case.operation for case in CASES} == operations()


def test_owner_reads_everything(world: World) -> None:
    programs = {name: program_of(getattr(world.cast, name)) for name in ("citra", "ayu", "bram")}
    answers = {case.operation: ask(case, world, programs[case.owner]) for case in READING}

    assert {name: answer.status_code for name, answer in answers.items()} == {case.operation: 200 for case in READING}
    assert {answer.headers["Cache-Control"] for answer in answers.values()} == {"no-store, private"}
    assert {answer.headers["Content-Type"] for answer in answers.values()} == {"application/json; charset=utf-8"}


def test_owner_acts(world: World) -> None:
    """Each case in the same world, which is as it was after each."""
    answers = {}
    for case in WRITING:
        with transaction.atomic(), transaction.atomic(using="keys"):
            answer = ask(case, world, program_of(owner_of(case, world)))
            answers[case.operation] = answer.status_code if answer.status_code == case.status else answer.content
            for database in ("default", "keys"):
                transaction.set_rollback(True, using=database)

    assert answers == {case.operation: case.status for case in WRITING}


def test_stranger_of_another_company_finds_nothing(world: World) -> None:
    programs = several(world.cast.dian)
    answers = {case.operation: ask(case, world, next(programs)) for case in CASES}

    expected = {case.operation: IN_THEIR_OWN_COMPANY.get(case.operation, case.others) for case in CASES}
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    told = "".join(answer.content.decode() for answer in answers.values())
    assert [name for name, ref in world.ids.items() if str(ref) in told] == []


def test_wrong_role_finds_nothing(world: World) -> None:
    """A sponsor asks for what the coordinator does; coordinator and administrator for what is the pair's."""
    coordinator = several(world.cast.citra)
    wrong = {"citra": several(world.sponsor), "ayu": coordinator, "bram": coordinator}
    answers = {case.operation: ask(case, world, next(wrong[case.owner])).status_code for case in CASES}

    allowed = beginnings.OPEN_TO_COLLEAGUES | dict.fromkeys(SPONSORED, 200)
    assert answers == {case.operation: allowed.get(case.operation, case.others) for case in CASES}


def test_participant_reads_no_report_and_no_list_of_pairs(world: World) -> None:
    program = program_of(world.cast.ayu)
    cases = [case for case in CASES if "{running}" in case.address]

    assert {ask(case, world, program).status_code for case in cases} == {404}


def test_coordinator_of_another_programme_finds_nothing(world: World) -> None:
    make_role(world.sponsor, Role.COORDINATOR, programme=make_programme(world.cast.organisation))
    program = program_of(world.sponsor)
    open_to_them = {*SPONSORED, *beginnings.OPEN_TO_COLLEAGUES}
    cases = [case for case in CASES if case.address.startswith("/programmes/{") and case.operation not in open_to_them]

    assert {ask(case, world, program).status_code for case in cases} == {404}


def test_token_that_only_reads_writes_nothing(world: World) -> None:
    programs = {name: program_of(getattr(world.cast, name), "read") for name in ("citra", "ayu", "bram")}
    answers = [ask(case, world, programs[case.owner]) for case in WRITING]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "token_reads_only")}


def test_nothing_is_served_without_a_token(world: World) -> None:
    addresses = [(case.method, ROOT + case.address.format(**world.ids)) for case in CASES]
    account = owner_of(CASES[0], world).account
    assert account is not None
    for header in ("", "Bearer", "Bearer salah", "Bearer timbalik_salah", "Basic YTpi"):
        client = Client(headers={"Authorization": header} if header else {})
        client.force_login(account)  # a session opens nothing here
        answers = [client.generic(method, address) for method, address in addresses]

        refused = {(401, "token_missing_or_not_valid")}
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == refused, header
        assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}


def test_unknown_field_is_refused(world: World) -> None:
    wrong = []
    for extra in ("organisation", "is_staff", "by", "person_id"):
        programs = {name: several(getattr(world.cast, name)) for name in ("citra", "ayu", "bram")}
        for case in WRITING:
            if case.body:
                answer = ask(case, world, next(programs[case.owner]), body_of(case, world) | {extra: "closed"})
                if (answer.status_code, answer.json()["code"], answer.json()["field"]) != (422, "unknown_field", extra):
                    wrong.append((case.operation, extra, answer.content))

    assert wrong == []


def test_token_of_a_person_in_two_companies_opens_one(world: World) -> None:
    """Dian's account also stands behind a person of Kirana; the token is Sagara's."""
    world.cast.citra.account = world.cast.dian.account
    world.cast.citra.save()

    assert program_of(world.cast.dian).get(f"/programmes/{world.pairing.public_id}").status_code == 404


def test_secrets_of_tokens_stand_nowhere(world: World) -> None:
    token = token_of(world.cast.citra)

    assert token not in Program(token).get("/me").content.decode()
