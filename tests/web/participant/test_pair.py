from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.agreements import ANSWERS
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.journey.pairs import hold
from tests.web.participant.conftest import Enter, Lead
from timbalik.meetings.operations import CheckInAnswers, check_in
from timbalik.people.operations import grant_delegation
from timbalik.programmes.states import Role
from timbalik.relationships.elements import BOUNDARY
from timbalik.relationships.operations import (
    GoalText,
    draft_agreement,
    end_relationship,
    pause_relationship,
    sign_agreement,
    write_note,
)
from timbalik.relationships.queries import agreement_in_force, opened_goals
from timbalik.relationships.states import ClosurePart, Ending, GoalState, Phase, RelationshipState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


def at(pair: Pair, name: str = "pair", *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


@pytest.mark.parametrize("phase", list(Phase))
def test_both_members_see_their_pair_in_every_phase(cast: Cast, enter: Enter, lead: Lead, phase: Phase) -> None:
    pair = lead(phase)
    for person in (cast.ayu, cast.bram):
        page = enter(person).get(at(pair)).content.decode()
        assert "Ayu Lestari" in page
        assert "Bram Wicaksono" in page
        assert 'aria-current="step"' in page


def test_mentor_stands_left_and_mentee_right(cast: Cast, enter: Enter, lead: Lead) -> None:
    page = enter(cast.bram).get(at(lead(Phase.PREPARATION))).content.decode()
    assert page.index('class="duo-p" data-role="mentor"') < page.index('class="duo-p" data-role="mentee"')


@pytest.mark.parametrize(
    "name", ["pair", "agreement", "goal_add", "session_book", "phase_back", "pair_leave", "note_add"]
)
def test_gr07_nobody_but_members_finds_the_pair(cast: Cast, enter: Enter, lead: Lead, name: str) -> None:
    """GR-07: coordinator, administrator, sponsor, contact, evaluator, assistant, a stranger of another company."""
    pair = lead(Phase.GROWTH)
    for role in Role:
        make_role(cast.citra, role)
    grant_delegation(cast.bram, cast.citra, by=cast.bram, now=NOW)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, name)).status_code == 404
    assert enter(cast.ayu).get(at(pair, name)).status_code == 200


