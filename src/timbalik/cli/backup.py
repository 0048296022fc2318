"""``timbalik backup``: the data as one archive, the keys as one copy, never in one file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending
from timbalik.cli.progress import steps


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "backup",
        help=_("write an archive of the data, and the one copy of the keys"),
        epilog=_("Keep the copy of the keys apart from the archives, and overwrite it each time."),
    )
    parser.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("the archive to write (.zip)"))
    parser.add_argument("--keys", type=Path, metavar=_("FILE"), help=_("the copy of the key store to overwrite"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.file is None and options.keys is None:
        raise CommandFailed(_("Say where to write: timbalik backup FILE.zip, and --keys FILE for the keys"), code=2)
    for file in (options.file, options.keys):
        if file is not None and not file.resolve().parent.is_dir():
            raise CommandFailed(_("There is no such folder: %s") % file.resolve().parent, code=2)
    if options.file is not None and options.file.exists():
        raise CommandFailed(_("There is a file of this name already: %s") % options.file, code=2)
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.cli.archive.keys import copy_keys  # app ready
    from timbalik.cli.archive.writing import write_archive  # app ready

    if options.file is not None:
        with steps() as step:
            manifest = write_archive(
                options.file,
                now=datetime.now(UTC),
                step=lambda _label, done, total: step(_("writing the data"), done, total),
            )
        print(_("Data: %(file)s, %(rows)d rows.") % {"file": options.file, "rows": manifest.total})
    if options.keys is not None:
        print(_("Keys: %(file)s, %(keys)d keys.") % {"file": options.keys, "keys": copy_keys(options.keys)})
    print(_("Notes of a pair open only with the data, the keys and the master key together."))
    return 0
