"""``timbalik admin``: the first administrator of an organisation, let in by a link that works once."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("admin", help=_("let in the first administrator of an organisation"))
    parser.add_argument("--organisation", required=True, metavar=_("NAME"), help=_("name of the organisation"))
    parser.add_argument("--email", required=True, metavar=_("ADDRESS"), help=_("mail address of the administrator"))
    parser.add_argument("--name", default="", metavar=_("NAME"), help=_("name of the administrator"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a one-time link; said again, it makes a new link for the same person."""
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from django.core.exceptions import ValidationError  # app ready
    from django.core.validators import validate_email  # app ready

    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes.administrators import create_first_administrator  # app ready

    try:
        validate_email(options.email)
    except ValidationError:
        raise CommandFailed(_("Not a mail address: %s") % options.email, code=2) from None
    with channel("command"):
        person, link = create_first_administrator(
            organisation_name=options.organisation, email=options.email, full_name=options.name, now=datetime.now(UTC)
        )
    print(
        _("%(person)s administers %(organisation)s.") % {"person": options.email, "organisation": person.organisation}
    )
    print(_("Open this address within a day; it works once:"))
    print(f"  {link}")
    return 0
