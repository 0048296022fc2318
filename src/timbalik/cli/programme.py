"""``timbalik programme …``: make a programme, open it and invite, by the operations of the pages."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

from timbalik.cli import programme_routes
from timbalik.cli.django_ready import ready
from timbalik.cli.errors import CommandFailed
from timbalik.cli.migrate import is_new, pending

if TYPE_CHECKING:
    from timbalik.people.models.organisations import Organisation
    from timbalik.people.models.persons import Person
    from timbalik.programmes.models import Programme

TEMPLATE = "tpl-standar-2mingguan"
Invitation = tuple["Person", str]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("programme", help=_("make, open and list programmes, and invite people"))
    acts = parser.add_subparsers(dest="act", required=True, metavar=_("ACT"))
    for name, words, run in (
        ("list", _("the programmes, with how many were invited and enrolled"), run_list),
        ("create", _("a new programme in draft"), run_create),
        ("open", _("open enrolment"), run_open),
        ("invite", _("invite people as mentors and mentees"), run_invite),
        ("routes", _("the ways to a pair beside the round: which are open, and change them"), run_routes),
    ):
        act = acts.add_parser(name, help=words)
        act.add_argument("--organisation", metavar=_("NAME"), help=_("needed when there are several"))
        act.set_defaults(run=run)
        if name in ("open", "invite", "routes"):
            act.add_argument("--programme", metavar=_("NAME"), help=_("needed when there are several"))
        if name == "create":
            _add_create(act)
        if name == "invite":
            _add_invite(act)
        if name == "routes":
            programme_routes.add_options(act)


def _add_create(act: argparse.ArgumentParser) -> None:
    act.add_argument("--name", required=True, metavar=_("NAME"), help=_("a name that people will recognise"))
    act.add_argument("--starts-on", required=True, metavar="YYYY-MM-DD", help=_("first day"))
    act.add_argument("--ends-on", metavar="YYYY-MM-DD", help=_("last day (default: as long as the template says)"))
    act.add_argument("--template", default=TEMPLATE, metavar=_("KEY"), help=_("kind of programme (%(default)s)"))
    act.add_argument("--coordinator", metavar=_("WHO"), help=_("who runs it: staff number or mail address"))


def _add_invite(act: argparse.ArgumentParser) -> None:
    for role in ("mentor", "mentee"):
        words = _("staff number or mail address; may be given several times")
        act.add_argument(f"--{role}", action="append", default=[], metavar=_("WHO"), help=words)
    act.add_argument("--from", dest="file", type=Path, metavar=_("FILE"), help=_("a CSV: who, then mentor or mentee"))
    act.add_argument("--dry-run", action="store_true", help=_("only say who would be invited"))


def run_list(options: argparse.Namespace) -> int:
    from timbalik.programmes.models import Programme  # app ready
    from timbalik.programmes.queries import funnels  # app ready

    organisation = _organisation(options)
    programmes = list(Programme.objects.of(organisation).order_by("starts_on", "name"))
    counts = funnels(programmes)
    for programme in programmes:
        both = counts[programme.pk].values()
        facts = {
            "name": programme.name,
            "state": programme.get_state_display(),
            "starts": programme.starts_on.isoformat(),
            "ends": programme.ends_on.isoformat(),
            "asked": sum(one.asked for one in both),
            "enrolled": sum(one.submitted for one in both),
        }
        print(_("%(name)s: %(state)s, %(starts)s to %(ends)s; invited %(asked)d, enrolled %(enrolled)d") % facts)
    if not programmes:
        print(_("No programme yet. Make one: timbalik programme create --name NAME --starts-on YYYY-MM-DD"))
    return 0


def run_create(options: argparse.Namespace) -> int:
    starts_on, ends_on = _day(options.starts_on), _day(options.ends_on) if options.ends_on else None
    organisation = _organisation(options)
    from django.db import transaction  # app ready

    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes import operations  # app ready
    from timbalik.programmes.models import ProgrammeTemplateVersion  # app ready
    from timbalik.programmes.states import Role  # app ready

    now = datetime.now(UTC)
    coordinator = _person(organisation, options.coordinator) if options.coordinator else None
    changes = {"ends_on": ends_on} if ends_on else {}
    try:
        with channel("command"), transaction.atomic():
            programme = operations.create_programme(
                organisation,
                template_key=options.template,
                name=options.name,
                starts_on=starts_on,
                by=None,
                now=now,
                **changes,
            )
            named = None
            if coordinator is not None:
                named = operations.appoint(coordinator, Role.COORDINATOR, programme=programme, by=None, now=now)
    except operations.UnknownTemplate:
        keys = ", ".join(sorted(set(ProgrammeTemplateVersion.objects.values_list("key", flat=True)))) or "-"
        raise CommandFailed(
            _("There is no template %(key)s. There are: %(keys)s") % {"key": options.template, "keys": keys}, code=2
        ) from None
    except operations.ProgrammeNameTaken:
        raise CommandFailed(_("There is a programme called “%s” already.") % options.name) from None
    except operations.DatesOutOfOrder:
        raise CommandFailed(_("The last day comes after the first."), code=2) from None
    except operations.NotAppointable:
        raise CommandFailed(_("Has left or is a guest: %s") % options.coordinator) from None
    print(
        _("“%(name)s” is there as a draft, %(starts)s to %(ends)s.")
        % {"name": programme.name, "starts": programme.starts_on, "ends": programme.ends_on}
    )
    if named is None:
        print(_("Nobody coordinates it yet: an administrator names somebody on the page “Roles”."))
    elif named.way_in != operations.WayIn.READY:
        print(_("%s has no mail address of their own, so nobody can sign in to run it.") % options.coordinator)
    return 0


def run_open(options: argparse.Namespace) -> int:
    programme = _programme(options)
    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes.operations import StepNotAllowed, open_enrolment  # app ready

    try:
        with channel("command"):
            open_enrolment(programme, by=None, now=datetime.now(UTC))
    except StepNotAllowed:
        raise CommandFailed(
            _("“%(name)s” can't be opened: its state is “%(state)s”.")
            % {"name": programme.name, "state": programme.get_state_display()}
        ) from None
    closes = programme.enrolment_closes_on
    print(_("Enrolment of “%(name)s” is open until %(day)s.") % {"name": programme.name, "day": closes})
    return 0


def run_invite(options: argparse.Namespace) -> int:
    """All of them or nobody: an unknown name stops the command before a letter is written."""
    wanted = [(who, role) for role in ("mentor", "mentee") for who in getattr(options, role)]
    if options.file is not None:
        wanted += _read(options.file)
    if not wanted:
        raise CommandFailed(_("Say who: --mentor WHO, --mentee WHO or --from FILE."), code=2)
    programme = _programme(options)
    from timbalik.audit.channels import channel  # app ready
    from timbalik.programmes.models import Enrolment  # app ready
    from timbalik.programmes.operations import EnrolmentNotOpen, NotInvitable, invite  # app ready

    invitations = _people(programme.organisation, wanted)
    asked = set(Enrolment.objects.of(programme.organisation).filter(programme=programme).values_list("person", "role"))
    fresh = {(person.pk, role) for person, role in invitations} - asked
    without = sum(not person.email for person, role in invitations if (person.pk, role) in fresh)
    if options.dry_run:
        print(
            _("Dry run. New invitations: %(new)d; asked before: %(before)d; without a mail address: %(without)d.")
            % {"new": len(fresh), "before": len(set(invitations)) - len(fresh), "without": without}
        )
        return 0
    try:
        with channel("command"):
            invite(programme, invitations, by=None, now=datetime.now(UTC))
    except EnrolmentNotOpen:
        raise CommandFailed(_("Open enrolment first: timbalik programme open")) from None
    except NotInvitable as refusal:
        names = ", ".join(person.display_name for person in refusal.people)
        raise CommandFailed(_("Nobody was invited. Left, or may not be written to: %s") % names) from None
    print(ngettext("%d invitation is on its way.", "%d invitations are on their way.", len(fresh)) % len(fresh))
    if without:
        print(_("Without a mail address, so they read it in the app alone: %d") % without)
    return 0


def run_routes(options: argparse.Namespace) -> int:
    return programme_routes.routes(_programme(options), options)


def _people(organisation: Organisation, wanted: list[tuple[str, str]]) -> list[Invitation]:
    from timbalik.people.models.persons import Person  # app ready

    here = Person.objects.of(organisation).filter(erased_at__isnull=True).select_related("organisation", "account")
    known: dict[str, Person] = {}
    for person in here:
        for key in (person.email.lower(), person.staff_number):
            if key:
                known[key] = person
    unknown = [who for who, _role in wanted if who not in known and who.lower() not in known]
    if unknown:
        raise CommandFailed(_("Nothing was done. Not among the people here: %s") % ", ".join(unknown), code=2)
    return [(known.get(who) or known[who.lower()], role) for who, role in wanted]


def _person(organisation: Organisation, who: str) -> Person:
    return _people(organisation, [(who, "")])[0][0]


def _read(path: Path) -> list[tuple[str, str]]:
    """Lines of ``who;mentor`` or ``who,mentee``. A first line without a role is a header."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as refusal:
        raise CommandFailed(_("The file can't be read: %s") % refusal, code=2) from None
    found = []
    for number, line in enumerate(lines, start=1):
        who, _mark, role = line.replace(";", ",").rpartition(",")
        role = role.strip().lower()
        if role in ("mentor", "mentee") and who.strip():
            found.append((who.strip(), role))
        elif line.strip() and number > 1:
            raise CommandFailed(
                _("%(file)s, line %(number)d: write who, then mentor or mentee.") % {"file": path, "number": number},
                code=2,
            )
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailed(_("Not a day: %s. Write it as 2027-01-11.") % text, code=2) from None


def _organisation(options: argparse.Namespace) -> Organisation:
    ready()
    if is_new() or pending():
        raise CommandFailed(_("The databases are not up to date. Run: timbalik migrate"))
    from timbalik.cli.chosen import organisation_named  # app ready

    return organisation_named(options.organisation)


def _programme(options: argparse.Namespace) -> Programme:
    organisation = _organisation(options)
    from timbalik.cli.chosen import programme_named  # app ready

    return programme_named(organisation, options.programme)
