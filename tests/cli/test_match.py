"""``timbalik match`` and ``timbalik verify certificate`` on files, by their exit status and what they write."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from timbalik.cli.main import main


def match(folder: Path, *extra: str, scores: str = "s.csv") -> int:
    answer = [str(folder / scores), "--out", str(folder / "p.csv"), "--certificate", str(folder / "c.json")]
    return main(["--lang", "en", "match", "--scores", *answer, *extra])


def verify(folder: Path, *extra: str) -> int:
    return main(["--lang", "en", "verify", "certificate", str(folder / "c.json"), *extra])


def test_match_writes_pairs_and_a_proof_that_holds(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("90,80\n80,10\n")

    assert match(tmp_path) == 0

    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,1,80\n1,0,80\n"
    document = json.loads((tmp_path / "c.json").read_text())
    assert (document["value"], document["bound"]) == (160, 160)
    assert verify(tmp_path) == verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == 0


def test_match_reads_lists_capacities_and_forbidden_pairs(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("mentor,mentee,score\n0,0,2.5\n0,1,1.25\n1,0,1\n")
    (tmp_path / "capacity.txt").write_text("2\n1\n")
    (tmp_path / "f.csv").write_text("mentor,mentee\n1,0\n")

    code = match(tmp_path, "--mentor-capacity", str(tmp_path / "capacity.txt"), "--forbidden", str(tmp_path / "f.csv"))

    assert code == 0
    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,0,2.5\n0,1,1.25\n"
    assert verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == 0


def test_match_gives_the_same_pairs_for_every_form_of_the_same_numbers(tmp_path: Path) -> None:
    table = np.random.default_rng(3).integers(1, 4, (12, 9))
    np.savetxt(tmp_path / "a.csv", table, fmt="%d", delimiter=",")
    np.savez(tmp_path / "b.npz", table)
    sparse.save_npz(tmp_path / "d.npz", sparse.csr_matrix(table))
    np.savez(tmp_path / "e.npz", scores=table / 100)

    found = []
    for name in ("a.csv", "b.npz", "d.npz", "e.npz"):
        assert match(tmp_path, scores=name) == 0
        lines = (tmp_path / "p.csv").read_text().splitlines()
        found.append([line.rsplit(",", 1)[0] for line in lines])

    assert found[1:] == found[:1] * 3


def test_match_reaches_more_people_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("mentor,mentee,score\n0,0,9\n0,1,1\n1,0,1\n")

    values = []
    for objective in ("total", "reach-total", "leximin"):
        assert match(tmp_path, "--objective", objective) == 0
        values.append(json.loads((tmp_path / "c.json").read_text())["value"])

    assert values == [9, 2, 2]


@pytest.mark.parametrize("change", ["pairs", "value", "bound", "price", "digest"])
def test_verify_refuses_a_certificate_that_was_changed(tmp_path: Path, change: str) -> None:
    (tmp_path / "s.csv").write_text("90,80\n80,10\n")
    match(tmp_path)
    document = json.loads((tmp_path / "c.json").read_text())
    if change == "pairs":
        document["pairs"] = [[0, 0], [1, 1]]
    elif change == "price":
        document["stages"][0]["mentor_price"][0] += 10**15
    elif change == "digest":
        document["digest"] = "0" * 64
    else:
        document[change] += 1
    (tmp_path / "c.json").write_text(json.dumps(document))

    assert verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == 1


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ("1,2\n3\n", "row 2"),
        ("1,nan\n", "column 2"),
        ("mentor,mentee,score\n0,0,1\n0,0,2\n", "twice"),
        ("0.12345678901,1\n", "decimals"),
        ("", "empty"),
    ],
)
def test_match_names_the_row_of_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scores: str, word: str
) -> None:
    (tmp_path / "s.csv").write_text(scores)

    assert match(tmp_path) == 2

    assert word in capsys.readouterr().err


def test_match_says_feasible_and_the_gap_when_the_time_is_over(tmp_path: Path) -> None:
    # large enough that a search is left to do after the auctions, which are not stopped
    np.savez(tmp_path / "s.npz", np.random.default_rng(1).integers(0, 10_000, (900, 900)))

    assert match(tmp_path, "--time-limit", "0", scores="s.npz") == 3

    document = json.loads((tmp_path / "c.json").read_text())
    assert document["value"] < document["bound"] <= 900 * 10_000
    assert verify(tmp_path, "--scores", str(tmp_path / "s.npz")) == 3


def test_match_says_bad_input_when_the_scores_do_not_fit_exact_sums(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(f"{2**62},1\n1,{2**62}\n")

    assert match(tmp_path) == 2


def test_match_says_infeasible_with_the_smallest_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("mentor,mentee,score\n0,0,1\n0,1,1\n1,2,1\n")
    (tmp_path / "least.txt").write_text("1\n1\n0\n")

    assert match(tmp_path, "--mentee-minimum", str(tmp_path / "least.txt")) == 4

    assert "mentors 0; mentees 0, 1" in capsys.readouterr().err


def test_match_keeps_minimums_and_the_certificate_records_them(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("9,1\n8,1\n")
    (tmp_path / "least.txt").write_text("0\n1\n")
    (tmp_path / "one.txt").write_text("1\n0\n")

    assert match(tmp_path, "--objective", "total", "--mentee-minimum", str(tmp_path / "least.txt")) == 0
    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,0,9\n1,1,1\n"
    assert verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == verify(tmp_path) == 0


def test_match_stops_at_a_target(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("9,-5\n-5,-5\n")

    assert match(tmp_path, "--reach-target", "1") == 0
    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,0,9\n"
    assert verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == verify(tmp_path) == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("--mentor-capacity", "1\n-1\n", "mentor 1"),
        ("--mentor-capacity", "1\n1\n1\n", "3 numbers"),
        ("--mentee-capacity", "1\nx\n", "line 2"),
        ("--forbidden", "0,2\n", "mentee 2"),
        ("--forbidden", "0,1,0\n", "shape"),
        ("--forbidden", "0,3\n1,0\n", "row 1"),
    ],
)
def test_match_names_the_line_of_a_bad_side_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, words: str
) -> None:
    (tmp_path / "s.csv").write_text("1,2\n3,4\n")
    (tmp_path / "side.csv").write_text(content)

    assert match(tmp_path, name, str(tmp_path / "side.csv")) == 2

    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("0,0,1\n0,0,2\n", "row 3"),
        ("0,-1,1\n", "row 2"),
        ("0,0,1\n0,1,x\n", "row 3, column 3"),
        ("0,0\n", "row 2"),
        ("0,0,1_000\n", "row 2"),
    ],
)
def test_match_names_the_row_of_a_bad_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, words: str
) -> None:
    (tmp_path / "s.csv").write_text("mentor,mentee,score\n" + rows)

    assert match(tmp_path) == 2

    assert words in capsys.readouterr().err


def test_match_reads_sparse_tables_with_decimals_and_forbidden_tables(tmp_path: Path) -> None:
    table = sparse.csr_matrix(np.array([[0.25, 0, 1.5], [0, 2, 0.125]]))
    sparse.save_npz(tmp_path / "s.npz", table)
    np.savez(tmp_path / "f.npz", np.array([[0, 0, 1], [0, 0, 0]]))

    assert match(tmp_path, "--forbidden", str(tmp_path / "f.npz"), scores="s.npz") == 0

    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,0,0.25\n1,1,2\n"
    assert json.loads((tmp_path / "c.json").read_text())["problem"]["scale"] == 1000


@pytest.mark.parametrize("form", ["dense.csv", "list.csv", "dense.npz", "sparse.npz"])
@pytest.mark.parametrize("extra", [(), ("--objective", "total"), ("--objective", "leximin"), ("--reach-target", "12")])
def test_no_time_gives_a_gap_and_never_the_word_optimal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, extra: tuple[str, ...]
) -> None:
    rng = np.random.default_rng(7)
    table = rng.integers(1, 100, (60, 60))
    np.savetxt(tmp_path / "capacity.txt", rng.integers(0, 3, 60), fmt="%d")
    if form == "dense.csv":
        np.savetxt(tmp_path / form, table, fmt="%d", delimiter=",")
    elif form == "list.csv":
        rows = (f"{i},{j},{table[i, j]}" for i, j in np.ndindex(60, 60))
        (tmp_path / form).write_text("mentor,mentee,score\n" + "\n".join(rows))
    elif form == "dense.npz":
        np.savez(tmp_path / form, table)
    else:
        sparse.save_npz(tmp_path / form, sparse.csr_matrix(table))
    room = "--mentor-capacity", str(tmp_path / "capacity.txt")

    code = match(tmp_path, *room, *extra, "--time-limit", "0", scores=form)

    said = capsys.readouterr()
    assert code == 3
    assert "optimal" not in said.out
    assert "not proved optimal: the total is at most" in said.err
    document = json.loads((tmp_path / "c.json").read_text())
    assert document["value"] < document["bound"]
    assert (tmp_path / "p.csv").read_text().startswith("mentor,mentee,score\n")
    assert verify(tmp_path) == verify(tmp_path, "--scores", str(tmp_path / form)) == 3


def test_scores_of_nothing_stopped_by_time_claim_nothing(tmp_path: Path) -> None:
    np.savetxt(tmp_path / "s.csv", np.zeros((60, 60), int), fmt="%d", delimiter=",")
    (tmp_path / "f.csv").write_text("\n".join(f"{i},{j}" for i, j in np.ndindex(60, 60) if (7 * i + j) % 9))

    code = match(tmp_path, "--time-limit", "0", "--forbidden", str(tmp_path / "f.csv"))

    document = json.loads((tmp_path / "c.json").read_text())
    assert code == (0 if document["value"] == document["bound"] else 3)
    assert code == verify(tmp_path, "--scores", str(tmp_path / "s.csv"))
    assert code == 3 or len(document["pairs"]) == 60
