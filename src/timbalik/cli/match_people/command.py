"""The people form of ``timbalik match``: read, pair, explain, write."""

from __future__ import annotations

import argparse
import time
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from timbalik.cli.django_ready import ready
from timbalik.cli.progress import Step, named, steps
from timbalik.cli.temporary_data import make_tables, temporary_data

if TYPE_CHECKING:
    from timbalik.cli.match_people.outcome import Outcome
    from timbalik.cli.match_people.roster import Roster
    from timbalik.engine.assignment.instance import Instance

COLUMNS: Final = ("mentor", "mentee", "score", "mentor_name", "mentee_name", "mentor_gains", "mentee_gains")


def run(options: argparse.Namespace, limit: float | None) -> tuple[int, int, int, bool]:
    """Pair a people file and write what was asked for; return pairs, value, bound and whether it is proved."""
    content = options.people.read_bytes()
    with temporary_data("match"):
        ready()
        with steps() as step:
            step(_("making a temporary database"), 0, 1)
            make_tables()
            step(_("making a temporary database"), 1, 1)
            return _match(options, content, limit, named(step))


def _match(options: argparse.Namespace, content: bytes, limit: float | None, step: Step) -> tuple[int, int, int, bool]:
    from timbalik.cli.match_people.outcome import certificate_document, pair_people  # app ready
    from timbalik.cli.match_people.page import Facts, page  # app ready
    from timbalik.cli.match_people.roster import Choices, read_roster  # app ready
    from timbalik.engine.assignment.sealing import sealed_text  # slow import

    choices = Choices(
        template=options.template,
        seed=options.seed,
        salt=options.salt,
        allow_same_unit=bool(options.allow_same_unit),
        skip_rejected=options.skip_rejected,
    )
    roster = read_roster(content, options.people.name, choices, step=step)
    outcome = pair_people(
        roster,
        objective=options.objective or "programme",
        keep_bonus_points=options.keep_bonus,
        reach_target=options.reach_target,
        go_on=lambda: limit is None or time.monotonic() < limit,
        step=step,
    )
    reading = {
        "template": options.template,
        "seed": options.seed,
        "salt": options.salt,
        "allow_same_unit": options.allow_same_unit,
        "drawn": [str(answer) for answer in roster.drawn],
    }
    if options.out:
        options.out.write_text(_pairs(roster, outcome), encoding="utf-8", newline="")
    if options.certificate:
        document = certificate_document(outcome, reading)
        options.certificate.write_text(sealed_text(document), encoding="utf-8")
    if options.report:
        facts = Facts(
            options.people.name, options.seed, datetime.now().astimezone().date(), options.objective or "programme"
        )
        options.report.write_text(page(roster, outcome, facts), encoding="utf-8")
    certificate = outcome.answer.certificate
    return len(outcome.pairs), certificate.value, certificate.bound, outcome.is_proved


def instance_of(people: Path, recorded: dict[str, Any]) -> Instance:
    """The round that a certificate says was made from a people file: the file is read again, from the beginning."""
    content = people.read_bytes()
    with temporary_data("verify"):
        ready()
        make_tables()
        from timbalik.cli.match_people.roster import Choices, read_roster  # app ready
        from timbalik.matching.solution import make_problem  # app ready

        choices = Choices(
            template=str(recorded.get("template", "")),
            seed=int(recorded.get("seed", 1)),
            salt=str(recorded.get("salt", "")),
            allow_same_unit=bool(recorded.get("allow_same_unit")),
            skip_rejected=True,
        )
        roster = read_roster(content, people.name, choices, step=lambda *_step: None)
        instance = make_problem(roster.pool, roster.settings).instance
        return instance.changed(previous=roster.previous) if roster.previous else instance


def _pairs(roster: Roster, outcome: Outcome) -> str:
    """Pairs with what each side gains, in points; what a spreadsheet would run as a formula stays text."""
    from timbalik.lib.spreadsheets.writing import write_csv  # slow import

    mentors, mentees = outcome.problem.mentors, outcome.problem.mentees
    rows = [
        (
            one.mentor,
            one.mentee,
            f"{one.reason.score / 100:.2f}",
            roster.people[mentors[one.mentor].person_id].full_name,
            roster.people[mentees[one.mentee].person_id].full_name,
            f"{one.reason.benefit_mentor / 100:.2f}",
            f"{one.reason.benefit_mentee / 100:.2f}",
        )
        for one in outcome.pairs
    ]
    return write_csv(COLUMNS, rows).decode("utf-8-sig").replace("\r\n", "\n")
