"""The first page of whoever runs a programme."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person, make_unit
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from tests.journey.pairs import lead_to
from timbalik.meetings.operations import answer_session, mark_missed
from timbalik.meetings.states import Reply
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Role
from timbalik.relationships.states import Phase

DAY = timedelta(days=1)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Citra coordinates it."""
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, Role.COORDINATOR, programme)
    return programme


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def page(client: Client, url: str = "/pengelola/", *, at: datetime = NOW) -> str:
    with time_machine.travel(at, tick=False):
        response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def title(text: str) -> str:
    return " ".join(re.findall(r"<h1>(.*?)</h1>", text))


def make_pairs(programme: Programme, count: int) -> list[Pair]:
    return [make_pair(programme) for _ in range(count)]


def test_title_says_how_many_do_well_and_how_many_need_help(client: Client, cast: Cast, programme: Programme) -> None:
    make_pairs(programme, 3)
    make_session(make_pairs(programme, 1)[0], starts_at=NOW + 20 * DAY)
    as_(client, cast.citra)
    assert title(page(client)) == "Semua 4 pasangan berjalan baik."
    assert title(page(client, at=NOW + 11 * DAY)) == "Dari 4 pasangan, 1 berjalan baik. Tiga perlu bantuan Anda."


def test_greeting_knows_hour_day_and_week(client: Client, cast: Cast, programme: Programme) -> None:
    assert "Selamat pagi, Citra. Hari ini Senin, 23 November 2026, minggu ke-17 dari 26." in page(
        as_(client, cast.citra)
    )


def test_at_most_five_rows_and_the_rest_is_counted(client: Client, cast: Cast, programme: Programme) -> None:
    make_pairs(programme, 7)
    text = page(as_(client, cast.citra), at=NOW + 11 * DAY)
    assert text.count("/ingatkan/") == 5
    assert "Masih ada 2 pasangan lain" in text


def test_reminding_from_the_page_writes_to_both_once(client: Client, cast: Cast, programme: Programme) -> None:
    [pair] = make_pairs(programme, 1)
    as_(client, cast.citra)
    url = f"/pengelola/program/{programme.public_id}/pasangan/{pair.relationship.public_id}/ingatkan/"
    with time_machine.travel(NOW + 11 * DAY, tick=False):
        first, second = (client.post(url, follow=True).content.decode() for _ in range(2))
    assert "Keduanya mendapat surat" in first
    assert "Hari ini keduanya sudah diingatkan" in second
    assert [len(waiting(person)) for person in (pair.mentor, pair.mentee)] == [1, 1]


def test_next_sessions_show_hours_and_answers_but_no_topic(client: Client, cast: Cast, programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme)
    session = make_session(pair, starts_at=NOW + DAY, topic="Rahasia dapur kami")
    answer_session(session, person=pair.mentee, reply=Reply.YES, by=pair.mentee, now=NOW)
    text = page(as_(client, cast.citra), at=NOW + timedelta(hours=1))
    assert "Besok" in text
    assert "09.00" in text
    assert "1 dalam tujuh hari ke depan, WIB" in text
    assert "Rahasia dapur" not in text


def test_unit_below_five_is_hidden_with_one_more_that_would_betray_it(
    client: Client, cast: Cast, programme: Programme
) -> None:
    for name, people in (("Pemasaran", 9), ("Ritel", 6), ("Logistik", 3)):
        unit = make_unit(cast.organisation, name)
        for place in range(people):
            role = EnrolmentRole.MENTOR if place % 2 else EnrolmentRole.MENTEE
            make_enrolment(programme, make_person(cast.organisation, unit=unit), role)
    first = programme.enrolments.filter(role=EnrolmentRole.MENTOR).first()
    assert first is not None
    make_pair(programme, mentor=first.person, mentee=make_person(cast.organisation, unit=first.person.unit))
    text = page(as_(client, cast.citra))
    panel = text[text.index('id="units"') :]
    assert "Pemasaran" in panel
    assert "Logistik" not in panel
    assert "Ritel" not in panel
    assert "Ada dua unit yang tidak ditampilkan" in panel


def test_programme_in_enrolment_shows_who_answered(client: Client, cast: Cast, programme: Programme) -> None:
    programme.state = ProgrammeState.OPEN
    programme.save()
    make_enrolment(programme, cast.ayu)
    make_enrolment(programme, cast.bram, EnrolmentRole.MENTEE, state=EnrolmentState.INVITED)
    text = page(as_(client, cast.citra))
    assert title(text) == "Dari 2 orang yang diundang, 1 sudah terdaftar"
    assert "Jawaban yang belum masuk: 1." in text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ProgrammeState.DRAFT, "Program masih draf"),
        (ProgrammeState.OPEN, "Pendaftaran sudah dibuka"),
        (ProgrammeState.MATCHING, "Pasangan sedang disusun"),
        (ProgrammeState.RUNNING, "Saat ini tidak ada pasangan"),
        (ProgrammeState.CLOSED, "Saat ini tidak ada pasangan"),
    ],
)
def test_every_state_has_its_page_when_empty(
    client: Client, cast: Cast, programme: Programme, state: str, said: str
) -> None:
    programme.state = state
    programme.save()
    assert said in title(page(as_(client, cast.citra)))


