"""``timbalik admin``: the first administrator of an organisation, let in by a link that works once; ``admin token``: a
token by which an application calls the API as somebody."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("admin", help=_("let in the first administrator of an organisation"))
    parser.add_argument(
        "what",
        nargs="?",
        choices=("token",),
        metavar="token",
        help=_("make an API token for somebody instead; it is printed once"),
    )
    parser.add_argument("--organisation", required=True, metavar=_("NAME"), help=_("name of the organisation"))
    parser.add_argument("--email", required=True, metavar=_("ADDRESS"), help=_("mail address of the person"))
    parser.add_argument("--name", default="", metavar=_("NAME"), help=_("name of the administrator, or of the token"))
    parser.add_argument("--write", action="store_true", help=_("token: may write too, not only read"))
    parser.add_argument("--days", type=int, metavar="N", help=_("token: days until it ends (90; at most 366)"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a one-time link, or a token. The link said again is a new link for the same person."""
    if options.what != "token" and (options.write or options.days is not None):
        raise CommandFailed(_("--write and --days belong to: timbalik admin token"), code=2)
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    return _token(options) if options.what == "token" else _administrator(options)


def _administrator(options: argparse.Namespace) -> int:
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


def _token(options: argparse.Namespace) -> int:
    """For somebody who is here and can sign in; nobody is made by this."""
    from timbalik.audit.channels import channel  # app ready
    from timbalik.cli.chosen import organisation_named  # app ready
    from timbalik.people import tokens  # app ready
    from timbalik.people.models.persons import Person  # app ready
    from timbalik.people.states import TokenScope  # app ready

    people = Person.objects.of(organisation_named(options.organisation)).select_related("account")
    person = people.filter(email=options.email.strip().lower()).first()
    if person is None:
        raise CommandFailed(_("Nobody of %(organisation)s has the address %(email)s.") % vars(options))
    scope = TokenScope.WRITE if options.write else TokenScope.READ
    days = tokens.DAYS if options.days is None else options.days
    try:
        with channel("command"):
            made, plain = tokens.create_token(
                person, name=options.name, scope=scope, days=days, by=None, now=datetime.now(UTC)
            )
    except tokens.TokenNameMissing:
        raise CommandFailed(_("Give the token a name of at most 80 letters: --name"), code=2) from None
    except tokens.TokenDaysRefused:
        raise CommandFailed(_("A token counts for 1 to 366 days: --days"), code=2) from None
    except tokens.TokenNameTaken:
        raise CommandFailed(_("There is a token of this name already: %s") % options.name) from None
    except tokens.TooManyTokens:
        raise CommandFailed(_("This person has as many tokens as one may. Revoke one first.")) from None
    except tokens.CannotSignIn:
        raise CommandFailed(_("%s cannot sign in, so a token would open nothing.") % options.email) from None
    facts = {"name": made.name, "day": made.expires_at.date().isoformat()}
    print(_("Token “%(name)s”, until %(day)s. It is shown this once:") % facts)
    print(f"  {plain}")
    return 0
