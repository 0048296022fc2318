"""``timbalik retention``: what stands longer than the notices promise; with ``--apply``, end it now."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "retention",
        help=_("show what is kept longer than promised, or end it"),
        epilog=_(
            "The worker does it once a day. What a pair wrote cannot be read again afterwards, not even from an archive."
        ),
    )
    parser.add_argument("--organisation", metavar=_("NAME"), help=_("needed when there are several"))
    parser.add_argument("--apply", action="store_true", help=_("end it now, instead of only counting"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.audit.channels import channel  # app ready
    from timbalik.cli.chosen import organisation_named  # app ready
    from timbalik.journey.retention import end_what_is_over, overdue  # app ready

    organisation, now = organisation_named(options.organisation), datetime.now(UTC)
    if options.apply:
        with channel("command"):
            found = end_what_is_over(organisation, now=now)
    else:
        found = overdue(organisation, now=now)
    for kind, count in found.items():
        print(f"{count:>7}  {_words()[kind]}")
    if not found:
        print(_("Nothing is kept longer than promised."))
    elif options.apply:
        print(_("Ended, and noted in the audit."))
    else:
        print(_("Nothing was changed. End it with: timbalik retention --apply"))
    return 0


def _words() -> dict[str, str]:
    return {
        "notes": _("notes of pairs that have closed"),
        "pairs": _("pairs with sessions, agreement, goals and their key"),
        "enrolments": _("enrolments with their texts"),
        "drafts": _("drafts never handed in"),
        "answers": _("pulse answers, requests and pseudonyms"),
        "talks": _("closed talks in confidence"),
        "consents": _("withdrawn consents"),
        "nominations": _("names of potential mentors"),
        "screenings": _("statements about working with others, and their answers"),
        "wishes": _("wishes for topics"),
        "statements": _("public statements of leaders"),
        "ideas": _("ideas for programmes, with their answers"),
        "shortlists": _("lists of potential mentors from HR files"),
        "shortlist_files": _("HR files that nobody used for a day"),
        "rankings": _("ranked choices"),
        "questions": _("questions to mentors, with first talks"),
        "pairing": _("answers, wishes, remedies, drafts and reasons of old rounds"),
    }
