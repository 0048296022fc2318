"""The import of large files, what a crash left unfinished, and what is kept of files no longer than needed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from timbalik.lib.periodic import periodic
from timbalik.people.importing.operations import check_people_file, finish_import, mark_failed
from timbalik.people.importing.uploads import forget_old_files
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.organisations import Organisation
from timbalik.people.states import ImportState

log = logging.getLogger(__name__)


@task
def check_file(batch: int) -> None:
    """The dry run of a file too large for a request."""
    check_people_file(ImportBatch.everywhere.get(pk=batch), now=timezone.now())


@task
def bring_in(batch: int) -> None:
    """The import somebody has started; harmless when run twice."""
    _finish(ImportBatch.everywhere.get(pk=batch), now=timezone.now())


@periodic(every=timedelta(minutes=2))
def finish_interrupted_imports(now: datetime) -> None:
    """An import whose process was killed left nothing behind; here it is done again, once."""
    for batch in ImportBatch.everywhere.filter(state=ImportState.APPLYING):
        _finish(batch, now=now)


@periodic(every=timedelta(hours=1))
def forget_people_files(now: datetime) -> None:
    for organisation in Organisation.objects.all():
        forget_old_files(organisation, now=now)


def _finish(batch: ImportBatch, *, now: datetime) -> None:
    try:
        finish_import(batch, now=now)
    except Exception:
        # Whatever it was, it was the same for every row: nothing came in, and the coordinator may try again.
        log.exception("An import failed: %s", batch.public_id)
        mark_failed(batch)
