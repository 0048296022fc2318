"""``timbalik match --quotas`` on files, by exit status and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from timbalik.cli.main import main

SCORES = "90,80,10\n80,10,20\n5,6,70\n"


def match(folder: Path, *extra: str) -> int:
    (folder / "s.csv").write_text(SCORES)
    files = ["--out", str(folder / "p.csv"), "--certificate", str(folder / "c.json")]
    return main(["--lang", "en", "match", "--scores", str(folder / "s.csv"), *files, *extra])


def said(folder: Path, option: str, text: str) -> tuple[str, str]:
    (folder / "side.csv").write_text(text)
    return option, str(folder / "side.csv")


def pairs(folder: Path) -> list[str]:
    return (folder / "p.csv").read_text().splitlines()[1:]


def test_quota_is_kept_proved_and_priced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "name,mentors,mentees,at_least,at_most\n"
    assert match(tmp_path, *said(tmp_path, "--quotas", header + "lintas,0;1,2,1,\n")) == 0
    assert pairs(tmp_path) == ["0,0,90", "1,2,20", "2,1,6"]
    assert "the quotas cost 114 of the total" in capsys.readouterr().out
    assert main(["--lang", "en", "verify", "certificate", str(tmp_path / "c.json")]) == 0
    document = json.loads((tmp_path / "c.json").read_text())
    document["value"] += 1
    (tmp_path / "c.json").write_text(json.dumps(document))
    assert main(["--lang", "en", "verify", "certificate", str(tmp_path / "c.json")]) == 1


def test_mentees_kept_together_share_their_mentor_and_kept_apart_do_not(tmp_path: Path) -> None:
    (tmp_path / "capacity.txt").write_text("2\n2\n2\n")
    room = "--mentor-capacity", str(tmp_path / "capacity.txt")
    assert match(tmp_path, *room) == 0
    assert pairs(tmp_path) == ["0,0,90", "0,1,80", "2,2,70"]
    assert match(tmp_path, *room, *said(tmp_path, "--keep-apart", "0,1\n")) == 0
    assert pairs(tmp_path) == ["0,1,80", "1,0,80", "2,2,70"]
    assert match(tmp_path, *room, *said(tmp_path, "--keep-together", "mentee,mentee\n1,2\n")) == 0
    assert pairs(tmp_path) == ["0,1,80", "0,2,10", "1,0,80"]


def test_mentors_kept_together_share_their_mentees_and_kept_apart_do_not(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("2\n2\n2\n")
    room = "--mentee-capacity", str(tmp_path / "two.txt")
    assert match(tmp_path, *room) == 0
    assert pairs(tmp_path) == ["0,0,90", "1,0,80", "2,2,70"]
    assert match(tmp_path, *room, *said(tmp_path, "--keep-apart", "mentor,mentor\n0,1\n")) == 0
    assert pairs(tmp_path) == ["0,1,80", "1,0,80", "2,2,70"]
    together = "mentee,mentee\n0,1\nmentor,mentor\n1,2\n"
    assert match(tmp_path, *room, *said(tmp_path, "--keep-apart", together)) == 0
    assert match(tmp_path, *room, *said(tmp_path, "--keep-together", "mentor,mentor\n1,2\n")) == 0
    assert pairs(tmp_path) == ["0,0,90", "1,2,20", "2,2,70"]
    assert main(["--lang", "en", "verify", "certificate", str(tmp_path / "c.json")]) == 0


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--quotas", "lintas,0,0\n", "line 1: 3 cells"),
        ("--quotas", "lintas,0,0-9,1,\n", "line 1, mentees: '0-9', all or positions from 0 to 2"),
        ("--quotas", "lintas,,all,1,\n", "line 1, mentors: nobody"),
        ("--quotas", "lintas,all,all,banyak,\n", "line 1: 'banyak'"),
        ("--quotas", "lintas,all,all,3,2\n", "contradict"),
        ("--keep-apart", "\n0,Sari\n", "line 2: '0,Sari'"),
        ("--keep-together", "0,7\n", "side.csv line 1: '7', only mentees of this round"),
        ("--keep-together", "0,1\nmentor,mentor\n0,7\n", "side.csv line 3: '7', only mentors of this round"),
        ("--keep-apart", "mentor,mentee\n0,1\n", "line 1: 'mentor,mentee'"),
        ("--keep-together", "mentor,mentor\n0,1\n1,0\n", "'1' and '0' close a circle"),
    ],
)
def test_side_file_is_refused_with_its_line(
    tmp_path: Path, option: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(tmp_path, *said(tmp_path, option, text)) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "p.csv").exists()


def test_couple_that_cannot_be_kept_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "least.txt").write_text("1\n1\n0\n")
    least = "--mentor-minimum", str(tmp_path / "least.txt")
    assert match(tmp_path, *least, *said(tmp_path, "--keep-together", "mentor,mentor\n0,1\n")) == 4
    assert "mentors_together row 0 ('0' and '1'): cannot be met" in capsys.readouterr().err


def test_quota_that_cannot_be_met_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, *said(tmp_path, "--quotas", "dua dari satu,0,all,2,\n")) == 4
    assert "'dua dari satu'" in capsys.readouterr().err


def test_quotas_are_refused_beside_another_objective_and_for_people_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quota = said(tmp_path, "--quotas", "lintas,all,all,1,\n")
    assert match(tmp_path, *quota, "--objective", "leximin") == 2
    assert "reach-total" in capsys.readouterr().err
    assert main(["--lang", "en", "match", str(tmp_path / "s.csv"), *quota]) == 2
    assert "--quotas" in capsys.readouterr().err


def test_table_too_large_for_quotas_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "many.csv").write_text("mentor,mentee,score\n5000,5000,1\n")
    quota = said(tmp_path, "--quotas", "lintas,all,all,1,\n")
    assert main(["--lang", "en", "match", "--scores", str(tmp_path / "many.csv"), *quota]) == 2
    assert "25000000" in capsys.readouterr().err


def test_random_quotas_hold_in_what_is_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    np.savetxt(tmp_path / "s.csv", rng.integers(0, 100, (12, 12)), fmt="%d", delimiter=",")
    global_rows = "atas,0-5,0-5,,2\nbawah,6-11,0-5,3,\n"
    (tmp_path / "side.csv").write_text(global_rows)
    command = ["--lang", "en", "match", "--scores", str(tmp_path / "s.csv"), "--out", str(tmp_path / "p.csv")]
    assert main([*command, "--quotas", str(tmp_path / "side.csv")]) == 0
    found = [tuple(int(cell) for cell in line.split(",")[:2]) for line in pairs(tmp_path)]
    assert sum(mentor < 6 and mentee < 6 for mentor, mentee in found) <= 2
    assert sum(mentor >= 6 and mentee < 6 for mentor, mentee in found) >= 3
    assert len(found) == 12


@pytest.mark.parametrize("form", ["s.csv", "s.npz"])
def test_quotas_without_time_are_never_called_optimal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    table = np.random.default_rng(1).integers(0, 10_000, (80, 80))
    if form == "s.npz":
        np.savez(tmp_path / form, table)
    else:
        np.savetxt(tmp_path / form, table, fmt="%d", delimiter=",")
    spans = ("0-26", "27-53", "54-79")
    rows = [f"{a}{b},{spans[a]},{spans[b]},7,10" for a in range(3) for b in range(3)]
    (tmp_path / "side.csv").write_text("\n".join(rows))
    command = ["--lang", "en", "match", "--scores", str(tmp_path / form), "--quotas", str(tmp_path / "side.csv")]
    files = ["--out", str(tmp_path / "p.csv"), "--certificate", str(tmp_path / "c.json")]

    assert main([*command, *files, "--time-limit", "0"]) == 3

    said = capsys.readouterr()
    assert "optimal" not in said.out
    assert "time limit" in said.err or "not proved optimal: the total is at most" in said.err
    if (tmp_path / "c.json").exists():
        assert main(["--lang", "en", "verify", "certificate", str(tmp_path / "c.json")]) == 3


@pytest.mark.parametrize(("size", "is_said"), [(4, False), (200, True)])
def test_a_draw_that_could_not_be_held_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int, is_said: bool
) -> None:
    np.savez(tmp_path / "s.npz", np.ones((size, size), int))
    (tmp_path / "side.csv").write_text("some,0-1,0-1,1,1\n")
    files = ["--scores", str(tmp_path / "s.npz"), "--quotas", str(tmp_path / "side.csv")]

    for lang, words in (("en", "not all of them took part in the draw"), ("id", "tidak semuanya ikut dalam undian")):
        assert main(["--lang", lang, "match", *files]) == 0
        assert (words in capsys.readouterr().out) == is_said
