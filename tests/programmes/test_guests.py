"""Guests of partner organisations: invited with the least, looked after by their own, unseen by everybody else's."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW, make_person
from timbalik.notifications.models import Effect
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.people.states import PartnerKind
from timbalik.programmes.guests import guest_enrolments, partner_counts, programmes_with_my_guests
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import EnrolmentNotOpen, create_programme
from timbalik.programmes.operations.guests import (
    GuestRefused,
    GuestWords,
    NotYourGuests,
    PartnerNameTaken,
    add_partner,
    invite_guest,
    name_partner_coordinator,
)
from timbalik.programmes.rules import is_partner_coordinator, may_invite_guests, may_manage_role
from timbalik.programmes.states import EnrolmentRole, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
SEKAR = GuestWords("Sekar", "Sekar@kampus.example")
WENING = GuestWords("Bu Wening", "wening@kampus.example")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, by=cast.citra)


@pytest.fixture
def campus(cast: Cast) -> PartnerOrganisation:
    return add_partner(cast.organisation, name="Universitas Nusa", kind=PartnerKind.CAMPUS, by=cast.citra, now=NOW)


def looked_after(programme: Programme, partner: PartnerOrganisation, by: Person) -> Person:
    return name_partner_coordinator(programme, partner, WENING, by=by, now=NOW).person


def test_guest_is_invited_with_a_name_and_an_address_alone(
    programme: Programme, campus: PartnerOrganisation, cast: Cast
) -> None:
    enrolment = invite_guest(programme, campus, SEKAR, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)
    guest = enrolment.person
    assert (guest.is_guest, guest.partner, guest.called, guest.email) == (True, campus, "Sekar", "sekar@kampus.example")
    assert (guest.staff_number, guest.unit, guest.position, guest.level_rank) == ("", None, "", None)
    letters = Effect.objects.of(cast.organisation).filter(recipient=guest)
    assert letters.count() == 1
    again = invite_guest(programme, campus, SEKAR, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)
    assert (again, letters.count()) == (enrolment, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (GuestWords(" ", "a@kampus.example"), "name"),
        (GuestWords("Sekar", "bukan-alamat"), "address"),
        (GuestWords("Ayu", "AYU"), "works_here"),
        (GuestWords("Tono", "tono@lain.example"), "elsewhere"),
    ],
)
def test_guest_is_refused_with_the_reason(
    programme: Programme, campus: PartnerOrganisation, cast: Cast, words: GuestWords, code: str
) -> None:
    other = add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    make_person(cast.organisation, "Tono", email="tono@lain.example", is_guest=True, partner=other)
    if words.email == "AYU":
        words = GuestWords("Ayu", cast.ayu.email)
    people = Person.objects.of(cast.organisation).count()
    with pytest.raises(GuestRefused) as refused:
        invite_guest(programme, campus, words, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)
    assert (refused.value.code, Person.objects.of(cast.organisation).count()) == (code, people)


def test_partner_is_named_once(campus: PartnerOrganisation, cast: Cast) -> None:
    with pytest.raises(PartnerNameTaken):
        add_partner(cast.organisation, name="universitas nusa", kind=PartnerKind.COMPANY, by=cast.citra, now=NOW)


def test_partner_coordinator_invites_and_sees_their_own_guests_alone(
    programme: Programme, campus: PartnerOrganisation, cast: Cast
) -> None:
    other = add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    wening = looked_after(programme, campus, cast.citra)
    mine = invite_guest(programme, campus, SEKAR, EnrolmentRole.MENTOR, by=wening, now=NOW)
    invite_guest(programme, other, GuestWords("Tono", "t@lain.example"), EnrolmentRole.MENTEE, by=cast.citra, now=NOW)
    assert list(guest_enrolments(programme, campus)) == [mine]
    with pytest.raises(NotYourGuests):
        invite_guest(programme, other, WENING, EnrolmentRole.MENTOR, by=wening, now=NOW)
    with pytest.raises(NotYourGuests):
        name_partner_coordinator(programme, campus, SEKAR, by=wening, now=NOW)
    counts = {one.partner.name: (one.asked, one.enrolled, one.looked_after_by) for one in partner_counts(programme)}
    assert counts == {"Asosiasi": (1, 0, ()), "Universitas Nusa": (1, 0, (wening,))}


def test_role_is_of_one_programme_and_of_guests_alone(
    programme: Programme, campus: PartnerOrganisation, cast: Cast
) -> None:
    wening = looked_after(programme, campus, cast.citra)
    second = make_open_programme(cast.organisation, by=cast.citra, name="Angkatan 2")
    assert is_partner_coordinator(wening, programme)
    assert list(programmes_with_my_guests(wening)) == [programme]
    assert not is_partner_coordinator(wening, second)
    assert not may_invite_guests(wening, second, campus)
    assert not may_invite_guests(cast.ayu, programme, campus)
    assert not may_invite_guests(cast.dian, programme, campus)
    assert not may_manage_role(cast.citra, Role.PARTNER_COORDINATOR, None)


def test_draft_takes_no_guests(campus: PartnerOrganisation, cast: Cast) -> None:
    draft = create_programme(
        cast.organisation,
        template_key="tpl-kampus",
        name="Draf",
        starts_on=NOW.date(),
        by=cast.citra,
        now=NOW,
    )
    with pytest.raises(EnrolmentNotOpen):
        invite_guest(draft, campus, SEKAR, EnrolmentRole.MENTOR, by=cast.citra, now=NOW)
