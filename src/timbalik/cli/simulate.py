"""``timbalik simulate FILE``: a real people file through a whole programme, on a virtual clock; nothing is sent.

The database is a temporary one. Whatever the file lacks is drawn from the seed, and every page of the report says so.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time
from gettext import gettext as _
from pathlib import Path

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.language import spoken
from timbalik.cli.migrate import migrate_all
from timbalik.cli.progress import Step, named, steps
from timbalik.cli.temporary_data import temporary_data

MARK = "SIMULASI"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("simulate", help=_("play a whole programme with a people file; nothing is sent"))
    parser.add_argument("file", type=Path, help=_("people file (.xlsx or .csv)"))
    parser.add_argument(
        "--template", default="tpl-standar-2mingguan", help=_("template of the programme (%(default)s)")
    )
    parser.add_argument("--pairs", type=int, default=24, help=_("pairs to aim at (%(default)s)"))
    parser.add_argument("--seed", type=int, default=1, help=_("the same seed gives the same course (%(default)s)"))
    parser.add_argument("--start", type=date.fromisoformat, default=date(2026, 8, 3), help=_("first day, YYYY-MM-DD"))
    parser.add_argument(
        "--allow-same-unit",
        metavar=_("REASON"),
        default="",
        help=_("allow pairs inside one unit although lines are unknown"),
    )
    parser.add_argument("--report", type=Path, help=_("write the closing report to this PDF"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.pairs < 1:
        raise CommandFailed(_("--pairs: got %d; accepted: 1 or more") % options.pairs)
    if not options.file.is_file():
        raise CommandFailed(_("There is no file %s.") % options.file)
    with temporary_data("simulate"):
        ready()
        with steps() as step:
            step(_("making a temporary database"), 0, 1)
            migrate_all()
            step(_("making a temporary database"), 1, 1)
            pdf = _simulate(options, step)
    if options.report:
        options.report.write_bytes(pdf)
        print(_("Report: %s") % options.report)
    return 0


def _simulate(options: argparse.Namespace, step: Step) -> bytes:
    from timbalik.audit.channels import channel  # app ready
    from timbalik.cli.simulation.course import TooFewPeople  # app ready
    from timbalik.cli.simulation.whole import play  # app ready
    from timbalik.evaluation.pdf import report_pdf  # app ready
    from timbalik.lib.spreadsheets.errors import SpreadsheetRefused  # app ready
    from timbalik.people.importing import words  # app ready
    from timbalik.people.importing.operations import FieldMissing, NobodyReady  # app ready
    from timbalik.programmes.operations.programmes import UnknownTemplate  # app ready

    begin = datetime.combine(options.start, time(1), tzinfo=UTC)
    try:
        with channel("simulation"), options.file.open("rb") as source:
            played = play(
                source,
                options.file.name,
                template=options.template,
                pairs=options.pairs,
                seed=options.seed,
                begin=begin,
                unknown_lines=options.allow_same_unit,
                step=named(step),
            )
    except SpreadsheetRefused as refusal:
        raise CommandFailed(words.refusal(refusal)) from None
    except FieldMissing as missing:
        raise CommandFailed(_("No column gives the %s.") % missing.field.label) from None
    except NobodyReady:
        raise CommandFailed(_("Every row has an error; nobody was imported.")) from None
    except UnknownTemplate:
        raise CommandFailed(_("There is no template %s.") % options.template) from None
    except TooFewPeople as few:
        raise CommandFailed(
            _("The file has %(found)d people on the levels of a %(role)s; %(wanted)d are wanted. Try fewer --pairs.")
            % {"found": few.found, "role": few.role, "wanted": few.wanted}
        ) from None
    print(played.told())
    return report_pdf(played.report, language=spoken(), mark=MARK)
