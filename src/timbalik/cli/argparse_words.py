"""The words argparse itself says, listed so that they are extracted and translated with ours.

Nothing calls this: argparse asks gettext for these very ids.
"""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext


def words() -> tuple[str, ...]:
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("the following arguments are required: %s"),
        _("unrecognized arguments: %s"),
        _("argument %(argument_name)s: %(message)s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        ngettext("expected %s argument", "expected %s arguments", 1),
        _("not allowed with argument %s"),
        _("one of the arguments %s is required"),
        _("ambiguous option: %(option)s could match %(matches)s"),
        _("ignored explicit argument %r"),
    )
