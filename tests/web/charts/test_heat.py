from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web.charts.reading import percents, read
from timbalik.web.charts.drawing import Tick
from timbalik.web.charts.heat import Heat, HeatRow, HeatWeek, heat

WEEKS = (HeatWeek("ok", has_session=True), HeatWeek("mid"), HeatWeek("risk"), HeatWeek("off"), HeatWeek("next"))
ROW = HeatRow("/pasangan/1/", "Wulan", "Pak Frans", WEEKS, "Satu minggu sehat, satu berisiko", "35 hari", "risk")
CHART = Heat((ROW,), (Tick(0, "Agu"), Tick(4, "Sep")), now=2, joining_word="dan")


def test_heat_draws_every_week_in_its_state() -> None:
    root = read(heat(CHART))
    boxes = [box for box in root.iterfind(".//li[@class='heat-row']/svg/rect") if box.get("rx")]
    assert [box.get("class") or box.get("fill") for box in boxes] == [
        "h-ok",
        "h-mid",
        "url(#hatch)",
        "h-risk",
        "h-off",
        "h-next",
    ]
    assert [box.get("x") for box in boxes] == ["0%", "20%", "20%", "40%", "60%", "80%"]


def test_heat_is_taller_the_worse_and_stands_on_one_line() -> None:
    root = read(heat(CHART))
    heights = {
        name: (float(box.get("y", 0)), float(box.get("height", 0)))
        for name in ("h-ok", "h-mid", "h-risk")
        if (box := root.find(f".//rect[@class='{name}']")) is not None
    }
    assert heights["h-ok"][1] < heights["h-mid"][1] < heights["h-risk"][1]
    assert {top + height for top, height in heights.values()} == {20.0}


def test_heat_marks_sessions_and_the_current_week() -> None:
    root = read(heat(CHART))
    assert percents(root, ".//circle", "cx") == [8.05]
    assert percents(root, ".//rect[@class='h-now']", "x") == [40.0]
    assert percents(root, ".//li[@class='heat-axis']/svg/text", "x") == [0.0, 80.0]


def test_heat_says_each_row_and_links_the_pair() -> None:
    root = read(heat(CHART))
    row = root.find("li[@class='heat-row']")
    assert row is not None
    assert "".join(row.find("a").itertext()) == "Wulan dan Pak Frans"  # type: ignore[union-attr]
    assert row.find("small").get("data-tone") == "risk"  # type: ignore[union-attr]
    assert row.findtext("svg/title") == ROW.label


def test_heat_escapes_names_and_addresses() -> None:
    row = replace(ROW, mentor="<script>", mentee='"Pak" & Bu', url='/x"><script>/')
    root = read(heat(replace(CHART, rows=(row,))))
    link = root.find(".//a")
    assert link is not None
    assert (link.get("href"), "".join(link.itertext())) == (row.url, '<script> dan "Pak" & Bu')


def test_heat_without_pairs_or_outside_its_weeks_draws_no_current_week() -> None:
    assert read(heat(replace(CHART, rows=()))).findall("li[@class='heat-row']") == []
    assert read(heat(replace(CHART, now=9))).find(".//rect[@class='h-now']") is None


def test_heat_refuses_strips_of_different_length() -> None:
    with pytest.raises(ValueError, match="same number of weeks"):
        heat(replace(CHART, rows=(ROW, replace(ROW, weeks=WEEKS[:3]))))