def test_administrator_without_a_programme_begins_one(client: Client, cast: Cast) -> None:
    make_role(cast.ayu, Role.ADMINISTRATOR)
    assert "Anda belum mengelola program" in page(as_(client, cast.ayu))


def test_other_programmes_are_one_tap_away(client: Client, cast: Cast, programme: Programme) -> None:
    second = make_programme(cast.organisation, "Gelombang kedua", state=ProgrammeState.OPEN)
    make_role(cast.citra, Role.COORDINATOR, second)
    make_programme(cast.organisation, "Program orang lain")
    as_(client, cast.citra)
    text = page(client)
    assert f"/pengelola/{second.public_id}/" in text
    assert "Program orang lain" not in text
    assert "Gelombang kedua" in page(client, f"/pengelola/{second.public_id}/")


@pytest.mark.parametrize("who", ["ayu", "dian"])
def test_nobody_else_comes_here(client: Client, cast: Cast, programme: Programme, who: str) -> None:
    as_(client, getattr(cast, who))
    assert client.get("/pengelola/").status_code == 404
    assert client.get(f"/pengelola/{programme.public_id}/").status_code == 404


def test_home_asks_the_database_as_often_in_every_phase_and_number(
    client: Client, cast: Cast, programme: Programme
) -> None:
    as_(client, cast.citra)
    counts = []
    for more in (1, 3):
        for phase in Phase:
            for _ in range(more):
                make_session(lead_to(phase, programme=programme), starts_at=NOW + 2 * DAY)
        with time_machine.travel(NOW + timedelta(hours=3), tick=False):
            client.get("/pengelola/")
            with CaptureQueriesContext(connection) as caught:
                client.get("/pengelola/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 13


def test_one_missed_session_is_seen_first_with_one_action_that_works(
    client: Client, cast: Cast, programme: Programme
) -> None:
    """A two-week rhythm: the session of today was missed, and today the pair stands on the first page."""
    make_pairs(programme, 3)
    pair = lead_to(Phase.GROWTH, programme=programme, mentor=cast.ayu, mentee=cast.bram)
    session = make_session(pair, starts_at=NOW + DAY)
    mark_missed(session, by=cast.ayu, now=NOW + DAY + timedelta(hours=1))
    at = NOW + DAY + timedelta(hours=2)
    text = page(as_(client, cast.citra), at=at)
    todo = text[text.index('id="todo"') : text.index('id="sessions"')]
    assert todo.count("Ayu") >= 1
    assert "Sesi pada Selasa, 24 November tidak terlaksana." in todo
    [action] = re.findall(r'action="(/pengelola/[^"]+/ingatkan/)"', todo)
    before = {person: len(waiting(person)) for person in (cast.ayu, cast.bram)}
    with time_machine.travel(at, tick=False):
        client.post(action)
    assert {person: len(waiting(person)) - count for person, count in before.items()} == {cast.ayu: 1, cast.bram: 1}
    after = page(client, at=at)
    assert action not in after
    assert "Satu pasangan disurati hari ini" in after
    assert action in page(client, at=at + DAY)


def test_whom_one_must_call_stays_although_written_to(client: Client, cast: Cast, programme: Programme) -> None:
    pair = lead_to(Phase.GROWTH, programme=programme, mentor=cast.ayu, mentee=cast.bram)
    for days in (1, 2):
        session = make_session(pair, starts_at=NOW + days * DAY)
        mark_missed(session, by=cast.ayu, now=NOW + days * DAY + timedelta(hours=1))
    at = NOW + 3 * DAY
    address = f"/pengelola/program/{programme.public_id}/pasangan/{pair.relationship.public_id}/"
    as_(client, cast.citra)
    with time_machine.travel(at, tick=False):
        client.post(f"{address}ingatkan/")
        detail = client.get(address).content.decode()
    text = page(client, at=at)
    assert "Hubungi keduanya" in text[text.index('id="todo"') : text.index('id="sessions"')]
    assert "mailto:" in detail


def test_first_step_of_a_new_organisation_is_the_people_file(client: Client, cast: Cast) -> None:
    make_role(cast.dian, Role.ADMINISTRATOR)
    assert "Mulai dari data karyawan" in page(as_(client, cast.dian))
    make_person(cast.dian.organisation, "Suharti")
    assert "Mulai dari templat" in page(as_(client, cast.dian))
