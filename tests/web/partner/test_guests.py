"""The page of a partner organisation: its own guests, how far each has come, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.relationships import make_pair
from tests.factories.sessions import make_session
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import SessionState
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.people.states import PartnerKind
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations.guests import (
    GuestWords,
    NotYourGuests,
    add_partner,
    invite_guest,
    name_partner_coordinator,
    remind_guests,
)
from timbalik.programmes.states import EnrolmentRole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, by=cast.citra)


@pytest.fixture
def campus(cast: Cast) -> PartnerOrganisation:
    return add_partner(cast.organisation, name="Universitas Nusa", kind=PartnerKind.CAMPUS, by=None, now=NOW)


@pytest.fixture
def wening(programme: Programme, campus: PartnerOrganisation, cast: Cast) -> Person:
    words = GuestWords("Bu Wening", "wening@kampus.example")
    return name_partner_coordinator(programme, campus, words, by=cast.citra, now=NOW).person


@pytest.fixture
def sekar(programme: Programme, campus: PartnerOrganisation, cast: Cast) -> Enrolment:
    words = GuestWords("Sekar", "sekar@kampus.example")
    return invite_guest(programme, campus, words, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def test_own_guests_are_shown_with_their_state_and_that_a_pair_exists(
    client: Client, cast: Cast, programme: Programme, wening: Person, sekar: Enrolment
) -> None:
    other = add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    invite_guest(programme, other, GuestWords("Tono", "t@lain.example"), EnrolmentRole.MENTEE, by=cast.citra, now=NOW)
    make_pair(programme, mentor=sekar.person, mentee=cast.bram)
    page = as_(client, wening).get(reverse("partner:guests", args=[programme.public_id])).content.decode()
    assert "Sekar" in page
    assert 'data-tone="ok"' in page  # has a pair
    for unseen in ("Bram", "Tono", "Ayu", cast.bram.email, "sekar@kampus.example"):
        assert unseen not in page


def test_who_looks_after_guests_begins_at_their_page_and_invites_by_it(
    client: Client, programme: Programme, wening: Person, campus: PartnerOrganisation
) -> None:
    page = reverse("partner:guests", args=[programme.public_id])
    as_(client, wening)
    assert client.get(reverse("partner:home")).headers["Location"] == page
    said = {"called": "Galih", "email": "galih@kampus.example", "language": "id", "role": "mentor"}
    assert client.post(page, said).headers["Location"] == page
    assert Enrolment.objects.of(programme.organisation_id).get(person__email=said["email"]).person.partner == campus
    assert client.post(page, said | {"email": "bukan"}).status_code == 422


@pytest.mark.parametrize("who", ["ayu", "bram", "citra", "dian"])
def test_page_of_a_partner_is_for_its_own_alone(
    client: Client, cast: Cast, programme: Programme, wening: Person, who: str
) -> None:
    as_(client, getattr(cast, who))
    for address in (reverse("partner:home"), reverse("partner:guests", args=[programme.public_id])):
        assert client.get(address).status_code == 404


def test_partner_coordinator_finds_none_of_the_coordinators_pages(
    client: Client, programme: Programme, wening: Person, campus: PartnerOrganisation
) -> None:
    as_(client, wening)
    ref = programme.public_id
    for address in (
        reverse("coordinator:programme", args=[ref]),
        reverse("coordinator:participants", args=[ref]),
        reverse("coordinator:programme_partners", args=[ref]),
        reverse("coordinator:programme_partner", args=[ref, campus.public_id]),
    ):
        assert client.get(address).status_code == 404


def test_coordinator_adds_an_organisation_its_coordinator_and_a_guest(
    client: Client, cast: Cast, programme: Programme
) -> None:
    as_(client, cast.citra)
    partners = reverse("coordinator:programme_partners", args=[programme.public_id])
    made = client.post(partners, {"name": "Institut Sagara", "kind": "campus"})
    partner = made.headers["Location"]
    assert client.post(partners, {"name": "institut sagara", "kind": "campus"}).status_code == 422
    naming = {"name_coordinator": "1", "pj-called": "Pak Budi", "pj-email": "budi@sagara.example", "pj-language": "id"}
    assert client.post(partner, naming).status_code == 302
    guest = {"called": "Intan", "email": "intan@sagara.example", "language": "en", "role": "mentor"}
    assert client.post(partner, guest).status_code == 302
    page = client.get(partner).content.decode()
    assert "Intan" in page
    assert "Pak Budi" in page
    refused = client.post(partner, guest | {"email": cast.ayu.email})
    assert refused.status_code == 422


def test_guest_sees_the_organisation_of_the_other_and_neither_unit_nor_position(
    client: Client, cast: Cast, programme: Programme, sekar: Enrolment
) -> None:
    cast.bram.position = "Direktur Keuangan"
    cast.bram.save()
    pair = make_pair(programme, mentor=sekar.person, mentee=cast.bram).relationship
    page = as_(client, sekar.person).get(reverse("participant:pair", args=[pair.public_id])).content.decode()
    assert "Kirana Nusantara" in page
    for unseen in ("Direktur Keuangan", "<p>Keuangan</p>", cast.bram.email):
        assert unseen not in page


def test_figures_hide_sessions_of_few_and_count_them_from_five_on(
    client: Client, cast: Cast, programme: Programme, campus: PartnerOrganisation, wening: Person
) -> None:
    page = reverse("partner:guests", args=[programme.public_id])
    as_(client, wening)
    for number in range(5):
        words = GuestWords(f"Tamu {number}", f"tamu{number}@kampus.example")
        guest = invite_guest(programme, campus, words, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)
        pair = make_pair(programme, mentor=guest.person)
        MentoringSession.objects.filter(pk=make_session(pair).pk, organisation=programme.organisation).update(
            state=SessionState.HELD
        )
        if number == 3:
            assert "mulai lima tamu" in client.get(page).content.decode()
    text = " ".join(client.get(page).content.decode().split())
    assert "<dt>Sesi terlaksana</dt><dd>5</dd>" in text
    assert "mulai lima tamu" not in text


def test_own_guests_are_reminded_once_in_three_days_and_nobody_elses(
    client: Client, cast: Cast, programme: Programme, wening: Person, sekar: Enrolment
) -> None:
    other = add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    tono = invite_guest(
        programme, other, GuestWords("Tono", "t@lain.example"), EnrolmentRole.MENTEE, by=cast.citra, now=NOW
    )
    url = reverse("partner:remind", args=[programme.public_id])
    for days, letters in ((1, 1), (4, 2), (5, 2), (8, 3)):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            as_(client, wening).post(url)
        assert (len(waiting(sekar.person)), len(waiting(tono.person))) == (letters, 1)
    for person in (cast.ayu, cast.bram, cast.citra, cast.dian):
        assert as_(client, person).post(url).status_code == 404


def test_reminding_is_for_own_guests_while_enrolment_is_open(
    cast: Cast, programme: Programme, campus: PartnerOrganisation, wening: Person
) -> None:
    other = add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    for partner, by in ((other, wening), (campus, cast.ayu)):
        with pytest.raises(NotYourGuests):
            remind_guests(programme, partner, by=by, now=NOW)
