"""What the worker does for imports, also after a crash."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.factories.people import make_organisation
from tests.people.killed_import import started
from timbalik.people.importing.uploads import receive_people_file
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.persons import Person
from timbalik.people.states import ImportState
from timbalik.people.tasks import bring_in, finish_interrupted_imports, forget_people_files


@pytest.mark.django_db
def test_started_import_is_brought_in_once_however_often_it_is_asked(now: datetime) -> None:
    organisation = make_organisation()
    batch = started(organisation, people=5, now=now)

    bring_in.call(batch.pk)
    bring_in.call(batch.pk)
    finish_interrupted_imports(now)

    batch.refresh_from_db()
    assert (batch.state, Person.objects.of(organisation).count()) == (ImportState.APPLIED, 5)


@pytest.mark.django_db
def test_import_that_raises_may_be_tried_again(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    organisation = make_organisation()
    batch = started(organisation, people=2, now=now)
    ImportBatch.objects.of(organisation).update(rows=b"not what we packed")

    bring_in.call(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, Person.objects.of(organisation).exists()) == (ImportState.FAILED, False)
    assert str(batch.public_id) in caplog.text


@pytest.mark.django_db
def test_old_files_of_every_organisation_are_forgotten(now: datetime) -> None:
    batches = []
    for _ in range(2):
        source = io.BytesIO(b"NIP\n1\n")
        organisation = make_organisation()
        batches.append(receive_people_file(organisation, source, file_name="a.csv", by=None, now=now))

    forget_people_files(now + timedelta(days=2))

    assert [ImportBatch.everywhere.get(pk=batch.pk).state for batch in batches] == [ImportState.DISCARDED] * 2


@pytest.mark.slow
@pytest.mark.either  # its processes have a folder and a SQLite file of their own, whatever the suite runs on
def test_killed_import_leaves_the_state_before_and_the_next_start_completes_it(tmp_path: Path) -> None:
    assert ended(act("prepare", tmp_path)) == "applying 0 0"
    process = act("bring_in", tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "half of the people are written\n"

    process.kill()

    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    assert ended(act("look", tmp_path)) == "applying 0 0"
    assert ended(act("next_start", tmp_path)) == "applied 1500 1496"


def act(name: str, folder: Path) -> subprocess.Popen[str]:
    """One act of ``killed_import`` in a process of its own, on a database of its own."""
    kept = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.people.killed_import", name],
        env=kept | {"TIMBALIK_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "timbalik.config.settings"},
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate()
    return said.strip()
