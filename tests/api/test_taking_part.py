"""A participant's way by a program: enrol, answer, meet, agree, close."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.api.calling import program_of
from tests.api.test_access import SUBMISSION
from tests.api.world import World
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from tests.factories.training import make_unit_of_training
from tests.journey.pairs import lead_to
from timbalik.matching.models import RemedyTaken, Round
from timbalik.people.models.consent import Consent
from timbalik.programmes.states import Direction, ProgrammeState
from timbalik.relationships.states import Phase


def test_enrolment_is_read_and_handed_in(world: World) -> None:
    program = program_of(world.cast.ayu)
    address = f"/my/enrolments/{world.invited.public_id}"
    before = program.get(address).json()
    assert before["handed_in"] is None
    assert [one["purpose"] for one in before["notice"]["purposes"] if one["is_required"]] == ["participation"]

    assert program.post(f"{address}/submit", SUBMISSION).json()["state"] == "submitted"
    handed_in = program.get(address).json()["handed_in"]
    assert [(one["concept"], one["level"]) for one in handed_in["offers"]] == [("membaca-dasbor", 4)]
    world.cast.ayu.refresh_from_db()
    assert world.cast.ayu.time_zone == "Asia/Makassar"
    assert Consent.objects.of(world.cast.organisation).get(person=world.cast.ayu).purpose == "participation"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"accepts_notice": False}, "enrolment_incomplete", "accepts_notice"),
        ({"consents": []}, "enrolment_incomplete", "consents"),
        ({"benefit_sought": "  "}, "enrolment_incomplete", "benefit_sought"),
        ({"offers": []}, "enrolment_incomplete", "offers"),
        ({"offers": [{"concept": "terbang", "level": 3}]}, "concept_unknown", "offers"),
        ({"offers": [{"concept": "membaca-dasbor", "level": 6}]}, "too_large", "offers.0.level"),
        ({"time_zone": "Mars/Olympus"}, "time_zone_unknown", "time_zone"),
        ({"hours": [{"weekday": 7, "starts": "10:00", "ends": "12:00"}]}, "too_large", "hours.0.weekday"),
        ({"hours": [{"weekday": 1, "starts": "12:00", "ends": "10:00"}]}, "not_accepted", "hours.0"),
        ({"consents": ["photo"]}, "not_a_choice", "consents.0"),
    ],
)
def test_enrolment_that_is_not_whole_is_not_taken(
    world: World, change: dict[str, object], code: str, field: str
) -> None:
    answer = program_of(world.cast.ayu).post(f"/my/enrolments/{world.invited.public_id}/submit", SUBMISSION | change)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, field), answer.content
    world.invited.refresh_from_db()
    assert world.invited.state == "invited"


def test_proposal_is_answered_and_changed(world: World) -> None:
    program = program_of(world.cast.ayu)
    address = f"/my/proposals/{world.proposal.public_id}/answer"

    assert program.post(address, {"answer": "no"}).json()["answer"] == "no"
    assert program.post(address, {"answer": "yes"}).json()["answer"] == "yes"
    assert program.post(address, {"answer": "maybe"}).json()["code"] == "not_a_choice"
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        late = program.post(address, {"answer": "no"})
    assert (late.status_code, late.json()["code"]) == (409, "answer_too_late")


def test_gate_names_what_is_missing(world: World) -> None:
    make_unit_of_training()
    pair = make_pair(world.asking, mentor=world.cast.ayu, mentee=world.cast.bram)
    program = program_of(world.cast.ayu)
    address = f"/my/relationships/{pair.relationship.public_id}"
    missing = program.get(address).json()["missing"]
    assert "first_talk" in {one["code"] for one in missing}

    refused = program.post(f"{address}/advance")
    assert (refused.status_code, refused.json()["code"]) == (409, "phase_not_complete")
    assert [one["message"] for one in refused.json()["details"]] == [one["message"] for one in missing]
    booking = {"starts_at": "2026-12-01T10:00:00+07:00", "minutes": 60, "topic": "Berkenalan"}
    untrained = program.post(f"{address}/sessions", booking)
    assert (untrained.status_code, untrained.json()["code"]) == (409, "training_not_done")
    assert "Ayu" in untrained.json()["details"][0]["message"]
    assert program.post(f"{address}/step-back", {"reason": "Pelan-pelan."}).json()["code"] == "no_phase_before"


def test_session_is_booked_answered_moved_through_and_tapped(world: World) -> None:
    ayu, bram = program_of(world.cast.ayu), program_of(world.cast.bram)
    sessions = f"/my/relationships/{world.pair.relationship.public_id}/sessions"
    made = ayu.post(sessions, {"starts_at": "2026-12-01T10:00:00+07:00", "minutes": 45, "topic": "Rute"})
    assert made.status_code == 201
    assert (made.json()["topic"], made.json()["starts_at"]) == ("Rute", "2026-12-01T03:00:00Z")
    one = f"/my/sessions/{made.json()['id']}"

    replies = {
        row["person"]["id"]: row["reply"] for row in bram.post(f"{one}/answer", {"reply": "yes"}).json()["participants"]
    }
    assert set(replies.values()) == {"yes"}
    assert ayu.post(f"{one}/held").json()["code"] == "session_not_yet"
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        assert ayu.post(f"{one}/cancel", {"reason": "travel"}).json()["code"] == "session_over"
        assert ayu.post(f"{one}/held").json()["state"] == "held"
        tapped = bram.post(f"{one}/check-in", {"usefulness": 5, "taught_more": "mentor", "gave": "Waktu"})
    assert (tapped.status_code, set(tapped.json())) == (200, {"at"})


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"starts_at": "2026-12-01T10:00:00"}, "zone_missing", "starts_at"),
        ({"starts_at": "2026-01-01T10:00:00+07:00"}, "session_in_the_past", "starts_at"),
        ({"minutes": 5}, "too_small", "minutes"),
        ({"topic": ""}, "too_short", "topic"),
        ({"kind": "closing"}, "session_kind_not_in_phase", None),
    ],
)
def test_session_that_cannot_be_is_refused(
    world: World, change: dict[str, object], code: str, field: str | None
) -> None:
    booking = {"starts_at": "2026-12-01T10:00:00+07:00", "minutes": 60, "topic": "Rute"} | change
    answer = program_of(world.cast.ayu).post(f"/my/relationships/{world.pair.relationship.public_id}/sessions", booking)

    assert (answer.json()["code"], answer.json().get("field")) == (code, field)


def test_session_of_others_is_not_there(world: World) -> None:
    pair = make_pair(world.asking)
    one = f"/my/sessions/{make_session(pair).public_id}"

    assert program_of(world.cast.ayu).post(f"{one}/answer", {"reply": "yes"}).status_code == 404


def test_agreement_is_written_and_signed_by_version(world: World) -> None:
    ayu, bram = program_of(world.cast.ayu), program_of(world.cast.bram)
    address = f"/my/relationships/{world.pair.relationship.public_id}/agreement"
    now = ayu.get(address).json()
    assert (now["version"], now["version_in_force"], now["missing"]) == (1, 1, [])
    unknown = ayu.post(address, {"answers": {"gaji": "banyak"}})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "answers.gaji")

    written = ayu.post(address, {"answers": {"names_roles": "Ayu mengajar."}}).json()
    assert (written["version"], written["version_in_force"]) == (2, 1)
    unfinished = ayu.post(f"{address}/sign", {"version": 2}).json()
    assert (unfinished["code"], unfinished["details"][0]["field"]) == (
        "agreement_incomplete",
        "answers.work_personal_line",
    )
    answers = {one["key"]: "Sudah jelas." for one in written["points"]}
    assert ayu.post(address, {"answers": answers}).json()["version"] == 3
    assert bram.post(f"{address}/sign", {"version": 1}).json()["code"] == "agreement_superseded"
    assert bram.post(f"{address}/sign", {"version": 9}).status_code == 404
    assert ayu.post(f"{address}/sign", {"version": 3}).json()["version_in_force"] == 1
    assert bram.post(f"{address}/sign", {"version": 3}).json()["version_in_force"] == 3


def test_goal_is_added_and_closed_once(world: World) -> None:
    program = program_of(world.cast.ayu)
    goals = f"/my/relationships/{world.pair.relationship.public_id}/goals"
    goal = {"title": "Membaca dasbor", "measure": "Sebab", "baseline": "0", "target": "3", "due_on": "2027-01-15"}
    made = program.post(goals, goal).json()
    assert (made["title"], made["is_measurable"], made["state"]) == ("Membaca dasbor", True, "open")

    close = f"{goals}/{made['id']}/close"
    closed = program.post(close, {"state": "reached", "outcome": "Tiga sebab."}).json()
    assert (closed["state"], closed["outcome"]) == ("reached", "Tiga sebab.")
    assert program.post(close, {"state": "dropped"}).json()["code"] == "goal_closed"
    assert program.post(close, {"state": "open"}).json()["code"] == "not_a_choice"


def test_closure_has_four_parts_and_then_an_end(world: World) -> None:
    pair: Pair = lead_to(
        Phase.CLOSURE, programme=world.running, mentor=world.sponsor, mentee=make_person(world.cast.organisation)
    )
    program = program_of(world.sponsor)
    address = f"/my/relationships/{pair.relationship.public_id}"
    for goal in program.get(f"{address}/goals").json():
        program.post(f"{address}/goals/{goal['id']}/close", {"state": "partly"})
    refused = program.post(f"{address}/complete").json()
    assert refused["code"] == "phase_not_complete"

    assert program.post(f"{address}/closure", {"part": "next_step"}).json()["code"] == "next_step_missing"
    for part in ("look_back", "celebrate", "thank"):
        program.post(f"{address}/closure", {"part": part, "text": f"Bagian {part}."})
    done = program.post(f"{address}/closure", {"part": "next_step", "next_step": "end"}).json()
    assert [one["text"] for one in done["parts"]] == ["Bagian look_back.", "Bagian celebrate.", "Bagian thank.", ""]
    ended = program.post(f"{address}/complete").json()["relationship"]
    assert (ended["state"], done["next_step"]) == ("ended", "end")
    assert program.get(f"{address}/goals").status_code == 200
    assert program.post(f"{address}/goals", {"title": "Lagi"}).json()["code"] == "relationship_not_active"


def test_question_about_one_more_place_is_listed_and_answered(world: World) -> None:
    mine, other = world.proposal.mentor, world.proposal.mentee
    taken = RemedyTaken.objects.create(
        organisation=world.cast.organisation,
        round=world.proposal.round,
        enrolment=other,
        asked=mine,
        kind="place",
        at=NOW,
    )
    program = program_of(mine.person)
    [listed] = program.get("/my/remedies").json()
    assert (listed["id"], listed["kind"], listed["is_open"]) == (str(taken.public_id), "place", True)
    address = f"/my/remedies/{taken.public_id}/answer"
    assert program_of(other.person).post(address, {"answer": "yes"}).status_code == 404
    assert program.post(address, {"answer": "yes"}).json()["answer"] == "yes"
    assert program.get("/my/remedies").json() == []
    mine.refresh_from_db()
    assert mine.capacity == 2


def test_peer_changes_side_until_a_round_rests_on_it(world: World) -> None:
    programme = make_programme(world.cast.organisation, direction=Direction.PEER, state=ProgrammeState.MATCHING)
    mine = make_enrolment(programme, world.cast.ayu, "mentor", learning_goal="Membaca dasbor.")
    address = f"/my/enrolments/{mine.public_id}/side"
    program = program_of(world.cast.ayu)
    assert program.post(address, {"begins": "learns"}).json()["role"] == "mentee"
    assert program.post(address, {"begins": "either"}).json()["code"] == "not_a_choice"
    assert program_of(world.cast.bram).post(address, {"begins": "teaches"}).status_code == 404
    open_ = {"organisation": programme.organisation, "programme": programme, "number": 1, "opened_at": NOW}
    Round.objects.create(cohort=mine.cohort, **open_)
    refused = program.post(address, {"begins": "teaches"})
    assert (refused.status_code, refused.json()["code"]) == (409, "side_fixed")
