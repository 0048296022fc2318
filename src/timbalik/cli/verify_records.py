"""``timbalik verify audit``: is every organisation's chain of records unbroken? ``verify archive FILE``: is it whole?"""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

from timbalik.cli.archive_words import refused
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending
from timbalik.cli.progress import steps


def verify_audit() -> int:
    """Exit status 0 when every chain holds, 1 when one is broken."""
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.audit.operations import verify_chain  # app ready
    from timbalik.people.models.organisations import Organisation  # app ready

    broken = 0
    for organisation in Organisation.objects.order_by("name"):
        checked = verify_chain(organisation)
        facts = {"organisation": organisation.name, "entries": checked.entries, "number": checked.broken_at}
        if checked.is_whole:
            print(_("%(organisation)s: %(entries)d entries, unbroken.") % facts)
        else:
            broken += 1
            print(_("%(organisation)s: broken at entry %(number)d; the %(entries)d before it hold.") % facts)
    return 1 if broken else 0


def verify_archive(file: Path) -> int:
    """Recompute every digest; needs no database."""
    ready()
    from timbalik.cli.archive.reading import check_archive  # app ready

    with steps() as step, refused(file):
        manifest = check_archive(file, step=lambda _label, done, total: step(_("reading the archive"), done, total))
    print(
        _("Whole: %(rows)d rows of %(made_at)s, made by version %(program)s.")
        % {"rows": manifest.total, "made_at": manifest.made_at, "program": manifest.program}
    )
    return 0
