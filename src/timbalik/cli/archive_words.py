"""What a person is told when an archive or a copy of keys can't be taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from timbalik.cli.errors import CommandFailed


@contextmanager
def refused(file: Path | None, keys: Path | None = None) -> Iterator[None]:
    """Turn the refusals of ``timbalik.cli.archive`` into sentences. Call it after Django was started."""
    from timbalik.cli.archive.contents import ArchiveRefused  # app ready
    from timbalik.cli.archive.keys import KeyCopyRefused, OtherMasterKey  # app ready
    from timbalik.cli.archive.reading import DatabaseNotEmpty, OtherVersion  # app ready

    try:
        yield
    except ArchiveRefused as reason:
        raise CommandFailed(
            _("%(file)s is no whole archive of Timbalik: %(reason)s") % {"file": file, "reason": reason}, code=2
        ) from None
    except OtherVersion as other:
        raise CommandFailed(
            _("The archive was made by version %s, with other tables. Load it with that version, then migrate.")
            % other.program
        ) from None
    except DatabaseNotEmpty:
        raise CommandFailed(
            _("There is an organisation in this database. An archive is loaded into an empty one only.")
        ) from None
    except KeyCopyRefused as reason:
        raise CommandFailed(
            _("%(file)s is no copy of a key store: %(reason)s.") % {"file": keys, "reason": reason},
            code=2,
        ) from None
    except OtherMasterKey:
        raise CommandFailed(
            _("These keys belong to another master key (TIMBALIK_MASTER_KEY). No key was taken.")
        ) from None
