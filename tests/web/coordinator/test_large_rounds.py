"""A round of many people: every act that computes goes to the worker, can be left, can be stopped, and says how it ended."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
from timbalik.matching.models import Override, Proposal, Round, RoundWork
from timbalik.matching.operations import open_round, override_pair
from timbalik.matching.operations.working import see_that_it_goes_on
from timbalik.matching.states import ProposalState, WorkEnd
from timbalik.matching.warm import computing
from timbalik.people.operations import add_avoidance
from timbalik.programmes.states import ProgrammeState

BECAUSE = "Satu proyek."


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


@pytest.fixture
def round_(studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Round:
    many(studio, 3)
    found = open_round(studio.cohort, by=studio.coordinator, now=now)
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 3)
    return found


def address(round_: Round, name: str, *more: object) -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number, *more])


def standing(round_: Round) -> list[tuple[int, int]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return list(rows.order_by("pk").values_list("mentor_id", "mentee_id"))


def swap(round_: Round) -> dict[str, str]:
    """A choice that the engine did not make: the first mentor with the second mentee."""
    one, other = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")[:2]
    return {
        "kind": "force",
        "mentor": str(one.mentor.public_id),
        "mentee": str(other.mentee.public_id),
        "reason": BECAUSE,
        "version": str(round_.version),
    }


def work(round_: Round) -> None:
    """What the worker does next."""
    tasks.carry_out.func(round_.works.get(ended_at__isnull=True).pk)
    round_.refresh_from_db()


def test_every_act_is_left_to_the_worker_and_done_there(page: Client, round_: Round) -> None:
    before = standing(round_)

    for name, data in (
        ("round_compute", {"version": "1"}),
        ("round_weights", {"mentee": 50, "mentor": 30, "hours": 12, "across_units": 8, "version": "2"}),
        ("round_override", swap(round_) | {"version": "3"}),
        ("round_unknown_lines", {"lines-reason": "Diperiksa.", "version": "4"}),
    ):
        html = page.post(address(round_, name), data, follow=True).content.decode()
        assert "Susunan sedang dihitung" in html, name
        assert standing(round_) == before, name
        work(round_)
        before = standing(round_)
    assert round_.settings["weights"]["mentee"] == 50
    kept = Override.objects.of(round_.organisation_id).get(kind="force")
    assert kept.reason == BECAUSE
    assert (kept.mentor_id, kept.mentee_id) in before

    page.post(address(round_, "round_undo", kept.public_id), {"version": str(round_.version)})
    assert Override.objects.of(round_.organisation_id).filter(kind="force").exists()
    work(round_)
    assert not Override.objects.of(round_.organisation_id).filter(kind="force").exists()
    assert [one.end for one in round_.works.all()] == [WorkEnd.DONE] * 5


def test_price_is_shown_before_a_choice_in_a_large_round(page: Client, round_: Round) -> None:
    asked = swap(round_)

    html = page.get(
        address(round_, "round_why"), {"untuk": asked["mentee"], "dengan": asked["mentor"]}
    ).content.decode()

    assert "Biaya pertukaran" in html or "poin" in html
    assert f'name="version" value="{round_.version}"' in html


def test_stopped_work_changes_nothing_and_says_so(page: Client, round_: Round) -> None:
    before = standing(round_)
    page.post(address(round_, "round_override"), swap(round_))
    html = page.get(address(round_, "round")).content.decode()
    assert address(round_, "round_stop") in html

    after = page.post(address(round_, "round_stop"), follow=True).content.decode()
    tasks.carry_out.func(round_.works.get().pk)

    assert "Dihentikan: pilihan Anda tentang pasangan" in after
    assert standing(round_) == before
    assert not Override.objects.of(round_.organisation_id).exists()
    assert round_.works.get().end == WorkEnd.STOPPED
    assert "Dihentikan" in page.get(address(round_, "round")).content.decode()
    page.post(address(round_, "round_compute"))
    work(round_)
    assert "Dihentikan" not in page.get(address(round_, "round")).content.decode()


def test_stop_in_the_middle_of_computing_ends_the_process(
    page: Client, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The coordinator presses Stop while the worker waits for the answer."""
    page.post(address(round_, "round_compute"))
    computing.COMPANION.stop()  # a process that has yet to start is not done before the button is pressed
    monkeypatch.setattr(computing, "LOOK_EVERY_SECONDS", 0.0)

    def press_stop(work: RoundWork) -> None:
        page.post(address(round_, "round_stop"))
        see_that_it_goes_on(work)

    monkeypatch.setattr(computing, "see_that_it_goes_on", press_stop)
    tasks.carry_out.func(round_.works.get().pk)

    round_.refresh_from_db()
    assert (round_.version, round_.step, round_.works.get().end) == (1, "", WorkEnd.STOPPED)
    assert computing.COMPANION.pid is None


