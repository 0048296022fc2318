"""The reader of plain numbers beside the careful one: the same numbers, or the same refusal."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from timbalik.engine.assignment import files, plain_text
from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.plain_text import first_cells, plain_list, plain_marks, plain_table
from timbalik.engine.assignment.score_file import ScoreFile

HEADERS = ("mentor,mentee,score\n", "Mentor, mentee ,SCORE\n", '"mentor","mentee","score"\n', "")
STRANGE = (
    "-",
    ".",
    ",",
    "\n",
    "\r",
    "\r\n",
    " ",
    '"',
    "+",
    "e",
    "_",
    ";",
    "é",
    "\ufeff",
    "\t",
    "\x0c",
    "\x00",
    "1",
    "0",
)


def drawn_number(random: Random) -> str:
    kind = random.randrange(8)
    if kind < 3:
        return str(random.randrange(-20, 100))
    if kind == 3:
        return random.choice(["-0", "007", "0.0", "-.5", "5.", ".25", "1.50", "-3.0"])
    if kind == 4:
        return f"{random.uniform(-100, 100):.2f}"
    if kind == 5:
        return repr(round(random.uniform(0, 10), random.randrange(12)))
    return str(random.choice([2**63 - 1, -(2**63), 2**63, 10**17, 10**18, 2**53 + 1, -(10**16) - 1, 10**15]))


def drawn_text(random: Random) -> str:
    """Return a list or a table, mostly of one kind of numbers, sometimes with something that is none."""
    form = random.choice(["{}", "{:.2f}", "{:.3f}", None])

    def number() -> str:
        return drawn_number(random) if form is None else form.format(random.randrange(-9, 99))

    rows, width = random.randrange(1, 6), random.randrange(1, 5)
    header = random.choice(HEADERS)
    if header:
        places = random.sample([(i, j) for i in range(4) for j in range(4)], rows)
        lines = [f"{i},{j},{number()}" for i, j in places]
    else:
        lines = [",".join(number() for _ in range(width)) for _ in range(rows)]
    text = header + random.choice(["\n", "\n", "\r\n"]).join(lines) + random.choice(["\n", "\n", ""])
    for _ in range(random.choice([0, 0, 1, 2])):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(STRANGE) + text[at + random.randrange(2) :]
    return random.choice(["", "", "\ufeff"]) + text


def told(read: Callable[[Path], ScoreFile], path: Path) -> tuple[Any, ...]:
    """Return what a reader says, whatever the order of its pairs."""
    try:
        found = read(path)
    except InvalidInstance as refusal:
        return ("refused", str(refusal))
    pairs = zip(found.mentor.tolist(), found.mentee.tolist(), found.score.tolist(), strict=True)
    return (found.shape, found.scale, found.listed, sorted(pairs))


def test_both_readers_say_the_same_of_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random, path = Random(20_261_122), tmp_path / "s.csv"
    plain = refused = 0
    for number in range(1_500):
        text = drawn_text(random)
        path.write_text(text, encoding="utf-8", newline="")
        monkeypatch.setattr(plain_text, "BLOCK", random.choice([7, 30, 2**18]))  # so that some end within a line

        found = told(files.read_scores, path)

        assert found == told(files._read_csv, path), (number, text)
        plain += (plain_list(path) or plain_table(path)) is not None
        refused += found[0] == "refused"
    assert plain > 400
    assert refused > 150


@pytest.mark.parametrize(
    "text",
    ["1,2\n3\n", "1,,2\n", "1,-\n", "1,5-3\n", "1,--2\n", "1,2,\n", "\n1,2\n", "1 ,2\n", "+1,2\n", "1e3,2\n", "1,2\n\n3,4\n",
     "1.2.3,4\n", "1.,.\n", "1_0,2\n", "٣,2\n", "1,2\r3,4\n", "nan,1\n", "", "\n", ",\n", f"{10**18},1\n", "1.5,1234567890123456\n"],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_careful_reader(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8", newline="")

    assert plain_table(path) is None
    assert told(files.read_scores, path) == told(files._read_csv, path)


@pytest.mark.parametrize(
    ("text", "numbers", "scale"),
    [
        (f"{10**18 - 1},{1 - 10**18}\n", [[10**18 - 1, 1 - 10**18]], 1),
        ("\ufeff1,-2\r\n3,4", [[1, -2], [3, 4]], 1),
        ("1.50,-2.25\n-.10,.05\n", [[150, -225], [-10, 5]], 100),
        ("1.500,2.000\n", [[15, 20]], 10),
        ("0.1,2\n-3,0.125\n", [[100, 2000], [-3000, 125]], 1000),
        ("0.123456789,1000000.5\n", [[123456789, 10**15 + 5 * 10**8]], 10**9),
    ],
)
def test_plain_numbers_are_read_in_bulk_and_exactly(
    tmp_path: Path, text: str, numbers: list[list[int]], scale: int
) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8", newline="")

    read = plain_table(path)

    assert read is not None
    assert (read[0].tolist(), read[1]) == (numbers, scale)


@pytest.mark.parametrize("way", ["%d", "%.2f", "mixed"])
def test_files_of_many_blocks_are_read_whole(tmp_path: Path, way: str) -> None:
    rng = np.random.default_rng(8)
    place = rng.permutation(300 * 300)[:60_000]
    score = rng.integers(-(10**7), 10**7, len(place))
    written = [
        str(one) if way == "%d" else f"{one / 100:.2f}" if way == "%.2f" else repr(one / 100) for one in score.tolist()
    ]
    lines = [f"{at // 300},{at % 300},{one}" for at, one in zip(place.tolist(), written, strict=True)]
    path = tmp_path / "s.csv"
    path.write_text("mentor,mentee,score\n" + "\n".join(lines))

    read = files.read_scores(path)

    assert plain_list(path) is not None
    order = np.lexsort((place // 300, place % 300))
    assert read.scale == (1 if way == "%d" else 100)
    assert np.array_equal(read.mentor, (place // 300)[order])
    assert np.array_equal(read.mentee, (place % 300)[order])
    assert np.array_equal(read.score, score[order])


def test_a_change_of_form_far_below_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    lines = [f"{at // 300},{at % 300},{at}.25" for at in range(24_000)]
    for strange, rest in (("0.5", 100), ("7", 100), ("1e2", 100), ("nan", None)):
        path.write_text("mentor,mentee,score\n" + "\n".join([*lines, f"299,299,{strange}"]))
        if rest is None:
            with pytest.raises(InvalidInstance, match="row 24002, column 3: 'nan' is not a number"):
                files.read_scores(path)
        else:
            read = files.read_scores(path)
            assert (read.scale, int(read.score.sum())) == (
                100,
                sum(range(24_000)) * 100 + 24_000 * 25 + int(float(strange) * 100),
            )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0,0,1\n0,0,2\n", "row 3: pair (0, 0) appears twice, first in row 2"),
        ("5,0,1\n0,-1,1\n", "row 3, mentee: -1, 0 or more is accepted"),
        ("0.5,0,1\n", "holds fractions"),
        ("99999999,0,1\n", "at most 19999999"),
        ("0,0,1\n0,1\n", "row 3: 2 cells, 3 are accepted"),
    ],
)
def test_a_list_is_refused_with_its_row(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text("mentor,mentee,score\n" + rows)

    with pytest.raises(InvalidInstance) as refusal:
        files.read_scores(path)

    assert message in str(refusal.value)


def test_counts_and_forbidden_pairs_are_the_same_either_way(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    forms = {
        "0,1,0\n1,0,0\n": ([0, 1], [1, 0]),
        "0, 1,0\n1,0,0\n": ([0, 1], [1, 0]),
        "mentor,mentee\n1,0\n0,1\n": ([1, 0], [0, 1]),
        "mentor,mentee\n1.0,0\n0,1\n": ([1, 0], [0, 1]),
        "1,2\n0,1\n1,1\n": ([1, 0, 1], [2, 1, 1]),
    }
    for text, expected in forms.items():
        path.write_text(text)
        mentor, mentee = files.read_forbidden(path, (2, 3))
        assert (mentor.tolist(), mentee.tolist()) == expected, text
    for text in ("1\n2\n-3\n", "1\n\n2\n -3", "\ufeff1\r\n2\r\n-3\r\n"):
        path.write_text(text, encoding="utf-8", newline="")
        assert files.read_counts(path).tolist() == [1, 2, -3]
    path.write_text("0,1,0\n1,2,0\n")
    with pytest.raises(InvalidInstance, match="row 2, column 2: 2, 0 or 1 is accepted"):
        files.read_forbidden(path, (2, 3))
    path.write_text("0,1,0\n1,x,0\n")
    with pytest.raises(InvalidInstance, match="row 2, column 2: 'x' is not a number"):
        files.read_forbidden(path, (2, 3))


def test_marks_and_first_cells_of_what_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    for content in (b"", b"\n\n", b"1,0\n1\n", b"10,0\n1,1\n", b"1,0\n1,a\n", b"\xff\xfe1,0\n"):
        path.write_bytes(content)
        assert plain_marks(path) is None, content
    assert first_cells(path) == []


def test_what_comes_through_a_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    for text, read in (
        ("mentor,mentee,score\n0,1,5\n", lambda: files.read_scores(path).score.tolist() == [5]),
        ("1,2\n", lambda: files.read_scores(path).score.tolist() == [1, 2]),
        ("1\n2\n", lambda: files.read_counts(path).tolist() == [1, 2]),
        ("0,1\n", lambda: files.read_forbidden(path, (1, 2))[1].tolist() == [1]),
    ):
        writing = threading.Thread(target=path.write_text, args=(text,))
        writing.start()
        assert read()
        writing.join()