def test_coordinator_who_takes_part_sees_what_members_see_and_no_more(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    write_note(pair.relationship, "rahasia Bram", by=cast.bram, now=NOW)
    before = enter(cast.ayu).get(at(pair)).content
    make_role(cast.ayu, Role.COORDINATOR, pair.relationship.programme)
    make_role(cast.ayu, Role.ADMINISTRATOR)
    after = enter(cast.ayu).get(at(pair)).content
    assert b"rahasia Bram" not in after
    assert len(before) == len(after)


@pytest.mark.parametrize("phase", list(Phase))
def test_page_of_a_pair_asks_the_database_twelve_times_at_most(
    cast: Cast, enter: Enter, lead: Lead, phase: Phase
) -> None:
    pair = lead(phase)
    client = enter(cast.ayu)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(at(pair))
        return len(context)

    few = queries()
    assert few <= 12
    if phase == Phase.GROWTH:
        for days in range(1, 4):
            session = hold(pair, at=NOW - timedelta(days=days))
            check_in(session, CheckInAnswers(4, "mentor", gained="x"), by=cast.bram, now=NOW)
        make_session(pair)
        assert queries() <= 12


def test_gate_says_what_is_open_and_the_way_on_appears_when_nothing_is(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.NEGOTIATION)
    client = enter(cast.ayu)
    page = client.get(at(pair)).content.decode()
    assert "Kesepakatan belum ditulis." in page
    assert at(pair, "phase_advance") not in page
    client.post(at(pair, "phase_advance"))
    pair.relationship.refresh_from_db()
    assert pair.relationship.phase == Phase.NEGOTIATION


def test_pair_writes_signs_and_goes_on(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.NEGOTIATION)
    ayu, bram = enter(cast.ayu), enter(cast.bram)
    ayu.post(at(pair, "agreement_edit"), ANSWERS | {"return_gift": "Arus kas"})
    for client in (ayu, bram):
        assert client.post(at(pair, "agreement_sign"), {"version": "1"}).status_code == 302
    assert agreement_in_force(pair.relationship) is not None
    goal = {"title": "Membaca dasbor", "measure": "sebab", "baseline": "0", "target": "3", "due_on": "2027-01-15"}
    bram.post(at(pair, "goal_add"), goal)
    assert at(pair, "phase_advance") in bram.get(at(pair)).content.decode()
    bram.post(at(pair, "phase_advance"))
    pair.relationship.refresh_from_db()
    assert pair.relationship.phase == Phase.GROWTH


def test_gr08_agreement_without_boundary_shows_what_is_empty(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-08."""
    pair = lead(Phase.NEGOTIATION)
    client = enter(cast.ayu)
    client.post(at(pair, "agreement_edit"), ANSWERS | {BOUNDARY: ""})
    page = client.get(at(pair, "agreement")).content.decode()
    assert "Batas" in page
    assert at(pair, "agreement_sign") not in page


def test_version_nobody_read_is_not_signed(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.NEGOTIATION)
    draft_agreement(pair.relationship, ANSWERS, by=cast.ayu, now=NOW)
    newest = draft_agreement(pair.relationship, ANSWERS | {"return_gift": "x"}, by=cast.bram, now=NOW)
    enter(cast.ayu).post(at(pair, "agreement_sign"), {"version": "1"})
    assert not newest.signatures.exists()


def test_change_is_named_before_it_is_signed(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    draft_agreement(pair.relationship, ANSWERS | {"return_gift": "Arus kas"}, by=cast.bram, now=NOW)
    page = enter(cast.ayu).get(at(pair, "agreement")).content.decode()
    assert "Tukar ilmu" in page
    assert "Versi 1 berlaku" in page


def test_goal_is_changed_and_closed(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client, goal = enter(cast.bram), pair.relationship.goals.get()
    client.post(at(pair, "goal", goal.public_id), {"title": "Membaca laporan", "measure": "", "due_on": ""})
    client.post(at(pair, "goal_close", goal.public_id), {"state": GoalState.PARTLY, "outcome": "Dua dari tiga"})
    [opened] = opened_goals(pair.relationship, open_vault(pair.relationship, reader=cast.ayu))
    assert (opened.text, opened.goal.state, opened.outcome) == (
        GoalText("Membaca laporan"),
        GoalState.PARTLY,
        "Dua dari tiga",
    )


def test_private_note_is_shown_to_its_author_alone(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    enter(cast.ayu).post(at(pair, "note_add"), {"text": "masih sungkan"})
    enter(cast.ayu).post(at(pair, "note_add"), {"text": "janji kecil kita", "is_shared": "on"})
    ayu, bram = (enter(person).get(at(pair)).content.decode() for person in (cast.ayu, cast.bram))
    assert "masih sungkan" in ayu
    assert "masih sungkan" not in bram
    assert "janji kecil kita" in bram
    note = next(note for note in pair.relationship.notes.all() if not note.is_shared)
    assert enter(cast.bram).get(at(pair, "note", note.public_id)).status_code == 404
    assert enter(cast.bram).post(at(pair, "note_erase", note.public_id)).status_code == 404


def test_step_back_asks_why_and_keeps_everything(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.bram)
    assert client.post(at(pair, "phase_back"), {"reason": ""}).status_code == 422
    client.post(at(pair, "phase_back"), {"reason": "Tujuan tidak cocok"})
    pair.relationship.refresh_from_db()
    assert pair.relationship.phase == Phase.NEGOTIATION
    assert pair.relationship.goals.count() == 1


def test_gr16_closure_takes_four_parts_and_a_goal_spoken_about(cast: Cast, enter: Enter, lead: Lead) -> None:
    """GR-16."""
    pair = lead(Phase.CLOSURE)
    client, goal = enter(cast.ayu), pair.relationship.goals.get()
    client.post(at(pair, "closure_complete"))
    pair.relationship.refresh_from_db()
    assert pair.relationship.state == RelationshipState.ACTIVE
    client.post(at(pair, "goal_close", goal.public_id), {"state": GoalState.REACHED, "outcome": ""})
    for part in ClosurePart:
        client.post(at(pair, "closure_part", part), {"text": "kata kami", "next_step": "end"})
    client.post(at(pair, "letter"), {"text": "Terima kasih, Pak", "act": "send"})
    assert at(pair, "closure_complete") in client.get(at(pair, "closure")).content.decode()
    client.post(at(pair, "closure_complete"))
    pair.relationship.refresh_from_db()
    assert (pair.relationship.state, pair.relationship.ending) == (RelationshipState.ENDED, Ending.COMPLETED)
    assert "Membaca dasbor sendiri" in client.get(at(pair)).content.decode()


def test_member_pauses_resumes_and_stops(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    client = enter(cast.ayu)
    client.post(at(pair, "pair_pause"))
    assert at(pair, "pair_resume") in client.get(at(pair)).content.decode()
    client.post(at(pair, "pair_resume"))
    client.post(at(pair, "pair_leave"))
    pair.relationship.refresh_from_db()
    assert pair.relationship.ending == Ending.NO_FAULT


@pytest.mark.parametrize("name", ["phase_advance", "pair_pause", "pair_resume", "agreement_sign", "closure_complete"])
def test_opening_an_address_never_acts(cast: Cast, enter: Enter, lead: Lead, name: str) -> None:
    assert enter(cast.ayu).get(at(lead(Phase.CLOSURE), name)).status_code == 405


def test_paused_pair_is_refused_in_words(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    pause_relationship(pair.relationship, by=cast.bram, now=NOW)
    page = enter(cast.ayu).post(at(pair, "goal_add"), {"title": "x"}, follow=True).content.decode()
    assert "Lanjutkan dulu" in page


def test_role_mirror_and_exchange_are_for_the_pair(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    session = hold(pair, at=NOW - timedelta(days=1))
    check_in(session, CheckInAnswers(2, "mentee", gave="cara membaca arus kas"), by=cast.bram, now=NOW)
    page = enter(cast.ayu).get(at(pair)).content.decode()
    assert "Cermin peran" in page
    assert "cara membaca arus kas" in page


def test_list_leads_straight_to_an_only_pair(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    assert enter(cast.ayu).get(reverse("participant:pairs"))["Location"] == at(pair)
    assert "belum punya pasangan" in enter(cast.citra).get(reverse("participant:pairs")).content.decode()


def test_ended_pair_can_be_read_by_its_members(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    sign_agreement(draft_agreement(pair.relationship, ANSWERS, by=cast.ayu, now=NOW), by=cast.ayu, now=NOW)
    end_relationship(pair.relationship, Ending.NO_FAULT, by=cast.ayu, now=NOW)
    response = enter(cast.bram).get(at(pair))
    page = response.content.decode()
    assert "Membaca dasbor sendiri" in page
    assert at(pair, "goal_add") not in page
    assert [row["state"] for row in response.context["phases"]] == ["done", "done", "now", "wait"]
