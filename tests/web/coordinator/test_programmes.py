from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from timbalik.audit.models import AuditEntry
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import save_draft, submit_enrolment
from timbalik.programmes.states import EnrolmentRole, ProgrammeState

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, enrolment_closes_on=(NOW + timedelta(days=9999)).date())


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def test_coordinator_makes_a_programme_and_opens_it(client: Client, cast: Cast) -> None:
    make_role(cast.citra)
    starts = timezone.now().date() + timedelta(days=40)
    said = {"template": "tpl-standar-2mingguan", "name": "Angkatan 1", "starts_on": starts.isoformat()}
    said |= {"cadence_days": "7", "session_minutes": "45", "planned_sessions": "8"}
    said |= {"mentor_from": "2", "mentor_to": "5", "mentee_from": "", "mentee_to": ""}
    answer = signed_in(client, cast.citra).post(reverse("coordinator:programme_new"), said)
    made = Programme.objects.of(cast.organisation).get()
    assert answer.headers["Location"] == reverse("coordinator:programme", args=[made.public_id])
    assert (made.cadence_days, made.session_minutes, made.planned_sessions) == (7, 45, 8)
    assert (made.mentor_levels, made.mentee_levels) == ([2, 5], [])
    client.post(reverse("coordinator:programme_open", args=[made.public_id]))
    made.refresh_from_db()
    assert made.state == ProgrammeState.OPEN


def test_kind_of_programme_fills_in_its_own_parameters(client: Client, cast: Cast) -> None:
    make_role(cast.citra)
    new = reverse("coordinator:programme_new")
    page = signed_in(client, cast.citra).get(f"{new}?jenis=tpl-medsos").content.decode()
    assert 'name="session_minutes" value="45"' in page
    assert '<input type="hidden" name="template" value="tpl-medsos"' in page
    assert "tpl-barter" in page  # every other kind is one link away
    usual = client.get(f"{new}?jenis=tidak-ada").content.decode()
    assert '<input type="hidden" name="template" value="tpl-standar-2mingguan"' in usual
    said = {"template": "tpl-asosiasi", "name": "Sejawat 2027", "starts_on": "2099-01-05"}
    client.post(new, said | {"cadence_days": "14", "session_minutes": "60", "planned_sessions": "8"})
    made = Programme.objects.of(cast.organisation).get()
    assert (made.direction, made.only_across) == ("peer", True)


def test_new_programme_suggests_levels_and_refuses_nonsense(client: Client, cast: Cast) -> None:
    make_role(cast.citra)
    page = signed_in(client, cast.citra).get(reverse("coordinator:programme_new")).content.decode()
    assert '<option value="8" selected>' in page
    said = {
        "template": "tpl-standar-2mingguan",
        "name": "",
        "starts_on": "2020-01-01",
        "mentor_from": "8",
        "mentor_to": "2",
    }
    answer = client.post(reverse("coordinator:programme_new"), said)
    assert answer.status_code == 422
    assert not Programme.objects.of(cast.organisation).exists()


def test_invite_suggests_by_level_and_asks_those_ticked(client: Client, cast: Cast, programme: Programme) -> None:
    invite = reverse("coordinator:programme_invite", args=[programme.public_id])
    page = signed_in(client, cast.citra).get(invite).content.decode()
    assert "Ayu Lestari" in page
    assert "Hadiningrat" not in page
    client.post(invite, {"person": [str(cast.ayu.public_id), "bukan-kunci"]})
    client.post(f"{invite}?role=mentee", {"everyone": "1"})
    asked = programme.enrolments.values_list("person__full_name", "role")
    assert set(asked) == {("Ayu Lestari", "mentor"), (cast.bram.full_name, "mentee")}


def test_invite_filters_by_unit_and_name(client: Client, cast: Cast, programme: Programme) -> None:
    invite = reverse("coordinator:programme_invite", args=[programme.public_id])
    signed_in(client, cast.citra)
    finance = cast.bram.unit
    assert finance is not None
    page = client.get(f"{invite}?lowest=&highest=&unit={finance.pk}").content.decode()
    assert ("Hadiningrat" in page, "Ayu Lestari" in page) == (True, False)
    assert "Ayu Lestari" in client.get(f"{invite}?lowest=&highest=&name=lestari").content.decode()


def test_filter_that_is_not_understood_invites_nobody(client: Client, cast: Cast, programme: Programme) -> None:
    address = reverse("coordinator:programme_invite", args=[programme.public_id])
    signed_in(client, cast.citra).post(f"{address}?unit=lain&lowest=&highest=", {"everyone": "1"})
    assert not programme.enrolments.exists()


