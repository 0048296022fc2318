from __future__ import annotations

import pytest

from tests.web.charts.reading import percents, read
from timbalik.web.charts.two_sides import (
    Funnel,
    FunnelStep,
    Participation,
    Sides,
    UnitBar,
    full_share,
    funnel,
    participation,
)

STEPS = (
    FunnelStep("Diundang", Sides(150, 50), "200", "150 mentor, 50 mentee"),
    FunnelStep("Mendaftar", Sides(60, 0), "60", "60 mentor, tidak ada mentee"),
    FunnelStep("Selesai", None, "–", "Kurang dari lima orang"),
)
UNITS = (
    UnitBar("Pemasaran", Sides(5, 3), 31, "26%"),
    UnitBar("Wilayah Timur", Sides(2, 3), 64, "8%"),
    UnitBar("Hukum & Kepatuhan", None, 4, "terlalu kecil"),
)


def test_funnel_draws_mentors_left_and_mentees_right_of_them() -> None:
    root = read(funnel(Funnel("Corong partisipasi", STEPS)))
    mentors, mentees = ".//rect[@class='f-mentor']", ".//rect[@class='f-mentee']"
    assert percents(root, mentors, "width") == pytest.approx([74.62, 29.85], abs=0.01)
    assert percents(root, mentees, "x") == pytest.approx([75.12], abs=0.01)
    assert percents(root, mentees, "width") == pytest.approx([24.88], abs=0.01)


def test_funnel_names_the_list_and_every_step() -> None:
    root = read(funnel(Funnel("Corong partisipasi", STEPS)))
    assert root.get("aria-label") == "Corong partisipasi"
    assert [svg.get("aria-label") for svg in root.iter("svg")] == [step.label for step in STEPS]
    assert [found.text for found in root.iter("b")] == ["200", "60", "–"]


def test_funnel_hides_a_step_that_may_not_be_shown() -> None:
    root = read(funnel(Funnel("Corong", STEPS[2:])))
    assert list(root.iter("rect")) == []


def test_funnel_of_nobody_is_still_a_picture() -> None:
    root = read(funnel(Funnel("Corong", (FunnelStep("Diundang", Sides(0, 0), "0", "Belum ada"),))))
    assert list(root.iter("rect")) == []


def test_participation_is_one_picture_with_one_sentence() -> None:
    root = read(participation(Participation("Tertinggi Pemasaran 26 persen.", UNITS)))
    assert (root.get("role"), root.get("aria-label")) == ("img", "Tertinggi Pemasaran 26 persen.")
    assert [name.text for name in root.iter("span")] == ["Pemasaran", "Wilayah Timur", "Hukum & Kepatuhan"]


def test_participation_fills_bars_by_the_share_of_eligible_people() -> None:
    # A full bar stands for 30 %: 5 of 31 is 16.1 %, a little over half of it.
    root = read(participation(Participation("x", UNITS)))
    assert full_share(UNITS) == 0.3
    assert percents(root, ".//rect[@class='f-mentor']", "width") == pytest.approx([53.49, 10.36], abs=0.01)
    assert len(root.findall(".//rect[@class='f-track']")) == 3


@pytest.mark.parametrize(("people", "share"), [(0, 0.1), (10, 0.1), (11, 0.2), (50, 0.5), (51, 1.0), (120, 1.2)])
def test_full_bar_stands_for_a_round_share(people: int, share: float) -> None:
    assert full_share([UnitBar("x", Sides(people, 0), 100, "")]) == share
