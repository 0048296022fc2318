"""``timbalik worker``: background tasks and recurring work. As many as you like may run, on as many hosts."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from threading import Thread

from timbalik.cli.django_ready import ready


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("worker", help=_("do the background work of an installation"))
    parser.add_argument("--once", action="store_true", help=_("do what is due now, then stop"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    ready()
    from django_tasks_db.management.commands.db_worker import Worker  # app ready

    from timbalik.cli.ticks import Ticker, worker_id  # app ready

    worker = Worker(
        queue_names=["*"],
        interval=1.0,
        batch=options.once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    ticker = Ticker()
    if options.once:
        worker.run()
        ticker.tick(datetime.now(UTC))
        worker.run()
        return 0
    Thread(target=_warm_engine, daemon=True, name="timbalik-warm").start()
    ticker.start()
    try:
        worker.run()
    finally:
        ticker.stop()
    return 0


def _warm_engine() -> None:
    """Nobody at a page should wait for the pairing kernels to be compiled for the first time."""
    from timbalik.engine.assignment.warming import warm  # slow import

    warm()
