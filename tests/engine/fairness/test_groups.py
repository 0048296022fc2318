"""Fairness by group has one door, and small groups do not show through it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.fairness.groups import audit_groups
from timbalik.engine.statistics.errors import InvalidInput

SOURCE = Path(__file__).resolve().parents[3] / "src" / "timbalik"
PAIRING = ("matching", "engine/assignment", "programmes", "people", "cli/match_people")


def test_groups_are_compared_by_reach_and_gain() -> None:
    gains = {f"a{n}": 6_000 if n < 8 else None for n in range(10)} | {f"b{n}": 4_000 for n in range(10)}
    groups = {who: who[0] for who in gains}

    everybody, a, b = audit_groups(gains, groups)

    assert (everybody.people, everybody.paired_share) == (20, 0.9)
    assert (a.group, a.people, a.paired_share, a.mean_gain_hundredths) == ("a", 10, 0.8, 6_000)
    assert (b.paired_share, b.mean_gain_hundredths) == (1.0, 4_000)


def test_a_small_group_and_what_would_tell_it_stay_hidden() -> None:
    gains = {f"a{n}": 5_000 for n in range(20)} | {f"b{n}": 100 for n in range(4)}

    everybody, a, b = audit_groups(gains, {who: who[0] for who in gains})

    assert everybody.people == 24
    assert (b.people, b.paired_share, b.mean_gain_hundredths) == (None, None, None)
    assert a.mean_gain_hundredths is None  # everybody minus a would be b


def test_groups_of_strangers_are_refused() -> None:
    with pytest.raises(InvalidInput, match="Wati"):
        audit_groups({"Ayu": 1}, {"Wati": "a"})


@pytest.mark.parametrize("part", PAIRING)
def test_nothing_that_pairs_people_imports_the_audit(part: str) -> None:
    for path in (SOURCE / part).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith("timbalik.engine.fairness") for name in names), path


def test_an_instance_has_no_place_for_a_group() -> None:
    words = {"gender", "age", "sex", "ethnicity", "religion", "photo", "birth", "group"}

    assert not words & {name.partition("_")[0] for name in Instance.__dataclass_fields__}
    with pytest.raises(TypeError):
        make_instance(score=[[1]], gender=["P"])  # type: ignore[call-arg]
