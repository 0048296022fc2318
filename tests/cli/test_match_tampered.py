"""A certificate that somebody changed is refused, in a sentence, whatever was changed and whether scores are at hand or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_match import match, verify
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.sealing import check_seal, sealed_text

Change = tuple[str, Any]

JUNK: tuple[object, ...] = (None, True, 1.5, -1, 0, 2**63, -(2**63), 10**400, "x", "", [], {}, [[[]]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.csv").write_text("5,3,1.5,2\n2,8,4,0\n7,1,0,3\n")
    (tmp_path / "c.txt").write_text("2\n1\n1\n")
    (tmp_path / "m.txt").write_text("1\n0\n0\n")
    (tmp_path / "f.csv").write_text("mentor,mentee\n2,0\n0,3\n")
    (tmp_path / "q.csv").write_text("across,0-1,all,1,3\n")
    return tmp_path


def made(folder: Path, *extra: str) -> dict[str, Any]:
    files = ["--mentor-capacity", str(folder / "c.txt"), "--mentor-minimum", str(folder / "m.txt")]
    assert match(folder, *files, "--forbidden", str(folder / "f.csv"), *extra) == 0
    document: dict[str, Any] = json.loads((folder / "c.json").read_text())
    return document


def changes(document: dict[str, Any]) -> Iterator[Change]:
    """Every place of the document: left out, one more, and with every kind of junk."""
    for path in _places(document):
        value = _inside(document, path)
        for new in (*JUNK, *((value + 1, value - 1) if type(value) is int else ())):
            if type(new) is not type(value) or new != value:
                yield _changed(document, path, new)
        changed = deepcopy(document)
        del _inside(changed, path[:-1])[path[-1]]
        yield "/".join(map(str, path)) + " left out", changed


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in rows:
        yield (*path, name)
        yield from _places(inner, (*path, name))


def _inside(document: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        document = document[name]
    return document


def _changed(document: dict[str, Any], path: tuple[str | int, ...], new: object) -> Change:
    changed = deepcopy(document)
    _inside(changed, path[:-1])[path[-1]] = new
    return "/".join(map(str, path)) + f" as {str(new)[:20]}", changed


@pytest.mark.parametrize("kind", [(), ("--objective", "leximin"), ("--reach-target", "2"), ("quotas",)])
def test_a_changed_file_is_refused_alone(folder: Path, kind: tuple[str, ...]) -> None:
    document = made(folder, *(("--quotas", str(folder / "q.csv")) if kind == ("quotas",) else kind))

    for what, changed in changes(document):
        if what == "seal left out":
            continue
        with pytest.raises(InvalidCertificate, match="its seal does not fit"):
            check_seal(changed)
    document["pairs"].reverse()
    (folder / "c.json").write_text(json.dumps(document))
    assert verify(folder) == 1


@pytest.mark.parametrize("kind", [("--objective", "total"), ("--objective", "leximin"), ("--reach-target", "2")])
def test_a_forged_seal_helps_nobody_beside_the_scores(folder: Path, kind: tuple[str, ...]) -> None:
    document = made(folder, *kind)
    del document["seal"]
    proof = ("value", "bound", "digest", "pairs", "problem")

    # one in eight, others for every kind: all take two minutes
    for what, changed in islice(changes(document), len(kind[1]) % 8, None, 8):
        (folder / "c.json").write_text(sealed_text(changed))
        codes = {verify(folder), verify(folder, "--scores", str(folder / "s.csv"))}
        assert codes <= {0, 1, 3}, what
        # a record without minimums or forbidden pairs tells of another round: that is the digest's to say
        if what.split("/")[0].split()[0] in proof:
            assert 1 in codes, what


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda document: document["pairs"].reverse(), "do not agree"),
        (lambda document: document["stages"][0]["factors"].__setitem__(0, 9), "the pairs are worth"),
        (lambda document: document["stages"][0]["mentor_price"].__setitem__(1, 2**50), "do not agree"),
        (lambda document: document.update(stages=[]), "no stage weighs the total"),
        (lambda document: document["problem"].update(forbidden="eJxjYIAAAAAIAAE="), "a forbidden pair is held"),
        (lambda document: document["problem"]["mentor_capacity"].__setitem__(0, 1), "more pairs than places"),
    ],
)
def test_a_forged_seal_leaves_contradictions(
    folder: Path, capsys: pytest.CaptureFixture[str], change: Any, reason: str
) -> None:
    document = made(folder)
    del document["seal"]
    change(document)
    (folder / "c.json").write_text(sealed_text(document))

    assert verify(folder) == 1
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5_000, '{"value":' + "9" * 5_000 + "}", '{"value":'])
def test_what_is_no_certificate_is_bad_input(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (folder / "c.json").write_text(text)

    assert verify(folder) == 2
    assert "bad input" in capsys.readouterr().err
