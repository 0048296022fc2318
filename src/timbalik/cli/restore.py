"""``timbalik restore``: an archive into empty databases, on SQLite or PostgreSQL, whichever it came from."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from timbalik.cli.archive_words import refused
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, migrate_all, pending, publish
from timbalik.cli.progress import steps


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("restore", help=_("load an archive into empty databases"))
    parser.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("an archive made by: timbalik backup"))
    parser.add_argument("--keys", type=Path, metavar=_("FILE"), help=_("the copy of the key store"))
    parser.add_argument(
        "--send-waiting",
        action="store_true",
        help=_("send mails that were waiting when the archive was made (default: cancel them; they may have gone out)"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Data first, then keys. A key that was destroyed here since the copy was made stays destroyed."""
    if options.file is None and options.keys is None:
        raise CommandFailed(_("Say what to load: timbalik restore FILE.zip, and --keys FILE for the keys"), code=2)
    ready()
    if is_new():
        migrate_all()
    elif pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    with refused(options.file, options.keys):
        if options.file is not None:
            _load_data(options.file, send_waiting=options.send_waiting)
        if options.keys is not None:
            _take_keys(options.keys)
    return 0


def _load_data(file: Path, *, send_waiting: bool) -> None:
    from timbalik.cli.archive.reading import load_archive  # app ready
    from timbalik.notifications.operations import cancel_waiting  # app ready

    with steps() as step:
        manifest = load_archive(file, step=lambda _label, done, total: step(_("reading the archive"), done, total))
    publish()
    print(_("%(rows)d rows of %(made_at)s are here.") % {"rows": manifest.total, "made_at": manifest.made_at})
    cancelled = 0 if send_waiting else cancel_waiting()
    if cancelled:
        print(_("%d waiting mails were cancelled, since they may have gone out before.") % cancelled)


def _take_keys(file: Path) -> None:
    from timbalik.cli.archive.keys import take_keys  # app ready

    taken = take_keys(file)
    print(
        _("Keys: %(added)d taken, %(kept_destroyed)d stay destroyed, %(destroyed)d destroyed as in the copy.")
        % vars(taken)
    )
