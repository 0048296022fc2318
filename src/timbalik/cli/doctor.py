"""``timbalik doctor``: looks at an installation and says in words what is missing and what to do."""

from __future__ import annotations

import argparse
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from gettext import gettext as _
from pathlib import Path

from timbalik.cli import checkout
from timbalik.cli.django_ready import ready
from timbalik.cli.migrate import pending

FREE_BYTES = 500_000_000
LATE = timedelta(minutes=10)


class Health(Enum):
    GOOD = "✓"
    HINT = "•"
    BAD = "✗"


@dataclass(frozen=True)
class Finding:
    health: Health
    text: str


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help=_("say what an installation lacks, and what to do"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit with 1 when something keeps the installation from working."""
    checkout.refresh()
    ready()
    bad = False
    for look in (data_folder, databases, catalogues, mail, address, outbox):
        for finding in _carefully(look):
            print(f"{finding.health.value} {finding.text}")
            bad = bad or finding.health is Health.BAD
    return 1 if bad else 0


def _carefully(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """One look that fails says so and does not hide the others."""
    try:
        yield from look()
    except Exception as error:
        yield Finding(Health.BAD, f"{look.__name__}: {type(error).__name__}: {error}")


def data_folder() -> Iterator[Finding]:
    from django.conf import settings  # app ready

    folder = Path(settings.DATA_DIR)
    free = shutil.disk_usage(folder).free
    health = Health.GOOD if free > FREE_BYTES else Health.BAD
    yield Finding(health, _("Data folder %(folder)s, %(free)d MB free") % {"folder": folder, "free": free // 1_000_000})
    for name in ("secret-key", "master-key"):
        kept = folder / name
        if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
            yield Finding(Health.BAD, _("%s can be read by others. Run: chmod 600 on it") % kept)


def databases() -> Iterator[Finding]:
    from django.db import connections  # app ready

    for alias in ("default", "keys"):
        connections[alias].ensure_connection()
        yield Finding(
            Health.GOOD,
            _("Database %(alias)s answers (%(vendor)s)") % {"alias": alias, "vendor": connections[alias].vendor},
        )
    if names := pending():
        yield Finding(Health.BAD, _("%d migrations are pending. Run: timbalik migrate") % len(names))
    else:
        yield Finding(Health.GOOD, _("Both databases are up to date."))


def catalogues() -> Iterator[Finding]:
    """Without compiled catalogues the pages would speak English only."""
    package = Path(__file__).resolve().parents[1]
    found = len(list(package.rglob("django.mo")))
    if found:
        yield Finding(Health.GOOD, _("%d compiled catalogues of Indonesian") % found)
    else:
        yield Finding(
            Health.BAD, _("No compiled Indonesian: this is no complete installation. Install the wheel again.")
        )


def mail() -> Iterator[Finding]:
    from django.conf import settings  # app ready
    from django.core.mail import get_connection  # app ready

    if "smtp" not in settings.EMAIL_BACKEND:
        yield Finding(
            Health.HINT, _("No mail server: mails are written to %s") % getattr(settings, "EMAIL_FILE_PATH", "-")
        )
        return
    connection = get_connection()
    connection.open()
    connection.close()
    yield Finding(Health.GOOD, _("Mail server %s answers") % settings.EMAIL_HOST)


def address() -> Iterator[Finding]:
    from django.conf import settings  # app ready

    if settings.DEBUG:
        yield Finding(Health.BAD, _("TIMBALIK_DEBUG shows details of errors to visitors; switch it off"))
    if settings.IS_HTTPS:
        yield Finding(Health.GOOD, _("Reached at %s") % settings.BASE_URL)
    else:
        yield Finding(
            Health.HINT, _("Reached at %s: fine on this computer, elsewhere it needs https") % settings.BASE_URL
        )


def outbox() -> Iterator[Finding]:
    from timbalik.notifications.models import Effect  # app ready
    from timbalik.notifications.states import EffectState  # app ready

    now = datetime.now(UTC)
    late = Effect.everywhere.filter(state=EffectState.QUEUED, not_before__lt=now - LATE).count()
    if late:
        yield Finding(Health.BAD, _("%d messages wait for more than ten minutes. Does a worker run?") % late)
    else:
        yield Finding(Health.GOOD, _("No message waits in vain"))
