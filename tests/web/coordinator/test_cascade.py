"""The cascade's pages: who goes first, said in public, the tracker by level, and the next wave."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_answers, make_open_programme
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment
from timbalik.programmes.models import Cascade, Programme
from timbalik.programmes.operations import submit_enrolment
from timbalik.programmes.operations.cascades import begin_cascade, publish_statement
from timbalik.programmes.states import CascadeMode, EnrolmentRole, Route

pytestmark = pytest.mark.usefixtures("content", "monday")
SAID = "Saya belajar dari rekan muda."


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.CASCADE, Route.SEARCH])


def begun(programme: Programme, cast: Cast, mode: str = CascadeMode.OPT_IN) -> Cascade:
    made = begin_cascade(programme, cast.bram, mode=mode, by=cast.citra, now=NOW)
    submit_enrolment(programme.enrolments.get(person=cast.bram), make_answers(), by=cast.bram, now=NOW)
    return made


def at(name: str, programme: Programme) -> str:
    return reverse(name, args=[programme.public_id])


def test_coordinator_asks_the_top_leader(programme: Programme, cast: Cast) -> None:
    client, page = signed_in(cast.citra), at("coordinator:cascade", programme)
    assert cast.bram.display_name in client.get(f"{page}?q=Bram").content.decode()
    assert client.post(page, {"mode": "opt_in"}).status_code == 422
    client.post(page, {"mode": "opt_in", "person": str(cast.bram.public_id)})
    assert Cascade.objects.of(cast.organisation).get().leader == cast.bram
    for person in (cast.ayu, cast.bram, cast.dian):
        assert signed_in(person).get(page).status_code == 404


def test_mandate_without_a_choice_is_refused_in_words(programme: Programme, cast: Cast) -> None:
    programme.routes = [Route.CASCADE]
    programme.save()
    said = {"mode": "mandated", "person": str(cast.bram.public_id)}
    answer = signed_in(cast.citra).post(at("coordinator:cascade", programme) + "?q=Bram", said)
    assert answer.status_code == 422
    assert not Cascade.objects.of(cast.organisation).exists()


def test_closed_route_is_not_there(programme: Programme, cast: Cast) -> None:
    programme.routes = []
    programme.save()
    assert signed_in(cast.citra).get(at("coordinator:cascade", programme)).status_code == 404


def test_leader_says_so_and_takes_it_back(programme: Programme, cast: Cast) -> None:
    begun(programme, cast)
    leader, colleague = signed_in(cast.bram), signed_in(cast.ayu)
    mine, public = at("participant:cascade_mine", programme), at("participant:statement", programme)
    assert mine in leader.get(reverse("participant:home")).content.decode()
    assert colleague.get(mine).status_code == 404
    assert leader.post(mine, {"statement": SAID}).status_code == 422
    assert colleague.get(public).status_code == 404
    leader.post(mine, {"statement": SAID, "agrees": "on"})
    assert SAID in colleague.get(public).content.decode()
    assert signed_in(cast.dian).get(public).status_code == 404
    leader.post(at("participant:cascade_withdraw", programme))
    assert colleague.get(public).status_code == 404


def test_wave_is_read_before_it_is_opened(programme: Programme, cast: Cast) -> None:
    made = begun(programme, cast)
    client, wave = signed_in(cast.citra), at("coordinator:cascade_wave", programme)
    said = {"lowest": "5", "highest": "5", "starts_on": "2027-02-01"}
    early = client.post(wave, said | {"open": "1"})
    assert early.status_code == 422
    publish_statement(made, SAID, by=cast.bram, now=NOW)
    make_person(cast.organisation, "Ir. Made Wirawan", level_rank=5)
    assert SAID in client.post(wave, said | {"look": "1"}).content.decode()
    assert programme.cohorts.count() == 1
    client.post(wave, said | {"open": "1"})
    assert programme.cohorts.count() == 2
    assert programme.enrolments.filter(role=EnrolmentRole.MENTEE, person__level_rank=5).count() == 2
    assert signed_in(cast.ayu).post(wave, said).status_code == 404


def test_mandate_is_said_on_the_invitation_with_what_stays(programme: Programme, cast: Cast) -> None:
    begun(programme, cast, CascadeMode.MANDATED)
    enrolment = programme.enrolments.get(person=cast.bram)
    page = reverse("participant:enrolment_screen", args=[enrolment.public_id, "alasan"])
    assert "Yang tetap milik Anda" in signed_in(cast.bram).get(page).content.decode()


def test_tracker_shows_groups_alone_in_as_few_queries_for_many(programme: Programme, cast: Cast) -> None:
    made = begun(programme, cast)
    publish_statement(made, SAID, by=cast.bram, now=NOW)
    client, page = signed_in(cast.citra), at("coordinator:cascade", programme)
    asked, shown = [], ""
    for number in (3, 40):
        for rank in (6, 7):
            for place in range(number):
                person = make_person(cast.organisation, f"Wayan {rank}-{place}", level_rank=rank, level_name=f"T{rank}")
                make_enrolment(programme, person, EnrolmentRole.MENTEE)
        client.get(page)
        with CaptureQueriesContext(connection) as caught:
            shown = client.get(page).content.decode()
        asked.append(len(caught))
        if number == 3:
            assert 'data-l="Diundang">3<' not in shown
    assert asked[0] == asked[1]
    assert 'data-l="Diundang">43<' in shown
