from typing import Any

import pytest

from timbalik.surveys.needs_ranking import AreaNeed, RankedArea, rank_areas


def answers(*areas: tuple[str, int, int] | None) -> dict[str, Any]:
    return {str(number): ((AreaNeed(*area),) if area else (), ()) for number, area in enumerate(areas)}


def test_points_are_importance_times_lack_of_confidence() -> None:
    assert [AreaNeed("data", 5, 1).points, AreaNeed("data", 5, 5).points, AreaNeed("data", 2, 4).points] == [25, 5, 4]


def test_areas_are_ranked_by_the_sum_of_their_points() -> None:
    given = answers(*[("data", 4, 2)] * 5, *[("operasi", 5, 1)] * 5)
    assert rank_areas(given, []).areas == (RankedArea("operasi", 125, 5, 0), RankedArea("data", 80, 5, 0))


def test_area_of_four_leaders_is_not_told() -> None:
    ranking = rank_areas(answers(*[("data", 4, 2)] * 5, *[("operasi", 5, 1)] * 4), [])
    assert [one.area for one in ranking.areas] == ["data"]
    assert ranking.is_partial


def test_area_nearly_everybody_named_does_not_tell_of_the_others() -> None:
    ranking = rank_areas(answers(*[("data", 4, 2)] * 9, None), [])
    assert ranking.areas == (RankedArea("data", 144, 5, 0, is_most=True),)


def test_hidden_answers_do_not_move_the_order() -> None:
    talks = [{"operasi": 1, "data": 2}]
    alone = rank_areas({}, talks).areas
    assert rank_areas(answers(*[("operasi", 5, 1)] * 4), talks).areas == alone
    assert alone == (RankedArea("data", 16, 0, 1), RankedArea("operasi", 8, 0, 1))


def test_interview_counts_like_an_answer() -> None:
    ranking = rank_areas(answers(*[("data", 5, 1)] * 5), [{"data": 3}, {"data": 1}])
    assert ranking.areas == (RankedArea("data", 125 + 24 + 8, 5, 2),)


def test_questions_are_told_from_five_leaders_on() -> None:
    given = {str(number): ((), ("qris-dompet", "k3") if number < 5 else ("k3",)) for number in range(10)}
    assert rank_areas(given, []).questions == (("k3", 10), ("qris-dompet", 5))


@pytest.mark.parametrize("given", [{}, answers(("data", 5, 5))])
def test_too_little_ranks_nothing(given: dict[str, Any]) -> None:
    assert rank_areas(given, []).areas == ()


def test_ten_thousand_answers_are_ranked_at_once() -> None:
    areas = ("data", "operasi", "fungsi", "pengaruh")
    given = answers(*((areas[number % 4], 1 + number % 5, 1 + number % 3) for number in range(10_000)))
    assert {one.area: one.leaders for one in rank_areas(given, []).areas} == dict.fromkeys(areas, 2500)
