from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from timbalik.cli.main import COMMANDS, DEVELOPER_COMMANDS, main


@pytest.mark.parametrize("module", [*COMMANDS.values(), *DEVELOPER_COMMANDS.values()])
def test_command_is_there(module: str) -> None:
    assert callable(importlib.import_module(module).add_parser)


def test_help_is_indonesian_unless_the_shell_is_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for shell in ("id_ID.UTF-8", "C.UTF-8", "en_GB.UTF-8"):
        monkeypatch.setenv("LC_ALL", shell)
        assert main([]) == 0
        said[shell] = capsys.readouterr().out

    assert "penggunaan: timbalik" in said["id_ID.UTF-8"]
    assert said["C.UTF-8"] == said["id_ID.UTF-8"]
    assert "usage: timbalik" in said["en_GB.UTF-8"]


def test_lang_wins_over_the_shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    main(["--lang", "id"])

    assert "penggunaan: timbalik" in capsys.readouterr().out


def test_unknown_command_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", "en", "dance"])

    assert stopped.value.code == 2
    assert "demo" in capsys.readouterr().err


def test_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", "en", "serve", "--colour"])

    assert stopped.value.code == 2
    assert "--colour" in capsys.readouterr().err


@pytest.mark.slow
def test_help_starts_without_django_or_numbers() -> None:
    slow = "{'django', 'numpy', 'rich'}"
    code = f"import sys; from timbalik.cli.main import main; main([]); print(sorted({slow} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.splitlines()[-1] == "[]"
