from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from timbalik.cli.demo import COMPLETE, HOST, MARK, alone, choose_port, prepare_folder, use_folder
from timbalik.cli.errors import CommandFailed
from timbalik.cli.serve import is_free


def test_folder_that_no_demo_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()

    with pytest.raises(CommandFailed):
        prepare_folder(tmp_path, fresh=True)

    assert (tmp_path / "thesis.docx").exists()


def test_complete_demo_is_kept(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "demo", fresh=False)
    (folder / "timbalik.sqlite3").write_text("rows")
    (folder / MARK).write_text(COMPLETE)

    prepare_folder(folder, fresh=False)

    assert (folder / "timbalik.sqlite3").read_text() == "rows"


@pytest.mark.parametrize(("mark", "fresh"), [(COMPLETE, True), ("", False)])
def test_fresh_demo_and_half_made_demo_begin_again(tmp_path: Path, mark: str, fresh: bool) -> None:
    folder = prepare_folder(tmp_path / "demo", fresh=False)
    (folder / "mail").mkdir()
    (folder / "timbalik.sqlite3").write_text("rows")
    (folder / MARK).write_text(mark)

    prepare_folder(folder, fresh=fresh)

    assert [path.name for path in folder.iterdir()] == [MARK]


def test_second_demo_in_one_folder_is_refused(tmp_path: Path) -> None:
    with alone(tmp_path / "demo"), pytest.raises(CommandFailed), alone(tmp_path / "demo"):
        pass


def test_busy_port_names_a_free_one() -> None:
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()

        with pytest.raises(CommandFailed, match=r"--port \d+"):
            choose_port(busy.getsockname()[1])


def test_wanted_port_is_taken_when_free() -> None:
    port = next(port for port in range(20_000, 30_000) if is_free(HOST, port))  # none that is given to whoever asks

    assert choose_port(port) == port


def test_demo_forgets_the_settings_of_a_real_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("TIMBALIK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", "postgresql://hr@db.example/real")
    monkeypatch.setenv("TIMBALIK_MAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("TIMBALIK_DATA_DIR", "/srv/real")
    monkeypatch.setenv("TIMBALIK_BASE_URL", "https://real.example")

    use_folder(tmp_path, 8123)

    assert {
        name: value for name, value in os.environ.items() if name.startswith("TIMBALIK_") or name == "DATABASE_URL"
    } == {
        "TIMBALIK_DATA_DIR": str(tmp_path),
        "TIMBALIK_BASE_URL": "http://127.0.0.1:8123",
    }
