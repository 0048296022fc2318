"""``timbalik report``: freeze the sponsor's report of a programme, and write it as PDF."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("report", help=_("write the report of a programme as PDF"))
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the PDF to write"))
    parser.add_argument("--organisation", metavar=_("NAME"), help=_("needed when there are several"))
    parser.add_argument("--programme", metavar=_("NAME"), help=_("needed when there are several"))
    parser.add_argument(
        "--language", choices=("id", "en"), default="id", help=_("language of the report (%(default)s)")
    )
    parser.add_argument(
        "--latest", action="store_true", help=_("the latest frozen report, instead of freezing a new one")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.audit.channels import channel  # app ready
    from timbalik.cli.chosen import organisation_named, programme_named  # app ready
    from timbalik.evaluation.operations import freeze_report  # app ready
    from timbalik.evaluation.pdf import report_pdf  # app ready

    programme = programme_named(organisation_named(options.organisation), options.programme)
    if options.latest:
        report = programme.reports.last()
        if report is None:
            raise CommandFailed(_("No report of %s was frozen yet.") % programme)
    else:
        with channel("command"):
            report = freeze_report(programme, by=None, now=datetime.now(UTC))
    options.file.write_bytes(report_pdf(report, language=options.language))
    print(_("Report: %s") % options.file)
    return 0
