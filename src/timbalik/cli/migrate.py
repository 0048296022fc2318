"""``timbalik migrate``: bring both databases, the data and the keys, to the version of the code."""

from __future__ import annotations

import argparse
from gettext import gettext as _

from timbalik.cli.content import publish_all
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed

DATABASES = ("default", "keys")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("migrate", help=_("bring both databases to the version of the program"))
    parser.add_argument("--check", action="store_true", help=_("only say whether something is pending"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    ready()
    names = pending()
    if options.check:
        print("\n".join(names) if names else _("Both databases are up to date."))
        return 1 if names else 0
    migrate_all(verbosity=1)
    print(_("Both databases are up to date."))
    return 0


def pending() -> list[str]:
    """The migrations that were not applied yet, as ``database: app.name``."""
    from django.db import connections  # app ready
    from django.db.migrations.executor import MigrationExecutor  # app ready

    found = []
    for alias in DATABASES:
        executor = MigrationExecutor(connections[alias])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        found += [f"{alias}: {migration.app_label}.{migration.name}" for migration, _backwards in plan]
    return found


def is_new() -> bool:
    """Whether neither database holds a table yet."""
    from django.db import connections  # app ready

    return not any(connections[alias].introspection.table_names() for alias in DATABASES)


def migrate_all(*, verbosity: int = 0) -> None:
    from django.core.management import call_command  # app ready

    for alias in DATABASES:
        call_command("migrate", database=alias, interactive=False, verbosity=verbosity)
    publish()


def publish() -> None:
    """Bring in the texts of this version; a text that changed under its old number is refused."""
    from timbalik.lib.versions import VersionChanged  # app ready

    try:
        publish_all()
    except VersionChanged as changed:
        raise CommandFailed(_("The database holds another text under the same number: %s") % changed) from None


def migrate_or_refuse(*, allowed: bool) -> None:
    """Fill a new database; bring an older one up to date only if that was asked for.

    On several hosts one command migrates, not whichever host starts first.
    """
    if is_new():
        migrate_all()
    elif names := pending():
        if not allowed:
            raise CommandFailed(
                _("The database is older than the program (%d migrations pending). Run: timbalik migrate") % len(names)
            )
        migrate_all()
