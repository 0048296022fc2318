"""``timbalik match`` on files that a stranger's tools write, and on damaged ones: read exactly, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tests.cli.test_match import match, verify
from timbalik.cli.main import main


def test_cells_may_stand_in_quotes(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text('"mentor","mentee","score"\n"0","0","2.5"\n0,1,9\n')
    (tmp_path / "f.csv").write_text('"Mentor","Mentee"\n0,1\n')

    assert match(tmp_path, "--forbidden", str(tmp_path / "f.csv")) == 0
    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,0,2.5\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("1.0000000000000000000000000000000000000001,2\n", "40 decimals"),
        ("1e999999999,2\n", "row 1, column 1: '1e999999999' does not fit a 64-bit integer"),
        ("mentor,mentee,score\n3000000000,0,1\n", "row 2, mentor: 3000000000, at most"),
        (f"mentor,mentee,score\n{2**62},{2**62},1\n", f"row 2, mentor: {2**62}, at most"),
        ("1,2\n".encode("utf-16"), "no text in UTF-8"),
    ],
)
def test_a_number_is_taken_as_written_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes, reason: str
) -> None:
    (tmp_path / "s.csv").write_bytes(content if isinstance(content, bytes) else content.encode())

    assert match(tmp_path) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("name", ["short", "torn", "empty", "object", "text", "sparse", "parts", "shape"])
def test_a_damaged_archive_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = tmp_path / "s.npz"
    np.savez(path, table=np.eye(9, dtype=int))
    whole = path.read_bytes()
    if name in ("short", "torn", "empty", "text"):
        torn = whole[:150] + bytes([whole[150] ^ 255]) + whole[151:]
        path.write_bytes({"short": whole[:99], "torn": torn, "empty": b"", "text": b"1,2\n"}[name])
    elif name == "object":
        np.savez(path, table=np.array([[1, None]], object))
    elif name == "sparse":
        sparse.save_npz(path, sparse.csr_matrix(np.eye(2)))
        parts = {**np.load(path), "indices": np.array([0, 7])}
        np.savez(path, **parts)
    else:
        np.savez(path, format=np.array(b"csr" if name == "parts" else b"xyz"), shape=np.array([2, 2]))

    assert match(tmp_path, scores="s.npz") == 2
    assert "s.npz is no .npz file of numbers" in capsys.readouterr().err


def test_short_floats_count_as_their_decimals(tmp_path: Path) -> None:
    np.savez(tmp_path / "S.npz", np.array([[0.1, 0.3]], np.float32))
    (tmp_path / "S.npz").rename(tmp_path / "S.NPZ")

    assert match(tmp_path, scores="S.NPZ") == 0
    assert (tmp_path / "p.csv").read_text() == "mentor,mentee,score\n0,1,0.3\n"


@pytest.mark.parametrize("count", [str(2**64), "1_0", "-"])
def test_a_capacity_is_a_whole_number(tmp_path: Path, capsys: pytest.CaptureFixture[str], count: str) -> None:
    (tmp_path / "s.csv").write_text("1,2\n3,4\n")
    (tmp_path / "c.txt").write_text(f"1\n{count}\n")

    assert match(tmp_path, "--mentor-capacity", str(tmp_path / "c.txt")) == 2
    assert f"c.txt line 2: '{count}', a whole number is accepted" in capsys.readouterr().err


def test_a_forbidden_table_holds_0_and_1_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("1,2\n3,4\n")
    np.savez(tmp_path / "f.npz", np.array([[0, 2], [0, 0]]))

    assert match(tmp_path, "--forbidden", str(tmp_path / "f.npz")) == 2
    assert "f.npz at (0, 1): 2, 0 or 1 is accepted" in capsys.readouterr().err


def test_nothing_that_is_read_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores, out = str(tmp_path / "s.csv"), str(tmp_path / "p.csv")
    (tmp_path / "s.csv").write_text("1,2\n")

    assert main(["--lang", "en", "match", "--scores", scores, "--out", scores]) == 2
    assert main(["--lang", "en", "match", "--scores", scores, "--out", out, "--certificate", out]) == 2
    assert capsys.readouterr().err.count("is named twice") == 2
    assert (tmp_path / "s.csv").read_text() == "1,2\n"


def test_a_time_limit_that_is_no_number_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        match(tmp_path, "--time-limit", "soon")

    assert "soon: 0 or more seconds are accepted" in capsys.readouterr().err


def test_a_proof_is_refuted_by_scores_of_more_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("1,2\n")
    assert match(tmp_path) == 0
    (tmp_path / "s.csv").write_text("1,2\n3,4\n")

    assert verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == 1
    assert "about 1 mentors, s.csv has 2: these are other numbers" in capsys.readouterr().err


def test_who_cannot_be_served_is_said_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("1,2\n")
    (tmp_path / "m.txt").write_text("1\n1\n")
    command = ["match", "--scores", str(tmp_path / "s.csv"), "--mentee-minimum", str(tmp_path / "m.txt")]

    assert main(["--lang", "id", *command]) == 4
    assert "tidak dapat dipenuhi bersama: mentor 0; mentee 0, 1" in capsys.readouterr().err
    assert main(["--lang", "en", *command]) == 4
    assert "cannot be met together: mentors 0; mentees 0, 1" in capsys.readouterr().err


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="every Linux has this device that is always full, others have none"
)
def test_a_full_disk_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("1,2\n")

    assert main(["--lang", "en", "match", "--scores", str(tmp_path / "s.csv"), "--out", "/dev/full"]) == 2
    assert "cannot be written: No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["0", "1", "2", "99"])
def test_a_proof_holds_whether_the_target_can_be_reached_or_not(tmp_path: Path, target: str) -> None:
    (tmp_path / "s.csv").write_text("5,3,1\n2,8,-4\n")

    assert match(tmp_path, "--reach-target", target) == 0
    assert verify(tmp_path) == verify(tmp_path, "--scores", str(tmp_path / "s.csv")) == 0


@pytest.mark.parametrize("row", ["a,all,all,99999999999999999999,", "a,all,all,0,99999999999999999999"])
def test_a_quota_beyond_all_numbers_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str) -> None:
    (tmp_path / "s.csv").write_text("1,2\n")
    (tmp_path / "q.csv").write_text(row)

    assert match(tmp_path, "--quotas", str(tmp_path / "q.csv")) == 2
    assert "q.csv line 1: '99999999999999999999', a whole number is accepted" in capsys.readouterr().err


def test_no_time_for_the_minimums_is_said_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "s.npz", np.random.default_rng(3).integers(0, 9, (40, 40)))
    (tmp_path / "m.txt").write_text("1\n" * 40)
    (tmp_path / "q.csv").write_text("some,0-9,0-9,3,3\n")
    command = ["match", "--scores", str(tmp_path / "s.npz"), "--mentee-minimum", str(tmp_path / "m.txt")]
    late = [*command, "--quotas", str(tmp_path / "q.csv"), "--time-limit", "0"]

    for lang, words in (("en", "nothing was written"), ("id", "tidak ada yang ditulis")):
        assert main(["--lang", lang, *late, "--out", str(tmp_path / "p.csv")]) == 3
        assert words in capsys.readouterr().err
    assert not (tmp_path / "p.csv").exists()
