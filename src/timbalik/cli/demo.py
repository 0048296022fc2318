"""``timbalik demo``: a fictional Indonesian company in a folder of its own, with pages and worker, by one command."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

from timbalik.cli import checkout
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import migrate_all, pending, publish
from timbalik.cli.processes import Supervisor
from timbalik.cli.progress import named, steps
from timbalik.cli.serve import collect_static, is_free, pages, worker

HOST = "127.0.0.1"  # the demo door opens on loopback only, so nothing else may be listened on
PORT = 8000
MARK = "made-by-timbalik-demo"
COMPLETE = "complete"
START_SECONDS = 60


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("demo", help=_("try Timbalik with a fictional company on this computer"))
    parser.add_argument("--port", type=int, help=_("port to listen on (default: %d, or the next free one)") % PORT)
    parser.add_argument("--fresh", action="store_true", help=_("begin again with a new demo company"))
    parser.add_argument("--folder", type=Path, default=default_folder(), help=_("where its data is kept (%(default)s)"))
    parser.add_argument("--check", action="store_true", help=_("start, ask for the first page, stop"))
    parser.set_defaults(run=run)


def default_folder() -> Path:
    return Path(os.environ.get("TIMBALIK_DATA_DIR", "var")) / "demo"


def run(options: argparse.Namespace) -> int:
    port = choose_port(options.port)
    with alone(options.folder):
        folder = prepare_folder(options.folder, fresh=options.fresh)
        use_folder(folder, port)
        checkout.refresh()
        ready()
        build_once(folder)
        collect_static()
        return serve(folder, port, only_check=options.check)


def serve(folder: Path, port: int, *, only_check: bool) -> int:
    address = f"http://{HOST}:{port}/"
    supervisor = Supervisor([pages(host=HOST, port=port, processes=1), worker(environment={})])

    def started() -> bool:
        if not answers(address, unless=lambda: supervisor.asked_to_stop or supervisor.vital_ended()):
            return False
        print("\n" + _("Timbalik is ready: %s") % address)
        print(_("Stop with Ctrl-C. Everything stays in %s; begin again with --fresh.") % folder, flush=True)
        if only_check:
            supervisor.finish()
        return True

    return supervisor.run(once_started=started)


def choose_port(wanted: int | None) -> int:
    """The port that was asked for, or the first free one from 8000 on."""
    if wanted is not None:
        if not is_free(HOST, wanted):
            raise CommandFailed(
                _("Port %(port)d is in use. Try: timbalik demo --port %(free)d") % {"port": wanted, "free": free_port()}
            )
        return wanted
    for port in range(PORT, PORT + 20):
        if is_free(HOST, port):
            if port != PORT:
                print(_("Port %(taken)d is in use; taking %(port)d.") % {"taken": PORT, "port": port})
            return port
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def prepare_folder(folder: Path, *, fresh: bool) -> Path:
    """The demo's folder, emptied when asked or when its making was cut short. What no demo made is never touched."""
    folder = folder.resolve()
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise CommandFailed(_("%s holds something that no demo made; choose another --folder.") % folder)
    if mark.exists() and (fresh or mark.read_text() != COMPLETE):
        for inside in folder.iterdir():
            if inside.is_dir():
                shutil.rmtree(inside)
            elif inside.name != MARK:
                inside.unlink()
        mark.write_text("")
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that a second demo neither empties it nor serves it twice."""
    folder.resolve().parent.mkdir(parents=True, exist_ok=True)
    with (folder.resolve().parent / f".{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandFailed(
                _("A demo already runs in %s. Stop it first, or choose another --folder.") % folder
            ) from None
        yield


def use_folder(folder: Path, port: int) -> None:
    """Point the settings at the demo alone: whatever the shell says about a real installation is left out."""
    for name in [name for name in os.environ if name.startswith("TIMBALIK_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["TIMBALIK_DATA_DIR"] = str(folder)
    os.environ["TIMBALIK_BASE_URL"] = f"http://{HOST}:{port}"


def build_once(folder: Path) -> None:
    """Make the databases and the company, unless a complete one is there."""
    if (folder / MARK).read_text() == COMPLETE:
        keep_up()
        return
    migrate_all()
    from timbalik.cli.demo_data import build  # app ready
    from timbalik.people.models import Installation  # app ready

    print(_("Making the demo company (once, about a minute) …"), flush=True)
    now = datetime.now(UTC)
    with steps() as step:
        build(now=now, step=named(step))
    Installation.objects.update_or_create(
        pk=1, defaults={"made_by_demo": True}, create_defaults={"made_by_demo": True, "created_at": now}
    )
    (folder / MARK).write_text(COMPLETE)


def keep_up() -> None:
    """Bring a kept demo to the version of the program; what can't be brought along begins again."""
    try:
        if pending():
            migrate_all()
        else:
            publish()
    except CommandFailed as refusal:
        raise CommandFailed(_("%s. Begin again with: timbalik demo --fresh") % refusal) from None


def answers(address: str, *, unless: Callable[[], bool]) -> bool:
    """Ask for the first page until it comes; False when the pages ended or take too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not unless():
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            print(_("The first page answers with an error: %s") % error, file=sys.stderr)
            return False
        except OSError:
            time.sleep(0.2)
    return False
