"""Build the wheel, install it where nothing else is, and look at the first page it serves.

Shows that templates, static files and compiled translations are inside. Run by ``timbalik check wheel``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from timbalik.cli import checkout
from timbalik.cli.demo import free_port

SHELL = {"PATH", "HOME", "TMPDIR", "UV_CACHE_DIR", "SSL_CERT_FILE", "PIP_CERT", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}
SHELL |= {name.lower() for name in SHELL} | {name for name in os.environ if name.startswith(("UV_", "PIP_"))}


def main() -> int:
    root = checkout.required_root()
    with tempfile.TemporaryDirectory(prefix="timbalik-wheel-") as name:
        folder = Path(name)
        wheel = build(root, folder)
        if missing := missing_from(wheel, root):
            print(f"The wheel lacks {', '.join(missing)}", file=sys.stderr)
            return 1
        python = install(wheel, root, folder)
        timbalik = str(python.with_name("timbalik"))
        run([timbalik, "--version"], folder)
        run([timbalik, "demo", "--check", "--port", str(free_port())], folder)
    return 0


def build(root: Path, folder: Path) -> Path:
    run(
        [
            uv(),
            "build",
            "--quiet",
            "--wheel",
            "--no-build-isolation",
            "--python",
            sys.executable,
            "--out-dir",
            str(folder),
            str(root),
        ],
        root,
    )
    return next(folder.glob("*.whl"))


def missing_from(wheel: Path, root: Path) -> list[str]:
    """What the source has and the wheel should have, but has not."""
    held = set(zipfile.ZipFile(wheel).namelist())
    source = root / "src"
    wanted = [
        path.relative_to(source)
        for path in (source / "timbalik").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".po"}
    ]
    compiled = [path.with_suffix(".mo").relative_to(source) for path in source.rglob("django.po")]
    return sorted({str(path) for path in (*wanted, *compiled)} - held)


def install(wheel: Path, root: Path, folder: Path) -> Path:
    """Install into an empty environment outside the clone; return its Python."""
    python = folder / "venv" / "bin" / "python"
    run([uv(), "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], folder)
    common = [uv(), "pip", "install", "--quiet", "--python", str(python)]
    run([*common, "--require-hashes", "-r", str(root / "requirements.txt")], folder)
    run([*common, "--no-deps", str(wheel)], folder)
    return python


def run(command: Sequence[str], folder: Path) -> None:
    """Run without the shell's settings, so that only what the wheel brings can help."""
    environment = {name: value for name, value in os.environ.items() if name in SHELL}
    print("$", *(Path(word).name if word == command[0] else word for word in command), flush=True)
    subprocess.run(command, cwd=folder, env=environment, check=True)


def uv() -> str:
    return str(Path(sys.executable).with_name("uv"))


if __name__ == "__main__":
    raise SystemExit(main())
