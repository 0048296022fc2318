from __future__ import annotations

import random
from collections.abc import Hashable
from time import process_time

import pytest

from tests.engine.statistics.dependence_judge import smallest_dependence
from timbalik.engine.statistics.errors import InvalidInput
from timbalik.engine.statistics.suppression import Cell, CellKind, HiddenBecause, Suppression, Thresholds, suppress


def people(*spans: range) -> frozenset[Hashable]:
    return frozenset(person for span in spans for person in span)


def company() -> list[Cell]:
    """24 people, three divisions of 10, 10 and 4, two roles in equal shares."""
    division = {person: "A" if person < 10 else "B" if person < 20 else "C" for person in range(24)}
    role = {person: "mentor" if person % 2 else "mentee" for person in range(24)}
    cells = [Cell("all", people(range(24)))]
    cells += [Cell(name, frozenset(who for who in role if role[who] == name)) for name in ("mentor", "mentee")]
    cells += [Cell(name, frozenset(who for who in division if division[who] == name)) for name in "ABC"]
    cells += [
        Cell(f"{unit} {name}", frozenset(who for who in role if division[who] == unit and role[who] == name))
        for unit in "ABC"
        for name in ("mentor", "mentee")
    ]
    return cells


def test_company_of_24_shows_6_cells_and_hides_6() -> None:
    found = suppress(company())
    assert found.shown == ("all", "mentor", "mentee", "A", "A mentor", "A mentee")
    assert dict(found.hidden) == {
        "B": HiddenBecause.DERIVABLE,
        "C": HiddenBecause.TOO_FEW,
        "B mentor": HiddenBecause.DERIVABLE,
        "B mentee": HiddenBecause.DERIVABLE,
        "C mentor": HiddenBecause.TOO_FEW,
        "C mentee": HiddenBecause.TOO_FEW,
    }


def test_company_of_24_would_betray_groups_if_only_size_counted() -> None:
    by_size = [cell.people for cell in company() if len(cell.people) >= 5]
    assert len(by_size) == 9
    assert smallest_dependence(by_size) == 2


def test_second_monthly_cut_with_one_person_less_is_hidden() -> None:
    last_month = Cell("June", people(range(9)))
    found = suppress([Cell("July", people(range(8)))], earlier=[last_month])
    assert found.hidden == (("July", HiddenBecause.DERIVABLE),)


def test_exchange_of_one_person_is_hidden_although_no_small_total_follows() -> None:
    # Nine people each; the difference of the totals is the difference of two people.
    june, july = people(range(9)), people(range(8), range(20, 21))
    assert suppress([Cell("July", july)], earlier=[Cell("June", june)]).shown == ()


def test_other_question_is_no_difference() -> None:
    first = Cell("REL1", people(range(9)), measure="REL1")
    assert suppress([Cell("REL2", people(range(8)), measure="REL2")], earlier=[first]).shown == ("REL2",)


@pytest.mark.parametrize(
    ("kind", "size", "is_shown"),
    [
        (CellKind.COUNT, 4, False),
        (CellKind.COUNT, 5, True),
        (CellKind.MEAN, 5, True),
        (CellKind.DISTRIBUTION, 9, False),
        (CellKind.DISTRIBUTION, 10, True),
        (CellKind.COMMENTS, 9, False),
        (CellKind.COMMENTS, 10, True),
    ],
)
def test_threshold_depends_on_what_is_shown(kind: CellKind, size: int, is_shown: bool) -> None:
    assert suppress([Cell("x", people(range(size)), kind)]).may_show("x") is is_shown


