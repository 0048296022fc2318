"""The report says what each goal costs the others in one sentence."""

from __future__ import annotations

import pytest

from timbalik.cli.match_people.wording import level_price, stable
from timbalik.engine.assignment.explain import LevelPrice
from timbalik.engine.assignment.stability import StableAlternative


@pytest.mark.parametrize(
    ("price", "sentence"),
    [
        (
            LevelPrice("floor", total=6_150, pairs=0, under_floor=79),
            "Without the goal “the floor for the side that gains less” there would be 61.5 points more in total,"
            " 79 pairs more under the floor.",
        ),
        (
            LevelPrice("reach", total=100, pairs=-1, under_floor=0),
            "Without the goal “pairing as many as possible” there would be 1 points more in total, 1 pair fewer.",
        ),
        (
            LevelPrice("leximin", total=0, pairs=0, under_floor=0),
            "The goal “helping the weakest pairs first” costs nothing here.",
        ),
    ],
)
def test_the_price_of_a_goal_is_one_sentence(price: LevelPrice, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")

    assert level_price(price) == sentence


@pytest.mark.parametrize(
    ("blocking", "loss", "sentence"),
    [
        (
            2,
            (1, 1, 2_800),
            "2 possible pairs would both rather have each other. An arrangement without any such pair would have 28"
            " points less in total, 1 pair fewer, 1 pair more under the floor.",
        ),
        (
            1,
            (1, 0, -500),
            "1 possible pair would both rather have each other. An arrangement without any such pair would have 5"
            " points more in total, 1 pair fewer.",
        ),
        (
            1,
            (0, 0, 0),
            "1 possible pair would both rather have each other. An arrangement without any such pair exists and costs"
            " nothing.",
        ),
    ],
)
def test_what_avoiding_blocking_pairs_costs_is_said_with_its_sign(
    blocking: int, loss: tuple[int, int, int], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    pairs, floor, total = loss
    found = StableAlternative(blocking, (), loss_pairs=pairs, loss_floor=floor, loss_total=total)

    assert stable(found) == sentence