def test_programme_pages_are_the_coordinators_alone(client: Client, cast: Cast, programme: Programme) -> None:
    enrolment = make_invited(programme, cast.ayu)
    addresses = [
        reverse(f"coordinator:{name}", args=[programme.public_id])
        for name in ("programme", "programme_invite", "participants")
    ]
    addresses += [reverse("coordinator:participant", args=[programme.public_id, enrolment.public_id])]
    for person, status in ((cast.citra, 200), (cast.ayu, 404), (cast.bram, 404), (cast.dian, 404)):
        signed_in(client, person)
        assert [client.get(address).status_code for address in addresses] == [status] * 4
    for name in ("programme_open", "programme_remind", "programme_extend", "programme_routes"):
        assert client.post(reverse(f"coordinator:{name}", args=[programme.public_id])).status_code == 404


def test_coordinator_says_which_ways_to_a_pair_are_open(client: Client, cast: Cast, programme: Programme) -> None:
    page, routes = (
        reverse(f"coordinator:{name}", args=[programme.public_id]) for name in ("programme", "programme_routes")
    )
    signed_in(client, cast.citra).post(routes, {"routes": ["ranked", "search"]})
    programme.refresh_from_db()
    assert programme.routes == ["search", "ranked"]
    assert client.get(page).content.decode().count("checked") == 2
    assert client.post(routes, {"routes": ["lotere"]}).status_code == 422
    client.post(routes, {})
    programme.refresh_from_db()
    assert programme.routes == []


def test_coordinator_reads_what_was_handed_in_and_nothing_of_a_draft(
    client: Client, cast: Cast, programme: Programme
) -> None:
    drafted, handed_in = make_invited(programme, cast.ayu), make_invited(programme, cast.bram, EnrolmentRole.MENTEE)
    save_draft(drafted, step=2, draft={"motivation": "Rahasia Ayu"}, by=cast.ayu, now=NOW)
    submit_enrolment(handed_in, make_answers(motivation="Alasan Bram"), by=cast.bram, now=NOW)
    signed_in(client, cast.citra)

    def page(enrolment: Enrolment) -> str:
        address = reverse("coordinator:participant", args=[programme.public_id, enrolment.public_id])
        return client.get(address).content.decode()

    assert "Rahasia Ayu" not in page(drafted)
    assert "Alasan Bram" in page(handed_in)
    assert "Selasa, 10.00–12.00" in page(handed_in)
    read = AuditEntry.objects.filter(verb="enrolment.read")
    assert {(entry.by_ref, entry.subject_ref) for entry in read} == {(cast.citra.public_id, handed_in.public_id)}


def test_participants_are_filtered_by_state_role_and_name(client: Client, cast: Cast, programme: Programme) -> None:
    submit_enrolment(make_invited(programme, cast.ayu), make_answers(), by=cast.ayu, now=NOW)
    make_invited(programme, cast.bram, EnrolmentRole.MENTEE)
    signed_in(client, cast.citra)
    address = reverse("coordinator:participants", args=[programme.public_id])
    for query, names in (
        ("", {"Ayu Lestari", cast.bram.full_name}),
        ("?state=submitted", {"Ayu Lestari"}),
        ("?role=mentee", {cast.bram.full_name}),
        ("?name=hadi", {cast.bram.full_name}),
        ("?state=nonsense&role=boss&unit=x&page=99", {"Ayu Lestari", cast.bram.full_name}),
    ):
        page = client.get(address + query).content.decode()
        assert {name for name in ("Ayu Lestari", cast.bram.full_name) if f">{name}</a>" in page} == names


@pytest.mark.parametrize("name", ["programmes", "programme", "programme_invite", "participants"])
def test_coordinator_page_asks_few_queries_however_many_people(
    client: Client, cast: Cast, programme: Programme, name: str
) -> None:
    signed_in(client, cast.citra)
    address = reverse(f"coordinator:{name}", args=[] if name == "programmes" else [programme.public_id])
    counts = []
    for more in (1, 60):
        for _ in range(more):
            make_invited(programme, make_person(cast.organisation, "Suharti", unit=cast.ayu.unit))
            make_person(cast.organisation, "Wulan", unit=cast.ayu.unit, level_rank=2)
        counts.append(queries(client, address))
    assert counts[0] == counts[1] <= 12


def queries(client: Client, address: str) -> int:

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
