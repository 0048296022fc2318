"""``timbalik programme routes``: which ways to a pair are open beside the round; with ``--open`` and ``--close``, change them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING

from timbalik.cli.errors import CommandFailed

if TYPE_CHECKING:
    from timbalik.programmes.models import Programme


def add_options(act: argparse.ArgumentParser) -> None:
    for name, words in (("open", _("a way to open; may be repeated")), ("close", _("a way to close; may be repeated"))):
        act.add_argument(f"--{name}", action="append", default=[], metavar=_("WAY"), help=words)


def routes(programme: Programme, options: argparse.Namespace) -> int:
    """List the ways; with options, change and list them. Nothing changes where one of them is unknown."""
    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes.operations import ProgrammeIsOver, UnknownRoute, choose_routes  # app ready
    from timbalik.programmes.states import Route  # app ready

    both = sorted(set(options.open) & set(options.close))
    if both:
        raise CommandFailed(_("Open or close, not both: %s") % ", ".join(both), code=2)
    wanted = (set(programme.routes) | set(options.open)) - set(options.close)
    unknown = sorted(set(options.close) - set(Route.values))
    try:
        if unknown:
            raise UnknownRoute(", ".join(unknown))
        if options.open or options.close:
            with channel("command"):
                choose_routes(programme, wanted, by=None, now=datetime.now(UTC))
    except UnknownRoute as refusal:
        there = {"way": str(refusal), "ways": ", ".join(Route.values)}
        raise CommandFailed(_("Unknown: %(way)s. There are: %(ways)s") % there, code=2) from None
    except ProgrammeIsOver:
        raise CommandFailed(_("“%s” is closed. Nothing was changed.") % programme.name) from None
    for route in Route:
        state = _("open") if route.value in programme.routes else _("closed")
        print(f"{route.value:12} {state:8} {route.label}")
    return 0
