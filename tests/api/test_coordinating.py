"""A coordinator's programme, from the first file to the published pairs, by a program."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.api.calling import Program, program_of
from tests.api.world import World
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line, make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.audit.models import AuditEntry
from timbalik.matching.models import Proposal
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import ProgrammeState, Role

HR = "NIK;Nama Lengkap;Email;Gaji\n00901;Suharti;suharti@kirana.example;Rp9.000.000\n00902;Dr. H. Wayan Sudira;bukan-alamat;1\n"


def file_of(text: str, name: str = "karyawan.csv") -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


@pytest.fixture
def citra_calls(cast: Cast) -> Program:
    make_role(cast.citra)
    return program_of(cast.citra)


def test_dry_run_says_everything_and_keeps_nothing(citra_calls: Program, cast: Cast) -> None:
    before = Person.objects.of(cast.organisation).count()
    answer = citra_calls.post("/people/imports", {"file": file_of(HR), "dry_run": "true"})
    said = answer.json()

    assert (answer.status_code, said["id"], said["state"], said["counts"]["new"]) == (200, None, "dry_run", 2)
    assert said["columns"] == {"NIK": "staff_number", "Nama Lengkap": "full_name", "Email": "email"}
    assert said["left_behind"] == ["Gaji"]
    assert [(one["row"], one["field"], one["code"]) for one in said["problems"]] == [(3, "email", "email_invalid")]
    assert Person.objects.of(cast.organisation).count() == before
    assert not ImportBatch.objects.of(cast.organisation).exists()


def test_file_comes_in_and_can_be_asked_about(citra_calls: Program, cast: Cast) -> None:
    answer = citra_calls.post("/people/imports", {"file": file_of(HR), "scope": "partial"})
    assert (answer.status_code, answer.json()["state"], answer.json()["counts"]["created"]) == (201, "applied", 2)
    assert Person.objects.of(cast.organisation).filter(full_name="Suharti", staff_number="00901").exists()

    again = citra_calls.get(f"/people/imports/{answer.json()['id']}").json()
    assert again["counts"] == answer.json()["counts"]
    assert "9.000.000" not in str(again)
    repeated = citra_calls.post("/people/imports", {"file": file_of(HR)}).json()
    assert (repeated["counts"]["created"], repeated["counts"]["unchanged"]) == (0, 2)


def test_large_file_is_left_to_the_worker(citra_calls: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbalik.api.endpoints.imports.MOST_IN_A_REQUEST", 1)
    answer = citra_calls.post("/people/imports", {"file": file_of(HR)})

    assert (answer.status_code, answer.json()["state"]) == (202, "applying")


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        ({}, "required", "file"),
        ({"file": file_of("")}, "file_empty_file", "file"),
        ({"file": file_of("PNG", "orang.png")}, "file_unsupported_type", "file"),
        ({"file": file_of("Kota\nMedan\n")}, "field_missing", "column"),
        ({"file": file_of("NIK;Nama\n;Suharti\n")}, "nobody_ready", None),
        ({"file": file_of(HR), "scope": "semua"}, "not_a_choice", "scope"),
        ({"file": file_of(HR), "organisation": "lain"}, "unknown_field", "organisation"),
        ({"file": file_of(HR), "column": "Gaji=level"}, "column_private", "column"),
        ({"file": file_of(HR), "column": "Gaji"}, "column_not_understood", "column"),
        ({"file": file_of(HR), "column": "Kota=site"}, "column_unknown", "column"),
    ],
)
def test_file_that_cannot_come_in_is_refused_whole(
    citra_calls: Program, cast: Cast, form: dict[str, Any], code: str, field: str | None
) -> None:
    if "file" in form:
        form["file"].seek(0)
    answer = citra_calls.client.post("/api/v1/people/imports", form, headers=citra_calls._headers())

    assert answer.status_code == 422, answer.content
    assert (answer.json()["code"], answer.json().get("field")) == (code, field)
    assert Person.objects.of(cast.organisation).count() == 3
    assert not ImportBatch.objects.of(cast.organisation).exclude(rows=None).exists()


def test_file_larger_than_allowed_is_refused(citra_calls: Program, settings: Any) -> None:
    settings.MAX_IMPORT_MB = 0

    assert citra_calls.post("/people/imports", {"file": file_of(HR)}).status_code == 413


@pytest.mark.usefixtures("content")
def test_programme_is_made_opened_and_filled_with_people(citra_calls: Program, cast: Cast) -> None:
    new = {"template": "tpl-standar-2mingguan", "name": "Angkatan 7", "starts_on": "2027-03-01", "cadence_days": 7}
    made = citra_calls.post("/programmes", new).json()
    assert (made["state"], made["cadence_days"], made["coordinates"]) == ("draft", 7, True)
    address = f"/programmes/{made['id']}"
    early = citra_calls.post(f"{address}/invitations", {"invitations": [{"staff_number": "1", "role": "mentor"}]})
    assert (early.status_code, early.json()["field"]) == (422, "invitations.0.staff_number")

    assert citra_calls.post(f"{address}/open").json()["state"] == "open"
    assert citra_calls.post(f"{address}/open").json()["code"] == "step_not_allowed"
    asked = [
        {"person": str(cast.ayu.public_id), "role": "mentor"},
        {"staff_number": cast.bram.staff_number, "role": "mentee"},
    ]
    answer = citra_calls.post(f"{address}/invitations", {"invitations": asked})
    assert [(row["person"]["name"], row["state"]) for row in answer.json()] == [
        ("Ayu Lestari", "invited"),
        ("Dr. Ir. H. Bram Wicaksono Hadiningrat", "invited"),
    ]
    assert [len(waiting(person)) for person in (cast.ayu, cast.bram)] == [1, 1]
    counts = citra_calls.get(address).json()["enrolments"]
    assert {row["role"]: row["invited"] for row in counts} == {"mentor": 1, "mentee": 1}
    assert citra_calls.post(f"{address}/reminders").json() == {"reminded": 0}


def test_nobody_is_invited_when_one_is_not_here(world: World) -> None:
    """A person of another company is as unknown as nobody at all."""
    invitations = [
        {"person": str(world.sponsor.public_id), "role": "mentee"},
        {"person": str(world.cast.dian.public_id), "role": "mentor"},
    ]
    answer = program_of(world.cast.citra).post(
        f"/programmes/{world.enrolling.public_id}/invitations", {"invitations": invitations}
    )

    assert (answer.status_code, answer.json()["field"]) == (422, "invitations.1.person")
    assert not Enrolment.objects.of(world.cast.organisation).filter(person=world.sponsor).exists()


@pytest.mark.parametrize("named", [{}, {"person": "00000000-0000-4000-8000-000000000000", "staff_number": "1"}])
def test_invitation_names_a_person_in_one_way(world: World, named: dict[str, str]) -> None:
    answer = program_of(world.cast.citra).post(
        f"/programmes/{world.enrolling.public_id}/invitations", {"invitations": [{**named, "role": "mentee"}]}
    )

    assert answer.status_code == 422


def test_reading_what_somebody_handed_in_is_written_down(world: World) -> None:
    program = program_of(world.cast.citra)
    address = f"/programmes/{world.enrolling.public_id}/enrolments"
    chosen = program.get(address, state="submitted").json()["items"]
    assert [row["id"] for row in chosen] == [str(world.handed_in.public_id)]
    assert "motivation" not in chosen[0]

    said = program.get(f"{address}/{world.handed_in.public_id}").json()
    assert said["handed_in"]["motivation"] == "Alasan Bram."
    assert AuditEntry.objects.filter(verb="enrolment.read", subject_ref=world.handed_in.public_id).count() == 1


def test_round_goes_from_proposals_to_pairs(cast: Cast) -> None:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    studio.mentor(person=cast.ayu)
    studio.mentee(person=cast.bram)
    studio.mentee("Tanpa waktu", hours=())
    program, address = program_of(cast.citra), f"/programmes/{programme.public_id}/rounds"

    opened = program.post(address)
    assert (opened.status_code, opened.json()["state"], opened.json()["standing"]["pairs"]) == (201, "proposed", 1)
    proof = opened.json()["certificate"]
    assert (proof["is_proved"], proof["holds_for_what_stands"], proof["pairs"]) == (True, True, 1)
    assert proof["value_hundredths"] == proof["bound_hundredths"]
    proposal = program.get(f"{address}/1/proposals").json()["items"][0]
    assert (proposal["mentor"]["person"]["name"], proposal["state"]) == ("Ayu Lestari", "draft")
    assert "Mereka punya waktu bersama" in " ".join(proposal["reasons"]) or proposal["reasons"]
    left = program.get(f"{address}/1/unmatched").json()["items"]
    assert [(row["person"]["name"], row["reason"]["code"]) for row in left] == [("Tanpa waktu", "hours_missing")]

    sent = program.post(f"{address}/1/send").json()
    assert (sent["people_asked"], sent["round"]["state"]) == (2, "sent")
    assert program.post(f"{address}/1/publish").json()["code"] == "nothing_accepted"
    for person in (cast.ayu, cast.bram):
        mine = program_of(person)
        ref = mine.get("/my/proposals").json()["items"][0]["id"]
        assert mine.post(f"/my/proposals/{ref}/answer", {"answer": "yes"}).json()["answer"] == "yes"
    published = program.post(f"{address}/1/publish").json()
    assert (len(published["relationships"]), published["round"]["state"]) == (1, "published")
    assert program.post(f"{address}/1/discard").json()["code"] == "round_not_open"
    programme.refresh_from_db()
    assert programme.state == ProgrammeState.RUNNING


def test_override_tells_its_price_and_no_reason_lifts_a_hard_rule(cast: Cast) -> None:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    led, manager = studio.mentor("Bawahan"), studio.mentee("Atasan")
    other = studio.mentee("Lain", offers={"laporan-keuangan": 2})
    make_line(led.person, manager.person)
    program, address = program_of(cast.citra), f"/programmes/{programme.public_id}/rounds"
    program.post(address)
    pair = {"mentor": str(led.public_id), "reason": "Sudah dibicarakan."}

    refused = program.post(f"{address}/1/overrides", {**pair, "mentee": str(manager.public_id), "kind": "force"})
    assert (refused.status_code, refused.json()["code"]) == (409, "hard_rule_forbids")
    swapped = {"mentor": str(other.public_id), "mentee": str(led.public_id), "kind": "lock", "reason": "Coba."}
    assert program.post(f"{address}/1/overrides", swapped).json()["code"] == "not_in_this_round"
    done = program.post(f"{address}/1/overrides", {**pair, "mentee": str(other.public_id), "kind": "forbid"})
    assert (done.status_code, done.json()["round"]["standing"]["pairs"]) == (201, 0)
    assert done.json()["price_hundredths"] > 0
    assert not Proposal.objects.of(cast.organisation).filter(mentee=manager).exists()


def test_many_people_are_left_to_the_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbalik.matching.tasks.MOST_IN_A_REQUEST", 1)
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    studio.mentor()
    studio.mentee()
    program, address = program_of(cast.citra), f"/programmes/{programme.public_id}/rounds"
    answer = program.post(address)

    assert (answer.status_code, answer.json()["step"], answer.json()["certificate"]) == (202, "waiting", None)
    assert program.post(f"{address}/1/unknown-lines", {"reason": "x"}).json()["code"] == "round_computing"


def test_relationships_tell_dates_states_and_completeness(world: World) -> None:
    rows = program_of(world.cast.citra).get(f"/programmes/{world.running.public_id}/relationships").json()["items"]

    assert len(rows) == 1
    row = rows[0]
    assert (row["phase"], row["state"], row["has_agreement"], row["has_measurable_goal"]) == (
        "growth",
        "active",
        True,
        True,
    )
    assert (row["sessions"]["held"], row["sessions"]["ahead"]) == (2, 1)
    assert row["mentors"] == [{"id": str(world.cast.ayu.public_id), "name": "Ayu Lestari"}]
    assert row["health"]["condition"] in ("healthy", "attention")
    ended = program_of(world.cast.citra).get(f"/programmes/{world.running.public_id}/relationships?state=ended").json()
    assert ended["total"] == 0


def test_report_is_frozen_by_the_coordinator_and_read_by_the_sponsor(world: World) -> None:
    address = f"/programmes/{world.running.public_id}/reports"
    frozen = program_of(world.cast.citra).post(address).json()
    sponsor = program_of(world.sponsor)

    assert sponsor.get(f"{address}/latest").json() == frozen
    assert sponsor.get(address).json()["total"] == 2
    assert sponsor.post(address).status_code == 404
    assert (frozen["pairs"], frozen["few_pairs"]) == ({"opened": 1, "active": 1}, True)
    assert [step["people"] for funnel in frozen["funnels"] for step in funnel["steps"]] == [None] * 10
    assert frozen["words"]["headline"]


def test_administrator_makes_programmes_and_a_participant_does_not(cast: Cast, content: None) -> None:
    new = {"template": "tpl-standar-2mingguan", "name": "Satu", "starts_on": "2027-03-01"}
    assert program_of(cast.ayu).post("/programmes", new).status_code == 404
    make_role(cast.ayu, Role.ADMINISTRATOR)
    assert program_of(cast.ayu).post("/programmes", new).status_code == 201
    assert Programme.objects.of(cast.organisation).count() == 1


def test_person_without_an_address_is_invited_without_a_letter(world: World) -> None:
    person = make_person(world.cast.organisation, "Suharti", email="")
    asked = {"invitations": [{"staff_number": person.staff_number, "role": "mentee"}]}
    answer = program_of(world.cast.citra).post(f"/programmes/{world.enrolling.public_id}/invitations", asked)

    assert [(row["person"]["name"], row["has_address"]) for row in answer.json()] == [("Suharti", False)]
    assert NOW.isoformat()[:10] in answer.json()[0]["invited_at"]