def test_work_on_what_somebody_changed_meanwhile_is_refused(
    page: Client, round_: Round, studio: Studio, now: datetime
) -> None:
    page.post(address(round_, "round_weights"), {"mentee": 80, "mentor": 0, "hours": 12, "across_units": 8})
    one = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")[0]
    override_pair(
        round_, mentor=one.mentor, mentee=one.mentee, kind="lock", reason=BECAUSE, by=studio.coordinator, now=now
    )
    tasks.carry_out.func(round_.works.get().pk)

    round_.refresh_from_db()
    assert (round_.works.get().end, round_.works.get().refusal) == (WorkEnd.REFUSED, "ArrangementChanged")
    assert (round_.settings["weights"]["mentee"], round_.step) == (40, "")


def test_refused_choice_is_told_when_it_comes_back(page: Client, round_: Round, studio: Studio, now: datetime) -> None:
    asked = swap(round_)
    page.post(address(round_, "round_override"), asked | {"kind": "force"})
    mentor = Proposal.objects.of(round_.organisation_id).get(round=round_, mentor__public_id=asked["mentor"]).mentor
    mentee = Proposal.objects.of(round_.organisation_id).get(round=round_, mentee__public_id=asked["mentee"]).mentee
    add_avoidance(mentor.person, mentee.person, by=mentor.person, now=now)
    work(round_)

    html = page.get(address(round_, "round")).content.decode()
    assert "Tidak dilakukan: pilihan Anda tentang pasangan" in html
    assert "Aturan yang tidak dapat dicabut" in html


def test_second_act_waits_for_the_first(page: Client, round_: Round) -> None:
    page.post(address(round_, "round_compute"))

    html = page.post(address(round_, "round_compute"), follow=True).content.decode()

    assert "Putaran ini sedang dihitung" in html
    assert round_.works.count() == 1


def test_stopped_first_computing_offers_both_ways_on(
    page: Client, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(studio, 2)
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 3)
    page.post(reverse("coordinator:round_open", args=[studio.programme.public_id]))
    round_ = Round.objects.of(studio.organisation).get()

    html = page.post(address(round_, "round_stop"), follow=True).content.decode()

    assert "Perhitungan dihentikan" in html
    assert re.search(r"Hitung lagi", html)
    page.post(address(round_, "round_compute"))
    work(round_)
    assert len(standing(round_)) == 2


def test_stopping_is_not_there_for_others(client: Client, cast: Cast, round_: Round) -> None:
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.post(address(round_, "round_stop")).status_code == 404


def test_two_mentees_are_kept_apart_by_the_worker(page: Client, round_: Round) -> None:
    one, other = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")[:2]
    said = {"kind": "apart", "one": one.mentee.public_id, "other": other.mentee.public_id, "reason": BECAUSE}

    page.post(address(round_, "round_group"), said | {"version": round_.version})
    assert not Override.objects.of(round_.organisation_id).exists()
    work(round_)

    assert Override.objects.of(round_.organisation_id).get().kind == "apart"