@pytest.mark.parametrize(("left_over", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_those_left_over_are_nobody_or_enough(left_over: int, is_shown: bool) -> None:
    whole = people(range(20 + left_over))
    assert suppress([Cell("x", people(range(20)), within=whole)]).may_show("x") is is_shown


def test_distribution_beside_a_mean_is_judged_by_its_own_threshold() -> None:
    staff = people(range(30))
    cells = [
        Cell("all", staff, CellKind.DISTRIBUTION),
        Cell("unit, mean", people(range(23)), CellKind.MEAN),
        Cell("unit, bars", people(range(23)), CellKind.DISTRIBUTION),
    ]
    assert suppress(cells).shown == ("all", "unit, mean")


def test_a_figure_of_nobody_is_hidden() -> None:
    assert suppress([Cell("none", frozenset(), within=people(range(40)))]).shown == ()


def test_sum_of_shown_cells_is_shown() -> None:
    cells = [Cell("a", people(range(8))), Cell("b", people(range(8, 16))), Cell("both", people(range(16)))]
    assert suppress(cells).shown == ("a", "b", "both")


def test_total_that_an_earlier_report_would_betray_stays_hidden_but_not_all_else() -> None:
    # Two people answered after the interim report.
    interim = Cell("all", people(range(24)))
    final = [Cell("all", people(range(26))), Cell("unit", people(range(10)))]
    assert suppress(final, earlier=[interim]).shown == ("unit",)


def test_thresholds_only_rise() -> None:
    assert suppress([Cell("x", people(range(6)))], thresholds=Thresholds(means=7)).shown == ()
    with pytest.raises(InvalidInput, match="at least 5"):
        Thresholds(means=4)
    with pytest.raises(InvalidInput, match="at least 12"):
        Thresholds(means=12, distributions=11)


def test_unclear_cells_are_refused() -> None:
    with pytest.raises(InvalidInput, match="key of its own"):
        suppress([Cell("x", people(range(6))), Cell("x", people(range(7)))])
    with pytest.raises(InvalidInput, match="outside"):
        suppress([Cell("x", people(range(6)), within=people(range(5)))])


def random_cells(rng: random.Random) -> tuple[list[Cell], list[Cell]]:
    size = rng.randint(6, 14)
    cells = [
        Cell(str(index), frozenset(who for who in range(size) if rng.random() < rng.choice([0.4, 0.6, 0.8])))
        for index in range(rng.randint(2, 8))
    ]
    cut = rng.randint(0, 2)
    return cells[cut:], cells[:cut]


@pytest.mark.slow
def test_judge_finds_no_leak_and_no_needless_hiding_in_300_random_cases() -> None:
    """The judge lists every small set of people; it shares no code with the rule."""
    for seed in range(300):
        wanted, past = random_cells(random.Random(seed))
        earlier = [cell for cell in past if suppress(past).may_show(cell.key)]
        found = suppress(wanted, earlier=earlier)
        by_key = {cell.key: cell.people for cell in wanted}
        shown = [cell.people for cell in earlier] + [by_key[key] for key in found.shown]
        assert smallest_dependence(shown, stop_at=5) >= 5, seed
        # Whatever is hidden as derivable would really have been a leak.
        whole = frozenset[Hashable]().union(*by_key.values())
        if smallest_dependence([*(cell.people for cell in earlier), whole], stop_at=5) >= 5:
            shown.append(whole)
        for key, why in found.hidden:
            if why is HiddenBecause.DERIVABLE:
                assert smallest_dependence([*shown, by_key[key]], stop_at=5) < 5, seed


def test_answer_depends_on_nothing_but_the_cells() -> None:
    rng = random.Random(7)
    names = [f"pseudonym-{index}" for index in range(40)]
    groups = [[name for name in names if rng.random() < 0.5] for _ in range(8)]

    def answer() -> Suppression:
        for group in groups:
            rng.shuffle(group)
        return suppress([Cell(str(index), frozenset(group)) for index, group in enumerate(groups)])

    assert answer() == answer()


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_12_cells_of_2400_people_take_a_moment(share: float) -> None:
    rng = random.Random(3)
    cells = [
        Cell(str(index), frozenset(who for who in range(2400) if rng.random() < share), CellKind.DISTRIBUTION)
        for index in range(12)
    ]
    started = process_time()
    assert len(suppress(cells).shown) == 12
    assert process_time() - started < 10
