"""A round of many people: every act that computes goes to the worker, can be left, can be stopped, and says how it ended."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
from timbalik.matching.bounds import bound_of_pair
from timbalik.matching.models import Override, PairSheet, Proposal, Round, RoundWork, Unmatched
from timbalik.matching.operations import open_round, override_pair, send_proposals, solve_round
from timbalik.matching.operations.pair_sheets import receive_sheet
from timbalik.matching.operations.working import see_that_it_goes_on
from timbalik.matching.states import ProposalState, RoundState, WorkEnd
from timbalik.matching.warm import asking, computing
from timbalik.notifications.models import Effect
from timbalik.people.operations import add_avoidance
from timbalik.programmes.states import ProgrammeState
from timbalik.web.coordinator.studio import why

BECAUSE = "Satu proyek."
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


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


def dear(round_: Round) -> dict[str, str]:
    """A pair of people who are not partners, of which the prices of the round say that it costs something."""
    made = list(Proposal.objects.of(round_.organisation_id).filter(round=round_))
    mentor, mentee = next(
        (one.mentor, other.mentee)
        for one in made
        for other in made
        if one != other and bound_of_pair(round_, mentor=one.mentor, mentee=other.mentee)
    )
    return {"mentor": str(mentor.public_id), "mentee": str(mentee.public_id)}


def stamp_in(html: str) -> str:
    return html.split('name="stamp" value="')[1].split('"')[0]


def until_answered(page: Client, where: str, asked: dict[str, str]) -> str:
    """As the panel does: ask again until the price is there."""
    for _ in range(6_000):
        html = page.get(where, asked).content.decode()
        if "Semua biaya sedang dihitung" not in html and "sedang dihitung" not in html:
            return html
        time.sleep(0.1)
    raise AssertionError("no price")


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

    html = until_answered(page, address(round_, "round_why"), {"untuk": asked["mentee"], "dengan": asked["mentor"]})

    assert "Biaya pertukaran" in html or "poin" in html
    assert f'name="version" value="{round_.version}"' in html


def test_lower_bound_is_shown_at_once_and_is_not_called_the_price(
    page: Client, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = dear(round_)
    asking.COMPANION.stop()  # one that has yet to start is not ready at once
    monkeypatch.setattr(why, "AT_ONCE", 0.0)

    first = page.get(address(round_, "round_why"), {"untuk": asked["mentee"], "dengan": asked["mentor"]})

    html = first.content.decode()
    assert "paling sedikit" in html.lower()
    assert "Batas bawah" in html
    assert "Biaya pertukaran" not in html
    exact = until_answered(page, address(round_, "round_why"), {"untuk": asked["mentee"], "dengan": asked["mentor"]})
    assert "Batas bawah" not in exact


def test_choice_without_its_price_is_offered_where_a_round_is_too_large(
    page: Client, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = swap(round_)
    monkeypatch.setattr(asking, "MOST_PAIRS", 1)

    html = page.get(
        address(round_, "round_why"), {"untuk": asked["mentee"], "dengan": asked["mentor"]}
    ).content.decode()

    assert "Batas bawah" in html
    assert 'value="force"' in html


def test_who_would_move_is_computed_by_the_worker_and_read_when_ready(
    page: Client, round_: Round, studio: Studio
) -> None:
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    before = standing(round_)

    empty = page.get(address(round_, "round_adjust")).content.decode()
    assert 'name="stamp"' not in empty
    html = page.post(address(round_, "round_adjust_plan"), follow=True).content.decode()
    assert "Susunan sedang dihitung" in html
    assert address(round_, "round_stop") in html
    assert "sedang dihitung" in page.get(address(round_, "round_adjust")).content.decode()
    work(round_)

    assert page.get(address(round_, "round_steps")).headers["Location"] == address(round_, "round_adjust")
    assert address(round_, "round_adjust") in page.get(address(round_, "round")).content.decode()
    shown = page.get(address(round_, "round_adjust")).content.decode()
    assert "Sutikno" in shown
    assert standing(round_) == before
    page.post(address(round_, "round_adjust"), {"stamp": stamp_in(shown)})
    assert standing(round_) == before
    work(round_)
    assert len(standing(round_)) == 4
    assert 'name="stamp"' not in page.get(address(round_, "round_adjust")).content.decode()


def test_answer_is_gone_when_the_arrangement_changed(page: Client, round_: Round, studio: Studio) -> None:
    studio.mentee("Sutikno", wants={"topik-0": 1})
    page.post(address(round_, "round_adjust_plan"))
    work(round_)
    page.post(address(round_, "round_compute"))
    work(round_)

    assert 'name="stamp"' not in page.get(address(round_, "round_adjust")).content.decode()
    assert round_.works.filter(result__isnull=False).count() == 0


def test_stopped_question_says_so_and_keeps_no_answer(page: Client, round_: Round) -> None:
    page.post(address(round_, "round_adjust_plan"))
    after = page.post(address(round_, "round_stop"), follow=True).content.decode()
    tasks.carry_out.func(round_.works.get().pk)

    assert "Dihentikan: siapa yang akan pindah" in after
    assert round_.works.get().result is None


def test_sent_round_is_adjusted_by_the_worker_with_letters(
    page: Client, round_: Round, studio: Studio, now: datetime
) -> None:
    send_proposals(round_, by=studio.coordinator, now=now)
    mentor = studio.mentor("Suharti", offers={"topik-0": 1})
    mentee = studio.mentee("Sutikno", wants={"topik-0": 1})
    letters = Effect.objects.of(studio.organisation).count()

    page.post(address(round_, "round_adjust_plan"))
    work(round_)
    page.post(
        address(round_, "round_adjust"), {"stamp": stamp_in(page.get(address(round_, "round_adjust")).content.decode())}
    )
    assert (mentor.pk, mentee.pk) not in standing(round_)
    work(round_)

    assert (mentor.pk, mentee.pk) in standing(round_)
    assert (round_.state, round_.step) == (RoundState.SENT, "")
    assert Effect.objects.of(studio.organisation).count() == letters + 2
    tasks.carry_out.func(round_.works.latest("pk").pk)
    assert Effect.objects.of(studio.organisation).count() == letters + 2


def test_adjustment_that_would_move_others_by_now_is_refused(page: Client, round_: Round, studio: Studio) -> None:
    studio.mentee("Sutikno", wants={"topik-0": 1})
    page.post(address(round_, "round_adjust"), {"stamp": "looked-at-long-ago"})
    work(round_)

    assert round_.works.get().refusal == "AdjustmentChanged"
    assert "Orang telah berubah" in page.get(address(round_, "round")).content.decode()


def test_price_of_a_sheet_comes_from_the_worker_and_rows_at_once(page: Client, round_: Round, studio: Studio) -> None:
    file = SimpleUploadedFile("pasangan.csv", b"Mentor;Mentee\nMentor 0;Mentee 1\nMentor 1;Entah\n")
    page.post(address(round_, "round_sheet"), {"file": file})
    sheet = PairSheet.objects.of(studio.organisation).get()
    check = address(round_, "round_sheet_check", sheet.public_id)

    waiting = page.get(check).content.decode()
    assert "Mentor 0" in waiting
    assert "belum dihitung" in waiting
    assert address(round_, "round") in waiting
    work(round_)
    assert page.get(address(round_, "round_steps")).headers["Location"] == check
    ready = page.get(check).content.decode()
    assert "belum dihitung" not in ready
    assert "Semuanya" in ready
    page.post(address(round_, "round_sheet_mend", sheet.public_id), {"row": "3", "side": "mentee", "value": "Mentee 0"})
    mended = page.get(check).content.decode()
    assert "belum dihitung" in mended
    assert address(round_, "round_sheet_price", sheet.public_id) in mended
    page.post(address(round_, "round_sheet_price", sheet.public_id))
    work(round_)
    assert "belum dihitung" not in page.get(check).content.decode()


def test_remedies_of_many_people_are_proved_when_asked(
    page: Client, round_: Round, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timbalik.matching.proving.MOST_PEOPLE", 0)
    studio.mentee("Sutikno", wants={"topik-0": 3}, offers={"imbalan-0": 3})
    solve_round(round_, by=studio.coordinator, now=NOW)
    left = Unmatched.objects.of(round_.organisation_id).get(round=round_)
    assert "proved" not in left.facts
    assert address(round_, "remedy_prove") in page.get(address(round_, "round_unmatched")).content.decode()

    page.post(address(round_, "remedy_prove"))
    work(round_)

    left.refresh_from_db()
    assert left.facts["proved"] is True
    assert page.get(address(round_, "round_steps")).headers["Location"] == address(round_, "round_unmatched")
    html = page.get(address(round_, "round_unmatched")).content.decode()
    assert address(round_, "remedy_prove") not in html
    assert "Sudah dihitung" in html


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


def test_background_work_is_not_there_for_others(
    client: Client, cast: Cast, round_: Round, studio: Studio, now: datetime
) -> None:
    sheet = receive_sheet(
        round_, BytesIO(b"Mentor;Mentee\nMentor 0;Mentee 1\n"), file_name="a.csv", by=studio.coordinator, now=now
    )
    addresses = [address(round_, name) for name in ("round_stop", "round_adjust_plan", "remedy_prove")]
    addresses.append(address(round_, "round_sheet_price", sheet.public_id))
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert [client.post(one).status_code for one in addresses] == [404] * 4
    assert not round_.works.exists()


def test_two_mentees_are_kept_apart_by_the_worker(page: Client, round_: Round) -> None:
    one, other = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")[:2]
    said = {"kind": "apart", "one": one.mentee.public_id, "other": other.mentee.public_id, "reason": BECAUSE}

    page.post(address(round_, "round_group"), said | {"version": round_.version})
    assert not Override.objects.of(round_.organisation_id).exists()
    work(round_)

    assert Override.objects.of(round_.organisation_id).get().kind == "apart"
