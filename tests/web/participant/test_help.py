"""Ask for help from the pair space; and a new partner after an early end, the same for both sides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from tests.factories.relationships import Pair
from tests.web.participant.conftest import Enter, Lead
from timbalik.journey.confidential import own_talks, talks_for, words_of
from timbalik.journey.operations import leave_relationship
from timbalik.people.models.persons import Person
from timbalik.programmes.states import Role
from timbalik.relationships.rematch import waiting_again
from timbalik.relationships.states import Phase

WORDS = "Rahasia: saya merasa tidak nyaman"


@pytest.fixture
def pair(lead: Lead) -> Pair:
    return lead(Phase.NEGOTIATION)


@pytest.fixture
def ratna(pair: Pair) -> Person:
    person = make_person(pair.relationship.organisation, "Ratna", salutation="Bu", with_account=True)
    make_role(person, Role.CONFIDENTIAL_CONTACT, pair.relationship.programme)
    return person


def at(pair: Pair, name: str = "pair_help") -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id])


def test_pair_space_leads_to_help_also_after_the_end(cast: Cast, enter: Enter, pair: Pair) -> None:
    assert at(pair) in enter(cast.ayu).get(at(pair, "pair")).content.decode()
    leave_relationship(pair.relationship, by=cast.bram, now=NOW)
    assert at(pair) in enter(cast.ayu).get(at(pair, "pair")).content.decode()


@pytest.mark.parametrize("side", ["ayu", "bram"])
def test_wish_reaches_the_contact_and_nobody_else(
    cast: Cast, enter: Enter, pair: Pair, ratna: Person, side: str
) -> None:
    """The same way for the junior mentor and the senior mentee."""
    me, partner = (cast.ayu, cast.bram) if side == "ayu" else (cast.bram, cast.ayu)
    page = enter(me).get(at(pair)).content.decode()
    assert "Ratna" in page
    assert "tidak boleh berakibat pada penilaian, gaji, promosi, atau tugas Anda" in page
    enter(me).post(at(pair), {"act": "ask", "words": WORDS})
    [talk] = talks_for(ratna)
    assert (talk.person, words_of(talk)) == (me, WORDS)
    for other in (partner, cast.citra):
        seen = enter(other)
        pages = [at(pair, "pair"), at(pair), reverse("participant:notices"), reverse("coordinator:home")]
        assert not any(WORDS in seen.get(url).content.decode() for url in pages)
    assert "Permintaan Anda sudah disampaikan" in enter(me).get(at(pair)).content.decode()


def test_wish_is_taken_back_by_who_asked_alone(cast: Cast, enter: Enter, pair: Pair, ratna: Person) -> None:
    enter(cast.ayu).post(at(pair), {"act": "ask"})
    talk = own_talks(cast.ayu, pair.relationship.programme).get()
    taken_back = {"act": "withdraw", "talk": str(talk.public_id)}
    assert enter(cast.bram).post(at(pair), taken_back).status_code == 404
    enter(cast.ayu).post(at(pair), taken_back)
    assert not talks_for(ratna).exists()


def test_without_a_contact_the_page_passes_nothing_on_and_says_so(cast: Cast, enter: Enter, pair: Pair) -> None:
    page = enter(cast.ayu).get(at(pair)).content.decode()
    assert "Belum ada kontak di luar garis atasan Anda" in page
    assert "Citra" in page
    enter(cast.ayu).post(at(pair), {"act": "ask", "words": WORDS})
    assert not own_talks(cast.ayu, pair.relationship.programme).exists()


@pytest.mark.parametrize("who", ["citra", "dian"])
def test_nobody_but_members_asks_there(cast: Cast, enter: Enter, pair: Pair, ratna: Person, who: str) -> None:
    browser = enter(getattr(cast, who))
    assert (browser.get(at(pair)).status_code, browser.post(at(pair), {"act": "ask"}).status_code) == (404, 404)
    assert enter(ratna).get(at(pair)).status_code == 404


def test_both_see_the_line_for_a_new_partner_and_one_says_not_now(cast: Cast, enter: Enter, pair: Pair) -> None:
    programme = pair.relationship.programme
    leave_relationship(pair.relationship, by=cast.ayu, now=NOW)
    seen = [enter(person).get(reverse("participant:home")).content.decode() for person in (cast.ayu, cast.bram)]
    assert ["Anda dalam antrean pasangan baru" in page for page in seen] == [True, True]
    mine = cast.ayu.enrolments.get(programme=programme)
    url = reverse("participant:new_partner", args=[mine.public_id])
    assert enter(cast.bram).post(url, {"wish": "no"}).status_code == 404
    page = enter(cast.ayu).post(url, {"wish": "no"}, follow=True).content.decode()
    assert "Belum ingin pasangan baru" in page
    assert [row.person for row in waiting_again(programme)] == [cast.bram]
    enter(cast.ayu).post(url, {"wish": "yes"})
    assert waiting_again(programme).count() == 2


def test_coordinator_sees_both_in_the_line_and_not_who_left(cast: Cast, enter: Enter, pair: Pair) -> None:
    programme = pair.relationship.programme
    leave_relationship(pair.relationship, by=cast.ayu, now=NOW)
    browser = enter(cast.citra)
    home = browser.get(reverse("coordinator:programme_home", args=[programme.public_id])).content.decode()
    assert "Dua orang menunggu pasangan baru" in home
    url = reverse("coordinator:participants", args=[programme.public_id])
    page = browser.get(url, {"state": "waits"}).content.decode()
    assert page.count("<c-tag") == 0
    assert page.count(">Menunggu pasangan baru</span>") == 2
    assert "Ayu Lestari" in page
    assert "Bram" in page
