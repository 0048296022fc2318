from timbalik.engine.assignment.warming import PEOPLE, warm


def test_warming_solves_a_whole_round() -> None:
    assert warm() == PEOPLE
