"""What the worker does by the clock: recurring work, and rescue of tasks whose worker was killed."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from django.db import IntegrityError, close_old_connections, transaction
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from timbalik.lib.periodic import PeriodicWork, registered
from timbalik.notifications.models import DueSlot

log = logging.getLogger(__name__)

STEP_SECONDS = 1.0
LEASE = timedelta(minutes=30)  # a task of another host that runs for longer is taken for lost
SLOTS_KEPT = timedelta(days=7)


class Ticker:
    """Does recurring work in a thread beside the task worker, until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker")
        self._done_until: dict[str, datetime] = {}

    def start(self) -> None:
        autodiscover_modules("tasks")
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.tick(datetime.now(UTC))
            close_old_connections()
            self._stop.wait(STEP_SECONDS)

    def tick(self, now: datetime) -> list[str]:
        """Do all that is due at ``now`` and return its names. One failure is logged and stops nothing else."""
        done = []
        for one in (*registered(), RESCUE, PRUNE):
            due_at = one.due_at(now)
            if self._stop.is_set() or self._done_until.get(one.name) == due_at:
                continue
            self._done_until[one.name] = due_at
            try:
                if one.shared and not claim(one.name, due_at=due_at, now=now):
                    continue
                one.work(now)
            except Exception:
                log.exception("Recurring work failed: %s", one.name)
            else:
                done.append(one.name)
        return done


def claim(name: str, *, due_at: datetime, now: datetime) -> bool:
    """Whether this worker is the one that does ``name`` at that due time."""
    try:
        with transaction.atomic():
            DueSlot.objects.create(name=name, due_at=due_at, claimed_at=now)
    except IntegrityError:
        return False
    return True


def worker_id() -> str:
    """Names this process so that a worker of the same host can tell whether it still lives."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{token_hex(4)}"


def rescue_lost_tasks(now: datetime) -> None:
    """Make tasks ready again whose worker is gone. They are harmless when run twice: a wrong guess costs time only."""
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if _is_lost(task.worker_ids, task.started_at, now):
            DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at).update(
                status=TaskResultStatus.READY, started_at=None
            )
            log.warning("Task %s lost its worker and is ready again", task.pk)


def _is_lost(worker_ids: Iterable[str], started_at: datetime | None, now: datetime) -> bool:
    if started_at is None or now - started_at > LEASE:
        return True
    host, _, rest = (list(worker_ids) or [""])[-1].partition(":")
    number = rest.partition(":")[0]
    return host == socket.gethostname()[:40] and number.isdigit() and not _is_alive(int(number))


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def prune_slots(now: datetime) -> None:
    DueSlot.objects.filter(due_at__lt=now - SLOTS_KEPT).delete()


RESCUE = PeriodicWork("worker.rescue_lost_tasks", timedelta(seconds=10), shared=False, work=rescue_lost_tasks)
PRUNE = PeriodicWork("worker.prune_slots", timedelta(days=1), shared=True, work=prune_slots)
