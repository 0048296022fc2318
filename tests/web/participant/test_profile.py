"""One's own page: every act is on oneself, whatever the form says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.web.participant.conftest import Enter, Lead
from timbalik.audit.models import AuditEntry
from timbalik.notifications.models import Effect
from timbalik.people.models.availability import Availability
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.persons import Person
from timbalik.people.operations import add_avoidance, grant_delegation, record_consent
from timbalik.people.queries import avoidances, working
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.states import EnrolmentState, ProgrammeState, Role
from timbalik.relationships.operations import write_note
from timbalik.relationships.operations.applying import note_applied
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.relationships.states import Phase, RelationshipState


def at(name: str) -> str:
    return reverse(f"participant:{name}")


PAGES = (
    "profile",
    "profile_data",
    "profile_change",
    "profile_hours",
    "profile_pause",
    "assistants",
    "consents",
    "avoidances",
    "erase",
)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_for_who_signed_in(client: Client, cast: Cast, enter: Enter, name: str) -> None:
    assert client.get(at(name)).headers["Location"].startswith("/masuk/")
    for person in (cast.ayu, cast.dian):
        assert person.display_name in enter(person).get(at("profile")).content.decode()
        assert enter(person).get(at(name)).status_code == 200


def test_name_language_and_zone_are_changed_and_the_cookie_gives_way(cast: Cast, enter: Enter) -> None:
    browser = enter(cast.ayu)
    browser.cookies["django_language"] = "id"
    said = {"full_name": "Ayu Lestari Dewi", "nickname": "Ayu", "salutation": "Kak", "language": "en"}

    browser.post(at("profile_change"), said | {"time_zone": "Asia/Jayapura"})
    assert browser.cookies.pop("django_language")["max-age"] == 0  # which makes a browser forget it

    cast.ayu.refresh_from_db()
    assert (cast.ayu.called, cast.ayu.full_name) == ("Kak Ayu", "Ayu Lestari Dewi")
    assert (cast.ayu.language, cast.ayu.time_zone) == ("en", "Asia/Jayapura")
    assert "What you agreed to" in browser.get(at("profile")).content.decode()
    assert AuditEntry.objects.get(verb="person.changed").facts["fields"] == [
        "full_name",
        "nickname",
        "salutation",
        "language",
        "time_zone",
    ]


@pytest.mark.parametrize("wrong", [{"time_zone": "Asia/Bulan"}, {"language": "xx"}, {"salutation": "Yang Mulia"}])
def test_nonsense_about_oneself_is_refused(cast: Cast, enter: Enter, wrong: dict[str, str]) -> None:
    said = {"full_name": "A", "nickname": "", "salutation": "", "language": "id", "time_zone": "Asia/Jakarta"}
    assert enter(cast.ayu).post(at("profile_change"), said | wrong).status_code == 422
    cast.ayu.refresh_from_db()
    assert cast.ayu.full_name == "Ayu Lestari"


def test_hours_are_replaced(cast: Cast, enter: Enter) -> None:
    browser = enter(cast.ayu)
    browser.post(at("profile_hours"), {"week": ["0-08", "0-10", "4-15"]})

    rows = Availability.objects.of(cast.organisation).filter(person=cast.ayu)
    assert {(row.weekday, row.starts.hour, row.ends.hour) for row in rows} == {(0, 8, 12), (4, 15, 17)}
    assert 'value="0-10" aria-label="Senin, 10.00–12.00" checked' in browser.get(at("profile_hours")).content.decode()
    assert browser.post(at("profile_hours"), {}).status_code == 422


# --- Assistants -----------------------------------------------------------------------------------------------------


def test_assistant_is_found_named_told_and_dismissed(cast: Cast, enter: Enter) -> None:
    wati = make_person(cast.organisation, "Wati Handayani", email="wati@kirana.example")
    browser = enter(cast.bram)
    assert str(wati.public_id) in browser.get(at("assistants"), {"q": "handa"}).content.decode()

    browser.post(at("assistants"), {"person": str(wati.public_id)})

    wati.refresh_from_db()
    assert wati.account is not None
    assert Effect.objects.of(cast.organisation).filter(recipient=wati).count() == 1
    delegation = cast.bram.delegations_given.get()
    assert enter(wati).get(reverse("assistant:home")).status_code == 200
    browser.post(at("assistant_end"), {"assistant": str(delegation.public_id)})
    assert enter(wati).get(reverse("assistant:home")).status_code == 404


def test_assistant_without_an_address_is_refused_in_words(cast: Cast, enter: Enter) -> None:
    wati = make_person(cast.organisation, "Wati", email="")

    page = enter(cast.bram).post(at("assistants"), {"person": str(wati.public_id)}, follow=True).content.decode()

    assert "Pilih orang lain." in page
    assert not cast.bram.delegations_given.exists()


def test_nobody_ends_the_assistant_of_another(cast: Cast, enter: Enter) -> None:
    delegation = grant_delegation(cast.bram, cast.citra, by=cast.bram, now=NOW)
    for person in (cast.ayu, cast.citra, cast.dian):
        answer = enter(person).post(at("assistant_end"), {"assistant": str(delegation.public_id)})
        assert answer.status_code == 404
    delegation.refresh_from_db()
    assert delegation.valid_until is None


@pytest.mark.parametrize("name", ["assistants", "avoidances"])
def test_search_finds_colleagues_by_three_letters_and_nobody_elsewhere(cast: Cast, enter: Enter, name: str) -> None:
    guest = make_person(cast.organisation, "Tamu Wicaksana", with_account=True, is_guest=True)
    browser = enter(cast.ayu)
    for said, found in (("wic", {cast.bram}), ("wi", set()), ("sitohang", set()), ("lestari", set())):
        page = browser.get(at(name), {"q": said}).content.decode()
        people = (cast.ayu, cast.bram, cast.citra, cast.dian, guest)
        assert {one for one in people if str(one.public_id) in page} == found
    assert enter(guest).get(at(name), {"q": "wicaksono"}).status_code == 404
    for stranger in (cast.dian, guest, cast.ayu):
        assert browser.post(at(name), {"person": str(stranger.public_id)}).status_code == 404


# --- Consent, pause, wishes -----------------------------------------------------------------------------------------


@pytest.fixture
def notice(cast: Cast) -> NoticeVersion:
    return NoticeVersion.objects.create(
        key="notice-uji", version=3, content={"purposes": [{"purpose": "research", "sentence": {"id": "Saya setuju."}}]}
    )


def agree(person: Person, purpose: str, notice: NoticeVersion) -> None:
    record_consent(person, purpose, notice=notice, language="id", by=person, now=NOW)


def test_consent_stands_with_date_and_version_and_ends(cast: Cast, enter: Enter, notice: NoticeVersion) -> None:
    agree(cast.ayu, ConsentPurpose.RESEARCH, notice)
    browser = enter(cast.ayu)
    page = browser.get(at("consents")).content.decode()
    assert "Saya setuju." in page
    assert "Senin, 23 November 2026" in page
    assert "versi 3" in page

    browser.post(at("consent_withdraw"), {"purpose": "research"})

    assert not cast.ayu.consents.filter(withdrawn_at__isnull=True).exists()
    assert browser.post(at("consent_withdraw"), {"purpose": "research"}).status_code == 404


def test_withdrawing_participation_says_what_ends_and_ends_it(
    cast: Cast, enter: Enter, lead: Lead, notice: NoticeVersion, django_capture_on_commit_callbacks: Any
) -> None:
    pair = lead(Phase.GROWTH)
    agree(cast.bram, ConsentPurpose.PARTICIPATION, notice)
    closed = make_enrolment(make_programme(cast.organisation, state=ProgrammeState.CLOSED), cast.bram)
    browser = enter(cast.bram)
    page = browser.get(at("consent_withdraw"), {"purpose": "participation"}).content.decode()
    assert pair.relationship.programme.name in page
    assert closed.programme.name not in page

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(at("consent_withdraw"), {"purpose": "participation"})

    pair.relationship.refresh_from_db()
    assert pair.relationship.state == RelationshipState.ENDED
    states = dict(cast.bram.enrolments.values_list("programme", "state"))
    assert states == {
        pair.relationship.programme_id: EnrolmentState.WITHDRAWN,
        closed.programme_id: EnrolmentState.SUBMITTED,
    }
    assert not cast.bram.consents.filter(withdrawn_at__isnull=True).exists()


def test_pause_leaves_out_of_rounds_until_taken_back(cast: Cast, enter: Enter) -> None:
    browser = enter(cast.ayu)

    browser.post(at("profile_pause"))
    assert cast.ayu not in working(cast.organisation)
    assert "Pemakaian data Anda dijeda" in browser.get(at("profile")).content.decode()
    browser.post(at("profile_pause"), {"act": "release"})

    assert cast.ayu in working(cast.organisation)


def test_private_wish_is_kept_shown_to_oneself_alone_and_taken_back(cast: Cast, enter: Enter) -> None:
    browser = enter(cast.ayu)
    browser.post(at("avoidances"), {"person": str(cast.bram.public_id)})

    assert avoidances(cast.organisation) == {(cast.ayu.pk, cast.bram.pk)}
    assert "Wicaksono" in browser.get(at("avoidances")).content.decode()
    assert "Lestari" not in enter(cast.bram).get(at("avoidances")).content.decode()
    assert {str(value) for entry in AuditEntry.objects.filter(verb="avoidance.added") for value in entry.facts} == set()
    assert enter(cast.bram).post(at("avoidance_remove"), {"person": str(cast.bram.public_id)}).status_code == 404
    browser.post(at("avoidance_remove"), {"person": str(cast.bram.public_id)})
    assert avoidances(cast.organisation) == set()


# --- A copy, and the end --------------------------------------------------------------------------------------------


def test_copy_holds_ones_own_data_and_nothing_of_the_partner(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    write_note(pair.relationship, "Catatan rahasia Bram", is_shared=False, by=cast.bram, now=NOW)
    write_note(pair.relationship, "Catatan bersama Bram", is_shared=True, by=cast.bram, now=NOW)
    write_note(pair.relationship, "Catatan Ayu", is_shared=False, by=cast.ayu, now=NOW)
    for person in (cast.ayu, cast.bram):
        note_applied(pair.relationship, f"Diterapkan {person.nickname or person.full_name}", "", by=person, now=NOW)
        review_benefit(pair.relationship, f"Bagi {person.nickname or person.full_name}", "", by=person, now=NOW)
    add_avoidance(cast.ayu, cast.citra, by=cast.ayu, now=NOW)
    add_avoidance(cast.bram, cast.ayu, by=cast.bram, now=NOW)

    answer = enter(cast.ayu).post(at("profile_data"))

    data = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert data["person"]["full_name"] == "Ayu Lestari"
    assert data["enrolments"][0]["motivation"]
    assert [note["text"] for note in data["notes"]] == ["Catatan Ayu"]
    assert [one["what"] for one in data["applied"]] == ["Diterapkan Ayu Lestari"]
    assert [one["seeks"] for one in data["benefits_anew"]] == ["Bagi Ayu Lestari"]
    assert data["not_paired_with"] == ["Citra"]
    assert {session["my_side"] for session in data["sessions"]} == {"mentor"}
    assert "Bram" not in answer.content.decode()
    assert AuditEntry.objects.get(verb="person.data_taken").by_ref == cast.ayu.public_id


def test_erasing_asks_twice_then_ends_pair_account_and_session(
    cast: Cast, enter: Enter, lead: Lead, django_capture_on_commit_callbacks: Any
) -> None:
    pair = lead(Phase.GROWTH)
    browser = enter(cast.ayu)
    assert "understands" not in browser.get(at("erase")).content.decode()
    assert "understands" in browser.get(at("erase"), {"langkah": "2"}).content.decode()
    assert browser.post(at("erase")).status_code == 422

    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(at("erase"), {"understands": "on"}).content.decode()

    assert "Data Anda sudah dihapus" in page
    cast.ayu.refresh_from_db()
    pair.relationship.refresh_from_db()
    assert (cast.ayu.full_name, cast.ayu.email, cast.ayu.account) == ("", "", None)
    assert pair.relationship.state == RelationshipState.ENDED
    assert browser.get(at("profile")).status_code == 302


def test_last_administrator_is_not_erased(cast: Cast, enter: Enter) -> None:
    make_role(cast.citra, Role.ADMINISTRATOR)
    browser = enter(cast.citra)

    assert "Anda administrator terakhir" in browser.get(at("erase"), {"langkah": "2"}).content.decode()
    assert browser.post(at("erase"), {"understands": "on"}).status_code == 409

    cast.citra.refresh_from_db()
    assert not cast.citra.is_erased
