"""Weights tried beside the arrangement: what is shown, what is marked, what is saved, and what is refused."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations import open_round
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.states import ProposalState
from timbalik.matching.warm import asking
from timbalik.programmes.states import ProgrammeState
from timbalik.web.coordinator.studio.weights import shared_out

OTHER = {"mentee": "0", "mentor": "92", "hours": "0", "across_units": "8"}
BY_SCRIPT = {"HX-Request": "true"}


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
def round_(studio: Studio, now: datetime) -> Round:
    """One mentee and two mentors: Ayu gives her what she wants, Bayu gains most from her."""
    studio.mentee("Endang", offers={"anggaran": 5}, wants={"video": 3})
    studio.mentor("Ayu Lestari", offers={"video": 5}, wants={})
    studio.mentor("Bayu Pratama", offers={"video": 1}, wants={"anggaran": 3})
    settings = RoundSettings(Weights(92, 0, 0, 8), 0, "uji")
    return open_round(studio.cohort, by=studio.coordinator, now=now, settings=settings)


def address(round_: Round, name: str = "round_preview", *more: object) -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number, *more])


def mentor_of(round_: Round) -> str:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return rows.get().mentor.person.full_name


def test_preview_tells_who_moves_and_saves_nothing(page: Client, round_: Round) -> None:
    html = page.get(address(round_), OTHER).content.decode()

    assert "dari Ayu ke Bayu" in html
    assert re.search(r"tanpa pasangan nanti\s*</span>\s*Ayu Lestari", html)
    assert re.search(r"dengan pasangan nanti\s*</span>\s*Bayu Pratama", html)
    assert "akan berpindah ke Bayu" in html  # the mark at the pair
    assert "Belum disimpan" in html
    assert mentor_of(round_) == "Ayu Lestari"
    assert 'value="92"' in html


def test_using_the_weights_does_what_was_shown(page: Client, round_: Round) -> None:
    answer = page.post(address(round_, "round_weights"), OTHER | {"version": "1"}, follow=True)

    assert "Sudah dihitung ulang dengan bobot Anda" in answer.content.decode()
    assert mentor_of(round_) == "Bayu Pratama"


def test_script_gets_the_panel_the_marks_and_one_sentence(page: Client, round_: Round) -> None:
    part = page.get(address(round_), OTHER, headers=BY_SCRIPT).content.decode()

    assert "<html" not in part
    assert 'hx-swap-oob="innerHTML:#weights-said"' in part
    assert 'id="pairs"' in part
    assert 'hx-swap-oob="true"' in part
    assert "pasangan 1 mentee berubah" in part


def test_weights_in_use_change_nothing(page: Client, round_: Round) -> None:
    part = page.get(address(round_), {"mentee": "92", "across_units": "8"}, headers=BY_SCRIPT).content.decode()

    assert "Pakai bobot ini" not in part
    assert "akan berpindah" not in part


def test_numbers_of_another_sum_are_shared_out(page: Client, round_: Round) -> None:
    html = page.get(
        address(round_), {"mentor": "46", "across_units": "4", "mentee": "0", "hours": "0"}
    ).content.decode()

    assert "jumlahnya 50" in html
    assert '<input type="hidden" name="mentor" value="92">' in html


@pytest.mark.parametrize(
    ("values", "shares"),
    [((40, 40, 12, 8), (40, 40, 12, 8)), ((1, 1, 1, 0), (34, 33, 33, 0)), ((100, 100, 100, 100), (25, 25, 25, 25))],
)
def test_shares_keep_the_proportion(values: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert tuple(shared_out(dict(enumerate(values))).values()) == shares  # type: ignore[arg-type]
    assert shared_out({"mentee": 0}) == {}


def test_preview_of_an_arrangement_that_is_gone_is_refused(page: Client, round_: Round) -> None:
    page.post(address(round_, "round_compute"))

    plain = page.get(address(round_), OTHER | {"version": "1"}, follow=True)
    assert "orang lain mengubah susunan" in plain.content.decode().lower()
    assert plain.redirect_chain[-1][0] == address(round_, "round")
    by_script = page.get(address(round_), OTHER | {"version": "1"}, headers=BY_SCRIPT)
    assert by_script.headers["HX-Redirect"] == address(round_, "round")


def test_two_coordinators_do_not_overwrite_each_other(
    client: Client, cast: Cast, studio: Studio, now: datetime
) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    second = make_person(cast.organisation, "Dewi Anggraini", with_account=True)
    make_role(second, programme=studio.programme)
    sessions = []
    for person in (cast.citra, second):
        assert person.account is not None
        sessions.append(Client())
        sessions[-1].force_login(person.account)
    one, other = Proposal.objects.of(studio.organisation).order_by("pk")[:2]
    seen = re.search(r'name="version" value="(\d+)"', sessions[1].get(address(round_, "round")).content.decode())
    assert seen is not None
    lock = {"kind": "lock", "reason": "Satu proyek.", "version": seen[1]}

    first = sessions[0].post(
        address(round_, "round_override"),
        lock | {"mentor": one.mentor.public_id, "mentee": one.mentee.public_id},
        follow=True,
    )
    late = sessions[1].post(
        address(round_, "round_override"),
        lock | {"mentor": other.mentor.public_id, "mentee": other.mentee.public_id},
        follow=True,
    )
    weights = sessions[1].post(
        address(round_, "round_weights"),
        {"mentee": 80, "mentor": 0, "hours": 12, "across_units": 8, "version": seen[1]},
        follow=True,
    )

    assert "Tercatat" in first.content.decode() or "Dicatat" in first.content.decode()
    for answer in (late, weights):
        assert "Orang lain mengubah susunan" in answer.content.decode()
    kept = Override.objects.of(studio.organisation).get()
    assert (kept.mentor, kept.mentee) == (one.mentor, one.mentee)
    round_.refresh_from_db()
    assert round_.settings["weights"]["mentee"] == 40


def test_answer_that_takes_long_appears_later(page: Client, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.COMPANION.stop()  # one that has yet to start is not ready at once
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.0)

    part = page.get(address(round_), OTHER, headers=BY_SCRIPT).content.decode()

    assert "Sedang dihitung" in part
    assert 'hx-trigger="load delay:1s"' in part
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 1_200.0)
    assert "Bayu Pratama" in page.get(address(round_), OTHER, headers=BY_SCRIPT).content.decode()


def test_round_too_large_offers_the_background(page: Client, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_PAIRS", 1)

    html = page.get(address(round_), OTHER).content.decode()

    assert "terlalu besar" in html
    assert "Pakai bobot ini" in html


def test_preview_is_not_there_for_others(client: Client, cast: Cast, round_: Round) -> None:
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(address(round_), OTHER).status_code == 404
