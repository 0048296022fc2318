from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.relationships import make_pair
from tests.factories.sessions import make_session
from tests.factories.training import make_unit_of_training
from tests.web.participant.conftest import Enter, Lead
from timbalik.journey.letters import PAIR_PATH
from timbalik.learning.models import TrainingProgress
from timbalik.meetings.operations import answer_session
from timbalik.meetings.states import Reply
from timbalik.relationships.states import Phase

pytestmark = pytest.mark.django_db
HOME = "/saya/"


def test_home_shows_the_next_session_and_the_answer_that_waits(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = make_session(pair)
    page = enter(cast.bram).get(HOME).content.decode()
    assert "Dari kunjungan ke keranjang" in page
    assert "Ya, saya hadir" in page
    assert "menunggu Anda" in page
    assert "Bisa hadir?" not in page  # the card asks already
    answer_session(session, person=cast.bram, reply=Reply.YES, by=cast.bram, now=NOW)
    assert "Ya, saya hadir" not in enter(cast.bram).get(HOME).content.decode()


def test_home_names_what_this_person_can_do_and_not_what_waits_for_the_partner(cast: Cast, enter: Enter) -> None:
    make_unit_of_training("mentor-uji", "mentor")
    make_pair(make_programme(cast.organisation), mentor=cast.ayu, mentee=cast.bram)
    assert "belum menyelesaikan pelatihan" in enter(cast.ayu).get(HOME).content.decode()
    assert "belum menyelesaikan pelatihan" not in enter(cast.bram).get(HOME).content.decode()


def test_home_of_somebody_without_a_pair_says_what_comes(cast: Cast, enter: Enter) -> None:
    assert "Anda belum punya pasangan" in enter(cast.citra).get(HOME).content.decode()


def test_letters_lead_to_the_pair_space(lead: Lead) -> None:
    pair = lead(Phase.PREPARATION)
    assert PAIR_PATH % pair.relationship.public_id == reverse("participant:pair", args=[pair.relationship.public_id])


# --- Training ------------------------------------------------------------------------------------------------------


def test_unit_is_read_part_by_part_and_remembered(cast: Cast, enter: Enter) -> None:
    unit, programme = make_unit_of_training(), make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    client = enter(cast.ayu)
    address = reverse("participant:training", args=[programme.public_id, unit.key])
    assert not TrainingProgress.objects.of(cast.organisation).exists()
    assert client.get(address).status_code == 200
    assert not TrainingProgress.objects.of(cast.organisation).exists()
    response = client.post(address, {"bagian": "0"})
    assert response["Location"] == f"{address}tanya/"
    assert TrainingProgress.objects.of(cast.organisation).get().section == 1


@pytest.mark.parametrize(("choice", "passed"), [("b", True), ("a", False)])
def test_check_opens_the_gate_or_asks_to_try_again(cast: Cast, enter: Enter, choice: str, passed: bool) -> None:
    unit, programme = make_unit_of_training(), make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    address = reverse("participant:training_check", args=[programme.public_id, unit.key])
    page = enter(cast.ayu).post(address, {f"q{number}": choice for number in range(1, 5)}).content.decode()
    assert ("Unit ini selesai" in page) is passed
    assert (TrainingProgress.objects.of(cast.organisation).get().completed_at is not None) is passed


def test_units_of_the_other_side_and_of_strangers_are_not_found(cast: Cast, enter: Enter) -> None:
    unit, programme = make_unit_of_training("mentee-uji", "mentee"), make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    address = reverse("participant:training", args=[programme.public_id, unit.key])
    for person in (cast.ayu, cast.citra, cast.dian):
        assert enter(person).get(address).status_code == 404


@pytest.mark.parametrize("part", ["-1", "99", "x", "²"])
def test_odd_part_numbers_show_the_beginning(cast: Cast, enter: Enter, part: str) -> None:
    unit, programme = make_unit_of_training(), make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    address = reverse("participant:training", args=[programme.public_id, unit.key])
    assert enter(cast.ayu).get(address, {"bagian": part}).context["number"] == 0
