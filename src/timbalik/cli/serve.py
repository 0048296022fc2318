"""``timbalik serve``: the pages, and a worker beside them, under one supervisor."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Mapping
from gettext import gettext as _

from timbalik.cli import checkout
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import migrate_or_refuse
from timbalik.cli.processes import Child, Supervisor


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve", help=_("start the pages and the worker of an installation"))
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)"))
    parser.add_argument("--port", type=int, default=8000, help=_("port to listen on (default: %(default)s)"))
    parser.add_argument("--workers", type=int, default=2, help=_("processes for the pages (default: %(default)s)"))
    parser.add_argument("--no-worker", action="store_true", help=_("pages only; the worker runs elsewhere"))
    parser.add_argument("--migrate", action="store_true", help=_("bring an older database up to date first"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if not is_free(options.host, options.port):
        raise CommandFailed(_("Port %d is in use. Choose another with --port.") % options.port)
    checkout.refresh()
    ready()
    migrate_or_refuse(allowed=options.migrate)
    collect_static()
    children = [pages(host=options.host, port=options.port, processes=options.workers)]
    if not options.no_worker:
        children.append(worker(environment=base_url(options.host, options.port)))
    print(_("Timbalik listens on http://%(host)s:%(port)d (stop with Ctrl-C)") % vars(options), flush=True)
    return Supervisor(children).run()


def collect_static() -> None:
    from timbalik.cli.static_files import collect_if_changed  # app ready

    if collect_if_changed():
        print(_("Static files collected."), flush=True)


def pages(*, host: str, port: int, processes: int) -> Child:
    command = [sys.executable, "-m", "granian", "timbalik.config.wsgi:application", "--interface", "wsgi"]
    command += ["--host", host, "--port", str(port), "--workers", str(processes), "--blocking-threads", "4"]
    command += ["--no-ws", "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "15"]
    return Child("pages", command, vital=True, environment=base_url(host, port))


def worker(*, environment: Mapping[str, str]) -> Child:
    return Child("worker", [sys.executable, "-m", "timbalik.cli", "worker"], vital=False, environment=environment)


def base_url(host: str, port: int) -> dict[str, str]:
    """Links in mails point to where we listen, unless the host says how it is reached from outside."""
    if "TIMBALIK_BASE_URL" in os.environ or "TIMBALIK_BASE_URL_FILE" in os.environ:
        return {}
    return {"TIMBALIK_BASE_URL": f"http://{host}:{port}"}


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
