"""Enrolling on a phone without a script: seven screens, one draft."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.people import NOW
from timbalik.audit.models import AuditEntry
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.people.models.consent import Consent, NoticeVersion
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import begin_matching, submit_enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.web.participant.enrolment.screens import KEYS, SCREENS

pytestmark = pytest.mark.usefixtures("content")

SCREEN_POSTS: list[tuple[str, dict[str, object]]] = [
    ("persetujuan", {"accepts_notice": "on", "consent_participation": "on"}),
    (
        "alasan",
        {"motivation": "Saya ingin mengerti.", "benefit_sought": "Cara keputusan dibuat.", "learning_goal": "Dasbor"},
    ),
    ("memberi", {"chosen": ["membaca-dasbor"]}),
    ("mendapat", {"chosen": ["negosiasi", "jejaring"]}),
    (
        "tingkat",
        {
            "level_membaca-dasbor": "4",
            "evidence_membaca-dasbor": "Dua tim",
            "importance_negosiasi": "5",
            "importance_jejaring": "2",
        },
    ),
    (
        "waktu",
        {"week": ["1-08", "1-10"], "time_zone": "Asia/Makassar", "capacity": "2", "salutation": "", "nickname": "Ayu"},
    ),
    ("kirim", {"pledges": "on"}),
]


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, enrolment_closes_on=(NOW + timedelta(days=9999)).date())


@pytest.fixture
def enrolment(cast: Cast, programme: Programme) -> Enrolment:
    return make_invited(programme, cast.ayu)


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(enrolment: Enrolment, screen: str) -> str:
    return reverse("participant:enrolment_screen", args=[enrolment.public_id, screen])


def link_of(enrolment: Enrolment) -> str:
    effect = Effect.objects.of(enrolment.organisation).get(key=f"enrolment-invitation:{enrolment.public_id}")
    found = re.search(r"https?://[^/]+(/saya/undangan/\S+)", read_content(effect)["text"])
    assert found
    return found[1]


def test_enrolment_has_at_most_seven_screens() -> None:
    assert len(SCREENS) <= 7


@pytest.mark.parametrize("role", EnrolmentRole.values)
def test_enrolment_goes_from_screen_to_screen(client: Client, cast: Cast, programme: Programme, role: str) -> None:
    enrolment = make_invited(programme, cast.bram, role)
    signed_in(client, cast.bram)
    sentences = 0
    for place, (screen, said) in enumerate(SCREEN_POSTS):
        page = client.get(reverse("participant:enrolment", args=[enrolment.public_id]), follow=True)
        assert page.redirect_chain[-1][0] == address(enrolment, screen)
        sentences += len(re.findall(r"<textarea[^>]*\brequired\b", page.content.decode()))
        answer = client.post(address(enrolment, screen), said)
        expected = (
            address(enrolment, KEYS[place + 1])
            if place < 6
            else reverse("participant:enrolment_done", args=[enrolment.public_id])
        )
        assert answer.headers["Location"] == expected
    enrolment.refresh_from_db()
    assert sentences == (3 if role == EnrolmentRole.MENTEE else 2)
    assert (enrolment.state, enrolment.capacity) == (EnrolmentState.SUBMITTED, 2)
    assert list(enrolment.offers.values_list("level", "evidence")) == [(4, "Dua tim")]
    assert sorted(enrolment.wants.values_list("importance", flat=True)) == [2, 5]
    assert [(slot.weekday, slot.starts.hour, slot.ends.hour) for slot in cast.bram.availability.all()] == [(1, 8, 12)]
    kept = Consent.objects.of(cast.organisation).get()
    assert (kept.purpose, kept.notice, kept.language) == ("participation", programme.notice, "id")


def test_whoever_agreed_to_an_earlier_notice_is_asked_again_by_the_next_programme(
    client: Client, cast: Cast, programme: Programme
) -> None:
    """A programme keeps the notice it began with; a yes to one version is none to the next."""
    first = NoticeVersion.objects.get(key=programme.notice.key, version=1)
    Programme.objects.of(cast.organisation).update(notice=first)
    earlier = make_invited(Programme.objects.of(cast.organisation).get(), cast.ayu)
    submit_enrolment(earlier, make_answers(), by=cast.ayu, now=NOW)
    again = make_invited(make_open_programme(cast.organisation, name="Angkatan berikut"), cast.ayu)

    page = signed_in(client, cast.ayu).get(address(again, "persetujuan")).content.decode()
    assert "Evaluator program" in page
    assert "Evaluator program" not in client.get(address(earlier, "persetujuan")).content.decode()
    assert not re.search(r'name="(accepts_notice|consent_\w+)"[^>]*checked', page)
    assert client.post(address(again, "persetujuan"), {}).status_code == 422  # not taken without the new yes
    assert [one.notice for one in cast.ayu.consents.all()] == [first]


def test_no_consent_is_ticked_beforehand(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    page = signed_in(client, cast.ayu).get(address(enrolment, "persetujuan")).content.decode()
    assert page.count('type="checkbox"') == 4
    assert " checked" not in page


def test_screen_says_what_is_missing_and_keeps_the_rest(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    signed_in(client, cast.ayu).post(address(enrolment, "persetujuan"), SCREEN_POSTS[0][1])
    answer = client.post(address(enrolment, "alasan"), {"motivation": "Saya ingin mengerti.", "benefit_sought": " "})
    assert answer.status_code == 422
    assert "data-summary" in answer.content.decode()
    enrolment.refresh_from_db()
    assert (enrolment.step, enrolment.draft["motivation"]) == (1, "Saya ingin mengerti.")


def test_going_back_keeps_the_draft(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    signed_in(client, cast.ayu).post(address(enrolment, "persetujuan"), SCREEN_POSTS[0][1])
    answer = client.post(
        address(enrolment, "alasan"), {"motivation": "Setengah jadi", "benefit_sought": "", "back": "1"}
    )
    assert answer.headers["Location"] == address(enrolment, "persetujuan")
    assert "Setengah jadi" in client.get(address(enrolment, "alasan")).content.decode()


def test_screen_not_reached_leads_to_the_one_that_is_next(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    answer = signed_in(client, cast.ayu).get(address(enrolment, "kirim"))
    assert answer.headers["Location"] == address(enrolment, "persetujuan")


def test_more_than_five_skills_are_too_many(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    signed_in(client, cast.ayu)
    for screen, said in SCREEN_POSTS[:2]:
        client.post(address(enrolment, screen), said)
    six = ["membaca-dasbor", "uji-ab", "uu-pdp", "tanpa-kode", "blockchain", "ai-generatif"]
    assert client.post(address(enrolment, "memberi"), {"chosen": six}).status_code == 422


def test_enrolment_of_another_is_not_there(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    for stranger in (cast.bram, cast.citra, cast.dian):
        signed_in(client, stranger)
        for name in ("enrolment", "enrolment_done", "enrolment_decline", "enrolment_withdraw"):
            assert client.get(reverse(f"participant:{name}", args=[enrolment.public_id])).status_code == 404
        assert client.post(address(enrolment, "persetujuan"), SCREEN_POSTS[0][1]).status_code == 404


def test_closed_enrolment_says_so(client: Client, cast: Cast, programme: Programme, enrolment: Enrolment) -> None:
    mentee = make_invited(programme, cast.bram, EnrolmentRole.MENTEE)
    submit_enrolment(mentee, make_answers(), by=cast.bram, now=NOW)
    submit_enrolment(make_invited(programme, cast.citra), make_answers(), by=cast.citra, now=NOW)
    begin_matching(programme, by=None, now=NOW)
    page = signed_in(client, cast.ayu).get(address(enrolment, "persetujuan"), follow=True)
    assert "Pendaftaran sudah ditutup" in page.content.decode()


def test_withdrawing_and_declining_ask_first(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    decline = reverse("participant:enrolment_decline", args=[enrolment.public_id])
    assert signed_in(client, cast.ayu).get(decline).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.INVITED
    client.post(decline)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.DECLINED


def test_invitation_link_changes_nothing_when_opened(client: Client, enrolment: Enrolment) -> None:
    page = client.get(link_of(enrolment))
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.INVITED


def test_invitation_link_lets_in_once(client: Client, cast: Cast, enrolment: Enrolment) -> None:
    answer = client.post(link_of(enrolment), {"start": "1"})
    assert answer.headers["Location"] == reverse("participant:enrolment", args=[enrolment.public_id])
    assert client.session["_auth_user_id"] == str(cast.ayu.account_id)
    assert AuditEntry.objects.filter(verb="account.signed_in", by_ref=cast.ayu.public_id).count() == 1
    assert Client().post(link_of(enrolment), {"start": "1"}).status_code == 410


def test_invitation_can_be_declined_by_one_tap(client: Client, enrolment: Enrolment) -> None:
    assert client.post(link_of(enrolment), {"decline": "1"}).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.DECLINED
    assert "_auth_user_id" not in client.session


def test_unknown_invitation_link_has_ended(client: Client, db: None) -> None:
    assert client.get("/saya/undangan/tidak-ada/").status_code == 410
