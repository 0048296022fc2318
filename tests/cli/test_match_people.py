"""``timbalik match people.csv``: a people file becomes pairs, a page with reasons and a proof that holds."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from timbalik.cli.errors import CommandFailed
from timbalik.cli.main import main
from timbalik.cli.match_people.command import _match
from timbalik.engine.assignment.certificate import from_document
from timbalik.engine.assignment.packing import unpack_instance
from timbalik.engine.assignment.verify import verify

HEADER = "NIK Karyawan,Nama,Departemen,Level,Atasan Langsung,Peran,Menawarkan,Ingin belajar,Jam luang,Kapasitas,Hindari,Agama"
ROWS = (
    "1001,Suharti,Keuangan,5,NO_MANAGER,mentee,baru-keuangan:4,video-pendek:5; AI generatif,Sen 09:00-11:00; Rab 13-15,1,,Islam",
    "1002,Dr. H. Bambang Wijaya,Operasi,5,NO_MANAGER,mentee,sehari-pabrik:4,TikTok:3,Sen 9-12,1,,Kristen",
    "2001,Ayu Lestari,Pemasaran,1,1001,mentor,video-pendek:5,baru-keuangan:5,Sen 9-12; Rab 13-16,1,,Hindu",
    "2002,<b>Bima</b>,Teknologi,2,1002,mentor,video-pendek:3;ai-generatif:5,sehari-pabrik:5,Sen 08:00-12:00,2,,Islam",
    "2003,Citra,Teknologi,2,NO_MANAGER,mentor,video-pendek:3,sehari-pabrik:5,Sen 9-12,1,1001,Islam",
)


def asked(folder: Path, rows: tuple[str, ...] = ROWS, header: str = HEADER, **more: Any) -> Namespace:
    people = folder / "people.csv"
    people.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    given: dict[str, Any] = {
        "people": people,
        "template": "tpl-standar-2mingguan",
        "seed": 1,
        "salt": "",
        "allow_same_unit": "",
        "skip_rejected": False,
        "keep_bonus": 0,
        "objective": None,
        "reach_target": None,
        "out": folder / "pairs.csv",
        "report": folder / "report.html",
        "certificate": folder / "cert.json",
        **more,
    }
    return Namespace(**given)


def match(options: Namespace) -> tuple[int, int, int, bool]:
    return _match(options, options.people.read_bytes(), None, lambda *_step: None)


def pairs_of(options: Namespace) -> dict[str, str]:
    with options.out.open(encoding="utf-8") as source:
        return {row["mentor"]: row["mentee"] for row in csv.DictReader(source)}


@pytest.mark.usefixtures("content")
def test_a_people_file_becomes_pairs_reasons_and_a_proof(tmp_path: Path) -> None:
    options = asked(tmp_path)

    pairs, value, bound, proved = match(options)

    assert (pairs, value == bound, proved) == (2, True, True)
    assert pairs_of(options) == {"2003": "1002", "2002": "1001"}  # 2002 works under 1002; 2003 asks not to meet 1001
    page = options.report.read_text(encoding="utf-8")
    assert "Proved optimal" in page or "Terbukti optimal" in page
    assert "&lt;b&gt;Bima" in page
    assert "<b>Bima" not in page
    assert "SIMULA" not in page
    assert "Islam" not in page
    assert "http" not in page
    document = json.loads(options.certificate.read_text(encoding="utf-8"))
    assert verify(unpack_instance(document["problem"]["instance"]), from_document(document)).optimal


@pytest.mark.usefixtures("content")
def test_whoever_is_left_out_reads_why_and_what_was_tried(tmp_path: Path) -> None:
    options = asked(tmp_path)

    match(options)

    page = options.report.read_text(encoding="utf-8")
    left = page.split("<tbody>")[1]
    assert "Ayu Lestari" in left
    assert "Wijaya" in left or "Bambang" in left  # who would have to take one more


@pytest.mark.usefixtures("content")
def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    header = "Employee ID,Department,Job Level"
    rows = [f"{number},{'ABC'[number % 3]},{number % 5 + 1}" for number in range(1, 41)]
    straight = asked(tmp_path, tuple(rows), header)
    match(straight)
    before, digest = pairs_of(straight), json.loads(straight.certificate.read_text())["digest"]
    assert "SIMULA" in straight.report.read_text(encoding="utf-8")  # topics and hours are drawn from the seed

    from timbalik.people.models.organisations import Organisation

    Organisation.objects.filter(slug="match").update(slug="earlier")
    random.Random(5).shuffle(rows)
    shuffled = asked(tmp_path, tuple(rows), header)
    match(shuffled)

    assert pairs_of(shuffled) == before
    assert json.loads(shuffled.certificate.read_text())["digest"] == digest


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("3001,Dewi,A,1,,mentor,tik-tak:3,baru-keuangan,Sen 9-12,1,,",), ("7", "Menawarkan (G)", "tik-tak")),
        (("3001,Dewi,A,1,,mentor,video-pendek:9,baru-keuangan,Sen 9-12,1,,",), ("7", "Menawarkan (G)", "9")),
        (("3001,Dewi,A,1,,mentor,video-pendek,baru-keuangan,Sen 12-9,1,,",), ("7", "Jam luang (I)", "Sen 12-9")),
        (("3001,Dewi,A,1,,mentor,video-pendek,baru-keuangan,Sen 9-12,-1,,",), ("7", "Kapasitas (J)", "-1")),
        (("3001,Dewi,A,1,,guru,video-pendek,baru-keuangan,Sen 9-12,1,,",), ("7", "Peran (F)", "guru")),
        (("3001,Dewi,A,1,,mentor,video-pendek,baru-keuangan,Sen 9-12,1,9999,",), ("7", "Hindari (K)", "9999")),
        (("1001,Lain,A,1,,mentor,video-pendek,baru-keuangan,Sen 9-12,1,,",), ("7", "NIK Karyawan")),
    ],
)
def test_bad_input_is_named_with_row_and_column(tmp_path: Path, wrong: tuple[str, ...], words: tuple[str, ...]) -> None:
    options = asked(tmp_path, (*ROWS, *wrong))

    with pytest.raises(CommandFailed) as caught:
        match(options)

    assert caught.value.code == 2
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.usefixtures("content")
def test_rows_that_cannot_come_in_are_left_out_only_when_asked(tmp_path: Path) -> None:
    options = asked(
        tmp_path, (*ROWS, ",Tanpa Nomor,A,1,,mentor,video-pendek,baru-keuangan,Sen 9-12,1,,"), skip_rejected=True
    )

    assert match(options)[0] == 2


@pytest.mark.usefixtures("content")
def test_the_pair_of_the_last_round_stays_for_a_bonus(tmp_path: Path) -> None:
    header = "NIK Karyawan,Nama,Atasan Langsung,Departemen,Peran,Menawarkan,Ingin belajar,Jam luang,Pasangan sebelumnya"
    rows = (
        "1,Wati,NO_MANAGER,A,mentee,baru-sdm:3,video-pendek,Sen 9-12,4",
        "2,Yanto,NO_MANAGER,B,mentee,baru-sdm:3,video-pendek,Sen 9-12,",
        "3,Ayu,NO_MANAGER,C,mentor,video-pendek:5,baru-sdm,Sen 9-12,",
        "4,Bima,NO_MANAGER,D,mentor,video-pendek:4,baru-sdm,Sen 9-12,",
    )
    options = asked(tmp_path, rows, header, keep_bonus=10)

    match(options)

    assert pairs_of(options)["4"] == "1"


@pytest.mark.usefixtures("content")
def test_a_target_is_enough(tmp_path: Path) -> None:
    options = asked(tmp_path, reach_target=1, objective="reach-total")
    assert match(options)[0] >= 1
    left = options.report.read_text(encoding="utf-8").split("<tbody>")[1]
    assert "Not looked for" not in left  # remedies are found beside a target too
    assert "Wijaya" in left or "Bambang" in left
    with pytest.raises(CommandFailed, match="tpl-tidak-ada"):
        match(asked(tmp_path, template="tpl-tidak-ada"))


@pytest.mark.usefixtures("content")
def test_people_without_time_get_pairs_and_no_seal(tmp_path: Path) -> None:
    rows = [f"{number},{'ABC'[number % 3]},{number % 5 + 1}" for number in range(1, 61)]
    options = asked(tmp_path, tuple(rows), "Employee ID,Department,Job Level")

    pairs, value, bound, proved = _match(options, options.people.read_bytes(), 0.0, lambda *_step: None)

    page = options.report.read_text(encoding="utf-8")
    assert pairs > 0
    assert not proved
    assert value <= bound  # equal where only the lottery between equals is still open
    assert "Proved optimal" not in page
    assert "Terbukti optimal" not in page


@pytest.mark.parametrize(
    "arguments",
    [
        ["match"],
        ["match", "people.csv", "--scores", "s.csv"],
        ["match", "--scores", "s.csv", "--report", "r.html"],
        ["match", "people.csv", "--forbidden", "f.csv"],
        ["match", "--scores", "s.csv", "--objective", "programme"],
        ["match", "people.csv", "--out", "nowhere/pairs.csv"],
        ["match", "nothing.csv"],
    ],
)
def test_the_two_forms_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["--lang", "en", *arguments]) == 2


@pytest.mark.either
@pytest.mark.slow
def test_the_whole_command_in_a_process_of_its_own(tmp_path: Path) -> None:
    options = asked(tmp_path)
    command = [sys.executable, "-m", "timbalik.cli", "--lang", "en"]
    files = ["--out", str(options.out), "--report", str(options.report), "--certificate", str(options.certificate)]

    made = subprocess.run(
        [*command, "match", str(options.people), *files],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ},
    )
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "2 pairs, total 134.00"), made.stderr
    alone = subprocess.run(
        [*command, "verify", "certificate", str(options.certificate)], check=False, capture_output=True, text=True
    )
    again = subprocess.run(
        [*command, "verify", "certificate", str(options.certificate), "--people", str(options.people)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (alone.returncode, again.returncode) == (0, 0), again.stderr


@pytest.mark.usefixtures("content")
def test_somebody_without_a_place_is_told_so(tmp_path: Path) -> None:
    rows = (*ROWS, "1003,Sri,Operasi,5,NO_MANAGER,mentee,sehari-pabrik:4,TikTok:3,Sen 9-12,0,")
    options = asked(tmp_path, tuple(row.removesuffix(",Islam").removesuffix(",Hindu") for row in rows))

    match(options)

    left = options.report.read_text(encoding="utf-8").split("<tbody>")[1]
    reason = left.split("Sri")[1].split("</tr>")[0]
    assert "no place in this round" in reason or "Tidak menyediakan tempat" in reason
