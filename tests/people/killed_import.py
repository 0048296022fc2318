"""The acts of the test that kills an import, each a process: ``python -m tests.people.killed_import prepare``."""

from __future__ import annotations

import io
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbalik.people.models.imports import ImportBatch
    from timbalik.people.models.organisations import Organisation

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def started(organisation: Organisation, *, people: int, now: datetime) -> ImportBatch:
    lines = ["NIP,Nama,Unit,Atasan", *(f"{n},Orang {n},Unit {n % 7},{n // 5 or ''}" for n in range(1, people + 1))]
    source = io.BytesIO("\n".join(lines).encode())
    from timbalik.people.importing.operations import check_people_file, start_import  # app ready
    from timbalik.people.importing.uploads import receive_people_file  # app ready

    batch = receive_people_file(organisation, source, file_name="staf.csv", by=None, now=now)
    check_people_file(batch, now=now)
    return start_import(batch, by=None, now=now)


def main(act: str) -> None:
    import django  # app ready

    django.setup()
    from timbalik.people.importing.operations import finish_import  # app ready
    from timbalik.people.models.imports import ImportBatch  # app ready
    from timbalik.people.models.persons import Person  # app ready
    from timbalik.people.models.structure import ReportingLine  # app ready
    from timbalik.people.operations import create_organisation  # app ready
    from timbalik.people.tasks import finish_interrupted_imports  # app ready

    if act == "prepare":
        from timbalik.cli.temporary_data import make_tables  # app ready

        make_tables()
        started(create_organisation(name="Kirana Nusantara", now=NOW), people=1_500, now=NOW)
    elif act == "bring_in":
        finish_import(ImportBatch.everywhere.get(), now=NOW, progress=_wait_in_the_middle)
    elif act == "next_start":
        finish_interrupted_imports(NOW)
    batch = ImportBatch.everywhere.get()
    sys.stdout.write(f"{batch.state} {Person.everywhere.count()} {ReportingLine.everywhere.count()}\n")


def _wait_in_the_middle(what: str, done: int, total: int) -> None:
    if what == "people" and done * 2 >= total:
        sys.stdout.write("half of the people are written\n")
        sys.stdout.flush()
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1])
