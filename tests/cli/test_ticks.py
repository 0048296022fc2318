from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from timbalik.cli import ticks
from timbalik.cli.ticks import LEASE, Ticker, claim, prune_slots, rescue_lost_tasks, worker_id
from timbalik.lib import periodic
from timbalik.notifications.models import DueSlot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_registered", {})


def noting(done: list[datetime]) -> periodic.Work:
    def work(now: datetime) -> None:
        done.append(now)

    return work


def running_task(*, by: str, since: datetime) -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        task_path="timbalik.matching.tasks.solve_round",
        args_kwargs={"args": [], "kwargs": {}},
        status=TaskResultStatus.RUNNING,
        started_at=since,
        worker_ids=[by],
        run_after=since,
        backend_name="default",
        exception_class_path="",
        traceback="",
    )


def status_of(task: DBTaskResult[Any, Any]) -> str:
    task.refresh_from_db()
    return str(task.status)


def test_shared_work_is_done_by_one_worker_at_each_due_time(now: datetime) -> None:
    done: list[datetime] = []
    periodic.periodic(every=timedelta(minutes=10))(noting(done))
    one, other = Ticker(), Ticker()

    for ticker, minutes in ((one, 0), (other, 0), (one, 9), (other, 10), (one, 10)):
        ticker.tick(now + timedelta(minutes=minutes))

    assert done == [now, now + timedelta(minutes=10)]


def test_unshared_work_is_done_by_every_worker(now: datetime) -> None:
    done: list[datetime] = []
    periodic.periodic(every=timedelta(seconds=10), shared=False)(noting(done))

    Ticker().tick(now)
    Ticker().tick(now)

    assert done == [now, now]


def test_failing_work_stops_nothing_else(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    def a_fails(now: datetime) -> None:
        raise RuntimeError("the mail server is on holiday")

    done: list[datetime] = []
    periodic.periodic(every=timedelta(minutes=1))(a_fails)
    periodic.periodic(every=timedelta(minutes=1))(noting(done))

    Ticker().tick(now)

    assert done == [now]
    assert "on holiday" in caplog.text


def test_due_time_is_the_same_on_every_host(now: datetime) -> None:
    work = periodic.PeriodicWork("people.test", timedelta(hours=1), shared=True, work=lambda now: None)

    assert {work.due_at(now + timedelta(minutes=minutes)) for minutes in (0, 1, 59)} == {now}


def test_slot_is_claimed_once(now: datetime) -> None:
    assert [claim("people.test", due_at=now, now=now) for _ in range(2)] == [True, False]


def test_old_slots_are_pruned(now: datetime) -> None:
    claim("people.test", due_at=now - timedelta(days=8), now=now)
    claim("people.test", due_at=now, now=now)

    prune_slots(now)

    assert list(DueSlot.objects.values_list("due_at", flat=True)) == [now]


def test_task_of_a_dead_worker_of_this_host_is_ready_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    task = running_task(by=worker_id(), since=now)
    rescue_lost_tasks(now)
    assert status_of(task) == TaskResultStatus.RUNNING

    monkeypatch.setattr(ticks, "_is_alive", lambda process_id: process_id != os.getpid())
    rescue_lost_tasks(now)

    assert status_of(task) == TaskResultStatus.READY


def test_task_of_another_host_is_ready_again_after_its_lease(now: datetime) -> None:
    task = running_task(by="host-lain:1:abcd", since=now)

    rescue_lost_tasks(now + LEASE)
    assert status_of(task) == TaskResultStatus.RUNNING
    rescue_lost_tasks(now + LEASE + timedelta(seconds=1))

    assert status_of(task) == TaskResultStatus.READY
