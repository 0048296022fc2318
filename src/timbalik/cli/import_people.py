"""``timbalik import people FILE``: the import of the pages, from the command line."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending
from timbalik.cli.progress import Step, steps

if TYPE_CHECKING:
    from timbalik.people.importing.fields import Field
    from timbalik.people.importing.operations import Imported

PROBLEMS_SHOWN = 20


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("import", help=_("bring in an HR file"))
    kinds = parser.add_subparsers(dest="kind", required=True, metavar=_("WHAT"))
    people = kinds.add_parser("people", help=_("people, units and reporting lines from XLSX or CSV"))
    people.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file (.xlsx or .csv)"))
    people.add_argument("--organisation", metavar=_("NAME"), help=_("needed when there are several"))
    people.add_argument("--dry-run", action="store_true", help=_("only say what would happen; write nothing"))
    people.add_argument(
        "--full", action="store_true", help=_("the file names everybody: who is absent is proposed as left")
    )
    people.add_argument(
        "--sheet", metavar=_("NAME"), help=_("sheet of the workbook (default: the first with known columns)")
    )
    people.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=FIELD",
        help=_("read this column as that field; HEADER= leaves it out"),
    )
    people.add_argument("--rejected", type=Path, metavar=_("FILE"), help=_("write the rows that stay out to this CSV"))
    people.add_argument("--all-problems", action="store_true", help=_("list every problem, not only the first ones"))
    people.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import a file, or only check it. Nothing is half-imported: when it fails nothing was written."""
    if not options.file.is_file():
        raise CommandFailed(_("There is no file %s.") % options.file)
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    with steps() as step:
        done = _import(options, step)
    print("\n".join(said(done, all_problems=options.all_problems)))
    if done.rejected and options.rejected:
        options.rejected.write_bytes(done.rejected)
        print(_("Rows that stayed out: %s") % options.rejected)
    elif done.rejected:
        print(_("Give --rejected FILE to get the rows that stayed out."))
    return 0


def _import(options: argparse.Namespace, step: Step) -> Imported:
    from timbalik.audit.channels import channel  # app ready
    from timbalik.cli.chosen import organisation_named  # app ready
    from timbalik.lib.spreadsheets.errors import SpreadsheetRefused  # app ready
    from timbalik.people.importing import intake, operations, words  # app ready
    from timbalik.people.states import ImportScope  # app ready

    names = {"reading": _("Reading"), "checking": _("Checking"), "people": _("People"), "lines": _("Reporting lines")}
    organisation = organisation_named(options.organisation)
    try:
        with channel("command"), options.file.open("rb") as source:
            return operations.import_people(
                organisation,
                source,
                file_name=options.file.name,
                by=None,
                now=datetime.now(UTC),
                scope=ImportScope.FULL if options.full else ImportScope.PARTIAL,
                sheet=options.sheet,
                chosen=dict(map(_choice, options.column)),
                dry_run=options.dry_run,
                progress=lambda what, done, total: step(names.get(what, what), done, total),
            )
    except SpreadsheetRefused as refused:
        raise CommandFailed(words.refusal(refused)) from None
    except operations.FieldMissing as missing:
        raise CommandFailed(
            _("No column gives the field “%(field)s”. Name one: --column HEADER=%(name)s")
            % {"field": missing.field.label, "name": missing.field.value}
        ) from None
    except operations.NobodyReady:
        raise CommandFailed(_("No row can come in. Look at them with --dry-run.")) from None
    except intake.ColumnUnknown as unknown:
        raise CommandFailed(_("The file has no such column: %s") % unknown, code=2) from None
    except intake.ColumnPrivate as private:
        raise CommandFailed(_("This column is never imported: %s") % private, code=2) from None
    except intake.FieldTwice as twice:
        raise CommandFailed(_("Two columns were given one field: %s") % twice, code=2) from None


def _choice(text: str) -> tuple[str, Field | None]:
    from timbalik.people.importing.fields import Field  # app ready

    header, _equals, name = text.rpartition("=")
    if not header or (name and name not in Field.values):
        raise CommandFailed(
            _("--column: got %(text)r; accepted: HEADER=FIELD with one of %(fields)s")
            % {"text": text, "fields": ", ".join(Field.values)},
            code=2,
        )
    return header, Field(name) if name else None


def said(done: Imported, *, all_problems: bool = False) -> Iterator[str]:
    """What was read and left behind, every gap and problem with its mend, and what was written."""
    from timbalik.people.importing import words  # app ready

    for column in done.intake.columns:
        if column.field:
            yield f"  {column.header} → {column.field.label}"
    dropped = [column.header for column in done.intake.columns if not column.field]
    if dropped:
        yield _("Left behind, before anything was written: %s") % ", ".join(dropped)
    yield from (f"• {words.gap(one)}" for one in done.gaps)
    problems = done.checked.problems if all_problems else done.checked.problems[:PROBLEMS_SHOWN]
    for problem in problems:
        place = _("row %(row)d, %(field)s") % {"row": problem.row, "field": problem.field.label}
        mend = f" → {problem.suggestion}" if problem.suggestion else ""
        yield f"  {place}: {words.explanation(problem)}{mend}"
    if len(done.checked.problems) > len(problems):
        counts = Counter(str(one.severity) for one in done.checked.problems)
        yield _("  … and %(more)d more (%(errors)d keep their row out). --all-problems lists them.") % {
            "more": len(done.checked.problems) - len(problems),
            "errors": counts["error"],
        }
    yield _outcome(done)
    if done.counts["absent"]:
        yield _(
            "People here whom the file does not name: %(absent)d. They are proposed as left; nobody is removed."
        ) % {"absent": done.counts["absent"]}


def _outcome(done: Imported) -> str:
    if done.batch is None:
        said = _(
            "Dry run. Rows read: %(read)d; new people: %(new)d, known: %(known)d; rows that would stay out: %(rejected)d."
        )
    else:
        said = _(
            "Rows read: %(read)d; people new: %(created)d, changed: %(changed)d, unchanged: %(unchanged)d; "
            "rows that stayed out: %(rejected)d."
        )
    return said % done.counts
