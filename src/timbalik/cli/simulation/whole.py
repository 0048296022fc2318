"""From a people file to a frozen report, in one call: for ``timbalik simulate`` and for the test that keeps the way open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import gettext as _
from random import Random
from typing import IO
from zoneinfo import ZoneInfo

from timbalik.cli.simulation.course import Course, count_events
from timbalik.cli.simulation.drawing import Wishes
from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.matching.models import Round
from timbalik.matching.queries.rounds import left_over
from timbalik.matching.queries.words import rule_in_words, unmatched_in_words
from timbalik.people.importing import words
from timbalik.people.importing.operations import Imported, import_people
from timbalik.people.operations import create_organisation, create_person
from timbalik.people.states import ImportScope
from timbalik.programmes.models import Programme
from timbalik.programmes.operations.programmes import close_programme
from timbalik.relationships.models import Relationship


@dataclass(frozen=True)
class Played:
    """What a simulation leaves behind: the rows are in the database, the counts are here to be printed."""

    imported: Imported
    programme: Programme
    round: Round
    relationships: list[Relationship]
    report: Report
    timeline: list[tuple[datetime, str]]

    def told(self) -> str:
        """The counts and the time line, in the language of the terminal."""
        counts = self.imported.counts
        out = counts["rejected"] + counts["left_out"]
        lines = [
            _("People read: %(read)d, imported: %(imported)d, left out: %(out)d")
            % {"read": counts["read"], "imported": counts["read"] - out, "out": out},
        ]
        rejected = self.imported.checked.rejected
        reasons = Counter(words.explanation(one) for one in self.imported.checked.problems if one.row in rejected)
        lines += [f"  {number} × {reason}" for reason, number in reasons.most_common(8)]
        lines += [f"  {words.gap(gap)}" for gap in self.imported.gaps]
        dropped = ", ".join(str(column.header) for column in self.imported.intake.columns if column.field is None)
        if dropped:
            lines.append(_("Columns dropped before anything was stored: %s") % dropped)
        zone = ZoneInfo(self.programme.organisation.time_zone)
        lines += ["", _("Time line (simulated):")]
        lines += [f"  {moment.astimezone(zone):%Y-%m-%d}  {_event(what)}" for moment, what in self.timeline]
        lines += ["", _("Pairs that a rule removed:")]
        lines += [f"  {number} × {rule_in_words(rule)}" for rule, number in self.round.exclusions.items() if number]
        left = Counter(unmatched_in_words(row)[0] for row in left_over(self.round))
        if left:
            lines += ["", _("Without a pair:"), *(f"  {number} × {reason}" for reason, number in left.most_common())]
        sessions = count_events(self.programme)
        lines += [
            "",
            _("Pairs published: %(pairs)d; sessions held: %(held)d, cancelled: %(cancelled)d, not held: %(missed)d")
            % {
                "pairs": len(self.relationships),
                "held": sessions["held"],
                "cancelled": sessions["cancelled"],
                "missed": sessions["missed"],
            },
        ]
        return "\n".join(lines)


def _event(what: str) -> str:
    return {
        "imported": _("people imported"),
        "created": _("programme created"),
        "invited": _("people invited"),
        "enrolled": _("last enrolment"),
        "proposed": _("pairs proposed"),
        "published": _("pairs published"),
        "asked_baseline": _("baseline questions"),
        "asked_early": _("questions after session 2"),
        "asked_midway": _("midway questions"),
        "asked_end": _("end questions"),
        "led": _("last pair has closed"),
        "reported": _("report frozen"),
    }[what]


def play(
    source: IO[bytes],
    file_name: str,
    *,
    template: str,
    pairs: int,
    seed: int,
    begin: datetime,
    unknown_lines: str = "",
    step: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Played:
    """Import, invite, enrol, pair, publish, lead through the four phases, ask, close and report.

    Raises what the import raises, ``UnknownTemplate``, and ``TooFewPeople`` when a role has fewer people than pairs wanted.
    """
    organisation = create_organisation(name=f"SIMULASI {file_name}"[:200], slug="simulasi", now=begin)
    coordinator = create_person(organisation, by=None, now=begin, full_name="Pengelola simulasi", staff_number="SIM-0")
    imported = import_people(
        organisation, source, file_name=file_name, by=coordinator, now=begin, scope=ImportScope.PARTIAL, progress=step
    )
    course = Course(organisation, coordinator, Random(seed), step)
    course.note(begin, "imported")
    now = begin + timedelta(days=1)
    starts_on = (begin + timedelta(days=21)).date()
    programme = course.create(template=template, name=f"SIMULASI {file_name}"[:200], starts_on=starts_on, now=now)
    enrolments = course.invite(programme, pairs, now=now)
    # One in ten says no to the partner proposed, so a few more places than pairs are wanted.
    enrolled = course.enrol(enrolments, places=round(pairs * 1.1), now=now, wishes=Wishes.read())
    round_, relationships, published = course.pair(
        programme, now=enrolled + timedelta(days=1), unknown_lines=unknown_lines
    )
    ended = course.lead(programme, relationships, start=published + timedelta(days=1))
    close_programme(programme, by=coordinator, now=ended + timedelta(days=1))
    frozen = ended + timedelta(days=2)
    report = freeze_report(programme, by=coordinator, now=frozen)
    course.note(frozen, "reported")
    return Played(imported, programme, round_, relationships, report, course.timeline)
