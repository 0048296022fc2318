"""``timbalik shortlist …``: a programme's list of potential mentors from an HR file, by the operations of the pages."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending

if TYPE_CHECKING:
    from timbalik.people.importing.fields import Field
    from timbalik.programmes.models import Programme, Shortlist
    from timbalik.programmes.states import Evidence

ROWS_SHOWN = 20


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "shortlist",
        help=_("potential mentors from an HR file"),
        epilog=_("Whom to ask, a coordinator decides on the page; the person says yes first."),
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar=_("ACT"))
    for name, words, run in (
        ("begin", _("a list for the topics that are sought"), run_begin),
        ("show", _("who stands on it, and why"), run_show),
        ("close", _("erase the list and all that was read for it"), run_close),
    ):
        act = acts.add_parser(name, help=words)
        act.add_argument("--organisation", metavar=_("NAME"), help=_("needed when there are several"))
        act.add_argument("--programme", metavar=_("NAME"), help=_("needed when there are several"))
        act.set_defaults(run=run)
        if name == "begin":
            topic = _("key of a topic; up to eight times (default: the topics of the programme)")
            act.add_argument("--topic", action="append", default=[], metavar=_("KEY"), help=topic)
            act.add_argument("--file", type=Path, metavar=_("FILE"), help=_("the HR file (.xlsx or .csv)"))
            column = _("what a header means, where it is not known: skill, staff_number, … or nothing; repeatable")
            act.add_argument("--column", action="append", default=[], metavar=_("HEADER=MEANING"), help=column)
            act.add_argument("--keep-days", type=int, default=30, choices=(7, 14, 30), help=_("then it is erased"))
            act.add_argument("--replace", action="store_true", help=_("in place of the list there is, which is erased"))
            act.add_argument("--dry-run", action="store_true", help=_("only say what would be used; write nothing"))


def run_begin(options: argparse.Namespace) -> int:
    if options.file is not None and not options.file.is_file():
        raise CommandFailed(_("There is no file %s.") % options.file)
    programme = _programme(options)
    from django.db import transaction  # app ready

    from timbalik.audit.channels import channel  # app ready
    from timbalik.lib.spreadsheets.errors import SpreadsheetRefused  # app ready
    from timbalik.people.importing.words import refusal  # app ready
    from timbalik.programmes.operations.cascades import RouteClosed  # app ready
    from timbalik.programmes.operations.enrolment import UnknownConcept  # app ready
    from timbalik.programmes.operations.shortlists import NothingSought, begin_shortlist  # app ready
    from timbalik.programmes.operations.talent import NothingSaid, receive_talent_file, use_talent_file  # app ready
    from timbalik.programmes.shortlists import shortlist_of  # app ready
    from timbalik.programmes.talent_files import TalentColumnsMissing  # app ready

    chosen = _columns(options.column)
    topics = options.topic or list(programme.topics.values_list("concept__key", flat=True))
    try:
        if options.dry_run:
            return _dry_run(options, programme, topics, chosen)
        if shortlist_of(programme) is not None and not options.replace:
            raise CommandFailed(_("There is a list already. Add --replace to erase it and begin anew."))
        now = datetime.now(UTC)
        with channel("command"), transaction.atomic():
            made = begin_shortlist(programme, topics, keep_days=options.keep_days, by=None, now=now)
            missing: tuple[int, ...] = ()
            if options.file is not None:
                with options.file.open("rb") as source:
                    receive_talent_file(made, source, file_name=options.file.name, now=now, chosen=chosen)
                missing = use_talent_file(made, by=None, now=now).not_found
    except SpreadsheetRefused as refused:
        raise CommandFailed(refusal(refused)) from None
    except TalentColumnsMissing as missing_columns:
        if missing_columns.headers:
            print(_("Columns: %s") % ", ".join(missing_columns.headers))
        raise CommandFailed(
            _(
                "No row of headers was recognised. Say what they mean: --column 'HEADER=staff_number' --column 'HEADER=skill'"
            )
        ) from None
    except NothingSaid:
        raise CommandFailed(
            _(
                "The file needs a row of headers with a staff number or e-mail and something like Skills, and people below."
            )
        ) from None
    except NothingSought:
        raise CommandFailed(_("Name one to eight topics: --topic KEY."), code=2) from None
    except UnknownConcept as unknown:
        raise CommandFailed(_("No such topic: %s") % unknown, code=2) from None
    except RouteClosed:
        raise CommandFailed(
            _(
                "The programme takes no names of mentors now: open its enrolment, and the way “Colleagues nominate mentors”."
            )
        ) from None
    _say_missing(missing)
    return _say(made)


def _columns(said: list[str]) -> dict[str, Field | Evidence | None]:
    """``HEADER=MEANING`` as the reader wants it; nothing after the sign leaves a column out."""
    from timbalik.people.importing.fields import Field  # app ready
    from timbalik.programmes.states import Evidence  # app ready

    meanings: dict[str, Field | Evidence | None] = {"": None}
    meanings |= {one.value: one for one in (Field.STAFF_NUMBER, Field.EMAIL)}
    meanings |= {one.value: one for one in Evidence if one != Evidence.OFFER}
    found: dict[str, Field | Evidence | None] = {}
    for one in said:
        header, sign, meaning = one.rpartition("=")
        if not sign or meaning.strip() not in meanings:
            known = ", ".join(filter(None, meanings))
            raise CommandFailed(_("Write --column 'HEADER=MEANING' with one of: %s") % known, code=2)
        found[header] = meanings[meaning.strip()]
    return found


def _dry_run(
    options: argparse.Namespace, programme: Programme, topics: list[str], chosen: dict[str, Field | Evidence | None]
) -> int:
    from timbalik.programmes.talent_files import take_in_talent  # app ready
    from timbalik.programmes.talent_people import Row, judge  # app ready

    if options.file is None:
        raise CommandFailed(_("Give the file to look at: --file FILE."), code=2)
    with options.file.open("rb") as source:
        file = take_in_talent(source, name=options.file.name, chosen=chosen).fitted(sought=topics)
    verdicts = judge(programme, file.rows)
    listed = {one.person for one in verdicts if one.outcome == Row.LISTED}
    print(_("Dry run. People who know something that is sought: %d") % len(listed))
    print(_("Rows that are not used: %d") % sum(one.outcome == Row.NOT_USED for one in verdicts))
    _say_missing(tuple(one.row.number for one in verdicts if one.outcome == Row.NOT_FOUND))
    if file.never:
        print(_("Never read: %s") % ", ".join(file.never))
    return 0


def run_show(options: argparse.Namespace) -> int:
    return _say(_standing(options))


def run_close(options: argparse.Namespace) -> int:
    standing = _standing(options)
    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes.operations.shortlists import close_shortlist  # app ready

    with channel("command"):
        close_shortlist(standing, by=None, now=datetime.now(UTC))
    print(_("The list is closed, and all that was read for it is erased."))
    return 0


def _say(shortlist: Shortlist) -> int:
    from timbalik.programmes.shortlists import listed, reasons  # app ready

    people = list(listed(shortlist))
    for one in people:
        strength = _("strong") if one.is_strong else _("some")
        print(f"{one.person.display_name} [{strength}]: " + "; ".join(str(reason) for reason in reasons(one.found)))
    print(ngettext("%d person could be asked.", "%d people could be asked.", len(people)) % len(people))
    print(_("Erased on %s at the latest.") % shortlist.ends_at.date().isoformat())
    return 0


def _say_missing(rows: tuple[int, ...]) -> None:
    if rows:
        shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (", …" if len(rows) > ROWS_SHOWN else "")
        print(_("Rows that name nobody here (nobody was made of them): %s") % shown)


def _standing(options: argparse.Namespace) -> Shortlist:
    programme = _programme(options)
    from timbalik.programmes.shortlists import shortlist_of  # app ready

    found = shortlist_of(programme)
    if found is None:
        raise CommandFailed(_("There is no list. Begin one: timbalik shortlist begin --topic KEY --file FILE"))
    found.programme = programme
    return found


def _programme(options: argparse.Namespace) -> Programme:
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.cli.chosen import organisation_named, programme_named  # app ready

    return programme_named(organisation_named(options.organisation), options.programme)
