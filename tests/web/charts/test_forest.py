from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.web.charts.reading import percents, read
from timbalik.web.charts.drawing import Tick, figure, nice_ticks
from timbalik.web.charts.forest import Estimate, Forest, ForestHeadings, ForestRow, forest

HEADINGS = ForestHeadings("Hasil", "Peserta", "Pembanding", "Selisih", "Kekuatan")
ROW = ForestRow(
    name="Kecakapan digital",
    detail="Mentee, 20 dan 18 orang",
    role="mentee",
    estimate=Estimate(1.0, 0.5, 1.5, "+1,0", "0,5 sampai 1,5"),
    label="Selisih +1,0, selang kepercayaan 95 persen 0,5 sampai 1,5",
    strength=2,
    strength_text="Terbatas",
)
CHART = Forest((ROW,), HEADINGS, (Tick(0, "0"), Tick(1, "+1"), Tick(2, "+2")))


def test_forest_places_estimate_and_limits_on_the_scale() -> None:
    # 0 to 2 fills 4 % to 96 % of the width: 46 % for each point.
    root = read(forest(CHART))
    row = ".//div[@data-role='mentee']"
    assert percents(root, f"{row}/svg/line[@class='ci']", "x1") == [27.0]
    assert percents(root, f"{row}/svg/line[@class='ci']", "x2") == [73.0]
    assert percents(root, f"{row}/svg/svg", "x") == [27.0, 73.0, 50.0]
    assert percents(root, f"{row}/svg/line[@class='axis axis--0']", "x1") == [4.0]


def test_forest_tells_each_row_in_words() -> None:
    root = read(forest(CHART))
    assert root.findall("div")[1].find("svg").get("aria-label") == ROW.label  # type: ignore[union-attr]
    text = " ".join("".join(root.itertext()).split())
    assert "+1,00,5 sampai 1,5Terbatas" in text
    assert [bar.get("class") for bar in root.iterfind(".//span[@class='strength']/svg/rect")] == [
        "on",
        "on",
        "off",
        "off",
    ]


@pytest.mark.parametrize(("role", "shape"), [("mentor", "circle"), ("mentee", "rect"), ("both", "rect")])
def test_forest_points_have_the_shape_of_their_side(role: str, shape: str) -> None:
    root = read(forest(replace(CHART, rows=(replace(ROW, role=role),))))  # type: ignore[arg-type]
    point = root.find(f".//{shape}[@class='pt']")
    assert point is not None
    assert (point.get("transform") == "rotate(45)") is (role == "both")


def test_forest_widens_its_scale_rather_than_cut_an_interval() -> None:
    far = replace(ROW, estimate=Estimate(1.0, -3.0, 5.0, "+1", "-3 sampai 5"))
    root = read(forest(replace(CHART, rows=(far,))))
    assert percents(root, ".//line[@class='ci']", "x1") == [4.0]
    assert percents(root, ".//line[@class='ci']", "x2") == [96.0]


def test_forest_of_an_endless_interval_reaches_the_edge_without_an_end() -> None:
    endless = replace(ROW, estimate=Estimate(1.0, 0.5, math.inf, "1,0", "0,5 ke atas"))
    root = read(forest(replace(CHART, rows=(endless,))))
    assert percents(root, ".//line[@class='ci']", "x2") == [100.0]
    assert len(root.findall(".//path[@class='ci']")) == 1


def test_forest_of_a_small_group_draws_no_point_but_says_why() -> None:
    hidden = replace(ROW, estimate=None, strength=0, label="Kurang dari lima jawaban, tidak ditampilkan")
    root = read(forest(replace(CHART, rows=(hidden,))))
    assert root.find(".//rect[@class='pt']") is None
    assert root.find(".//line[@class='ci']") is None
    assert root.findtext(".//title") == hidden.label


def test_forest_escapes_what_people_wrote() -> None:
    named = replace(ROW, name='<b onload="x">R&D</b>', label='"Riset" & <i>', detail="a < b")
    root = read(forest(replace(CHART, rows=(named,))))
    assert root.findtext(".//div[@data-role='mentee']/p/b") == named.name
    assert root.find(".//i") is None


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 0.9], (0.0, 0.5, 1.0)),
        ([-16.9, 2.9], (-20.0, -15.0, -10.0, -5.0, 0.0, 5.0)),
        ([0, math.inf, 3], (0.0, 1.0, 2.0, 3.0)),
        ([2, 2], (1.5, 2.0, 2.5)),
        ([], (-0.5, 0.0, 0.5)),
    ],
)
def test_ticks_are_round_and_enclose_the_values(values: list[float], ticks: tuple[float, ...]) -> None:
    assert nice_ticks(values) == ticks


@pytest.mark.parametrize(
    ("value", "text"), [(7.5, "7.5"), (40.0, "40"), (1 / 3, "0.33"), (-0.001, "0"), (-0.5, "-0.5"), (100, "100")]
)
def test_figures_have_a_point_and_no_needless_zero(value: float, text: str) -> None:
    assert figure(value) == text
