"""A colleague names, the nominee is asked first, and nobody else reads anything before a yes (F-12, S-16)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Nomination, Programme
from timbalik.programmes.nominations import candidates
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.ideas import CannotBeAsked, NotAllowed
from timbalik.programmes.operations.nominations import (
    NominationIncomplete,
    NotACandidate,
    answer_nomination,
    invite_candidate,
    nominate,
)
from timbalik.programmes.operations.programmes import close_programme
from timbalik.programmes.states import Asked, EnrolmentRole, ProgrammeState, Route

pytestmark = pytest.mark.usefixtures("content", "monday")
SEEN = "Ia melatih dua tim membaca dasbor di Makassar."


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION])


def named(programme: Programme, nominee: Person, by: Person) -> Nomination:
    return nominate(programme, nominee, good_at="Membaca dasbor", example=SEEN, by=by, now=NOW)


def link_to(person: Person) -> str:
    found = re.search(r"/ketuk/[^/\s]+/", waiting(person)[-1].text)
    assert found is not None
    return found.group()


def test_nominee_is_asked_with_one_letter_whoever_names_them(programme: Programme, cast: Cast) -> None:
    named(programme, cast.ayu, cast.bram)
    named(programme, cast.ayu, cast.bram)
    named(programme, cast.ayu, cast.citra)

    letters = waiting(cast.ayu)
    assert len(letters) == 1
    assert SEEN in letters[0].text
    assert cast.bram.display_name in letters[0].text
    assert Nomination.objects.of(cast.organisation).count() == 2


def test_nothing_is_shown_before_the_yes_and_a_no_leaves_no_trace(programme: Programme, cast: Cast) -> None:
    row = named(programme, cast.ayu, cast.bram)
    page = reverse("coordinator:candidates", args=[programme.public_id])
    own = reverse("participant:nominations")
    before = signed_in(cast.bram).get(own).content.decode()
    for answer in (Asked.WAITING, Asked.NO):
        if answer == Asked.NO:
            answer_nomination(row, yes=False, by=cast.ayu, now=NOW)
        assert cast.ayu.display_name not in signed_in(cast.citra).get(page).content.decode()
        said = signed_in(cast.bram).get(own).content.decode()
        assert re.sub(r"csrf\w*\W+\w+", "", said).count("Ayu Lestari") == before.count("Ayu Lestari") == 1
        assert said.count("<li") == before.count("<li")
    assert not candidates(programme).exists()


def test_yes_counts_for_every_voice_and_can_be_taken_back(programme: Programme, cast: Cast) -> None:
    row = named(programme, cast.ayu, cast.bram)
    answer_nomination(row, yes=True, by=cast.ayu, now=NOW)
    named(programme, cast.ayu, cast.citra)
    assert [len(one.voices) for one in candidates(programme)] == [2]  # type: ignore[attr-defined]
    answer_nomination(row, yes=False, by=cast.ayu, now=NOW)
    assert not candidates(programme).exists()
    with pytest.raises(NotAllowed):
        answer_nomination(row, yes=True, by=cast.bram, now=NOW)


def test_who_may_be_named(programme: Programme, cast: Cast) -> None:
    for nominee in (cast.bram, cast.dian):
        with pytest.raises(CannotBeAsked):
            named(programme, nominee, cast.bram)
    with pytest.raises(NominationIncomplete):
        nominate(programme, cast.ayu, good_at="Dasbor", example=" ", by=cast.bram, now=NOW)
    programme.routes = []
    with pytest.raises(RouteClosed):
        named(programme, cast.ayu, cast.bram)


def test_candidate_is_invited_with_one_tap_and_leaves_the_list(programme: Programme, cast: Cast) -> None:
    row = named(programme, cast.ayu, cast.bram)
    with pytest.raises(NotACandidate):
        invite_candidate(programme, cast.ayu, by=cast.citra, now=NOW)
    answer_nomination(row, yes=True, by=cast.ayu, now=NOW)
    page = reverse("coordinator:candidates", args=[programme.public_id])
    assert SEEN in signed_in(cast.citra).get(page).content.decode()
    invite = reverse("coordinator:candidate_invite", args=[programme.public_id])
    assert signed_in(cast.citra).post(invite, {"person": str(cast.bram.public_id)}).status_code == 404
    signed_in(cast.citra).post(invite, {"person": str(cast.ayu.public_id)})
    assert programme.enrolments.get().role == EnrolmentRole.MENTOR
    assert not candidates(programme).exists()
    for person in (cast.ayu, cast.bram, cast.dian):
        assert signed_in(person).get(page).status_code == 404


def test_one_tap_answers_and_opening_changes_nothing(programme: Programme, cast: Cast, client: Client) -> None:
    row = named(programme, cast.ayu, cast.bram)
    link = link_to(cast.ayu)
    page = client.get(link).content.decode()
    assert SEEN in page
    assert "<script" not in page
    row.refresh_from_db()
    assert row.answer == Asked.WAITING
    client.post(link, {"reply": "yes"})
    row.refresh_from_db()
    assert row.answer == Asked.YES


def test_colleague_names_on_the_page(programme: Programme, cast: Cast) -> None:
    client, page = signed_in(cast.bram), reverse("participant:nominate", args=[programme.public_id])
    assert "Ayu Lestari" in client.get(f"{page}?q=Ayu").content.decode()
    assert client.post(page, {"person": str(cast.ayu.public_id)}).status_code == 200
    said = {"person": str(cast.ayu.public_id), "good_at": "Dasbor", "example": ""}
    assert client.post(page, said).status_code == 422
    client.post(page, said | {"example": SEEN})
    assert Nomination.objects.of(cast.organisation).get().nominee == cast.ayu
    assert signed_in(cast.dian).get(page).status_code == 404
    programme.routes = []
    programme.save()
    assert client.get(page).status_code == 404


def test_erased_nominee_is_gone_and_erased_nominator_unnamed(programme: Programme, cast: Cast) -> None:
    row = named(programme, cast.ayu, cast.bram)
    erase_person(cast.bram, by=None, now=NOW)
    row.refresh_from_db()
    assert row.nominator is None
    erase_person(cast.ayu, by=None, now=NOW)
    assert not Nomination.objects.of(cast.organisation).exists()


def test_names_without_a_yes_are_forgotten_when_the_programme_closes(programme: Programme, cast: Cast) -> None:
    row = named(programme, cast.ayu, cast.bram)
    named(programme, cast.citra, cast.bram)
    answer_nomination(row, yes=True, by=cast.ayu, now=NOW)
    programme.state = ProgrammeState.RUNNING
    close_programme(programme, by=cast.citra, now=NOW)
    assert list(Nomination.objects.of(cast.organisation)) == [row]


def test_list_asks_as_little_for_60_candidates_as_for_2(programme: Programme, cast: Cast) -> None:
    client, page = signed_in(cast.citra), reverse("coordinator:candidates", args=[programme.public_id])
    asked, shown = [], ""
    for number in (2, 58):
        for place in range(number):
            person = make_person(cast.organisation, f"Suharti {number}-{place}")
            Nomination.objects.create(
                organisation=cast.organisation,
                programme=programme,
                nominee=person,
                nominator=cast.bram,
                good_at="Dasbor",
                answer=Asked.YES,
                nominated_at=NOW,
            )
        client.get(page)
        with CaptureQueriesContext(connection) as caught:
            shown = client.get(page).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert shown.count('<tr><th scope="row">') == 25
