"""How long a people file takes and how much memory: ``python bench/imports/run.py [--people N …]``.

For each size: reading the same file with openpyxl alone (read-only mode), our dry run, our import into a fresh SQLite
database. Every measurement runs in a process of its own; peak memory is the highest sum of that process and
the reading process it starts, sampled every 20 ms. CPU seconds include the children.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from people_files import write_people_file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--file", type=Path, help="measure this file instead of a made one")
    parser.add_argument("--inside", choices=("openpyxl", "check", "import"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options.inside, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [options.file] if options.file else []
        for people in [] if options.file else options.people:
            files.append(Path(folder) / f"people-{people}.xlsx")
            write_people_file(files[-1], people)
        for file in files:
            print(f"{file.name}, {file.stat().st_size / 1e6:.1f} MB")
            for what in ("openpyxl", "check", "import"):
                measure(what, file, Path(folder))


def measure(what: str, file: Path, folder: Path) -> None:
    """One line: wall and CPU seconds, and the peak of the process with its reader."""
    data = folder / f"data-{what}-{file.stem}"
    data.mkdir()
    environment = {**os.environ, "TIMBALIK_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "timbalik.config.settings"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, __file__, "--inside", what, "--file", str(file)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    said, _ = process.communicate()
    watcher.join()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  {what:9} {wall:6.1f} s wall {cpu:6.1f} s CPU {peak[0] / 1024:5.0f} MB peak   {said.strip()}", flush=True)


def watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(resident(one) for one in (process.pid, *children(process.pid))))
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def inside(what: str, file: Path) -> None:
    if what == "openpyxl":
        import openpyxl

        began = cpu_seconds()
        rows = sum(1 for _ in openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True))
        print(f"of that {rows} rows in {cpu_seconds() - began:.1f} s CPU")
        return
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from timbalik.people.importing.operations import import_people
    from timbalik.people.operations import create_organisation

    now = datetime.now(UTC)
    organisation = create_organisation(name="Kirana Nusantara", now=now)
    began, cpu_began = time.perf_counter(), cpu_seconds()
    with file.open("rb") as source:
        done = import_people(
            organisation, source, file_name=file.name, by=None, now=now, scope="full", dry_run=what == "check"
        )
    wall, cpu = time.perf_counter() - began, cpu_seconds() - cpu_began
    print(f"of that {done.counts['ready']} people in {wall:.1f} s, {cpu:.1f} s CPU; {done.counts['problems']} problems")


def cpu_seconds() -> float:
    """Of this process and of the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
