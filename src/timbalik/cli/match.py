"""``timbalik match``: the best pairs for a people file, or for numbers of one's own, with the proof."""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Final

from timbalik.cli.errors import CommandFailed
from timbalik.cli.progress import steps
from timbalik.engine.assignment.errors import (
    AssignmentError,
    Infeasible,
    InvalidInstance,
    LocksPassCapacity,
    TimeLimitReached,
)
from timbalik.engine.assignment.objective import Objective

if TYPE_CHECKING:
    from timbalik.cli.match_files import Problem
    from timbalik.engine.assignment.certificate import Certificate

OPTIMAL: Final = 0
BAD_INPUT: Final = 2
FEASIBLE: Final = 3
INFEASIBLE: Final = 4

OBJECTIVES: Final = {
    "total": Objective(levels=("total",)),
    "reach-total": Objective(levels=("reach", "total")),
    "leximin": Objective(levels=("reach", "leximin", "total"), band_hundredths=1),
}
PROGRAMME: Final = "programme"

#: Options that only one of the two forms reads.
PEOPLE_ONLY: Final = {"report": None, "allow_same_unit": "", "skip_rejected": False, "keep_bonus": 0}
SCORES_ONLY: Final = (
    "mentor_capacity", "mentee_capacity", "mentor_minimum", "mentee_minimum", "forbidden",
    "quotas", "keep_together", "keep_apart",
)  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "match",
        help=_("find the best pairs for a people file or a file of scores, with the proof"),
        epilog=_(
            "Exit status: 0 optimal, 2 bad input, 3 feasible when the time limit came, 4 infeasible. With a people file"
            " nothing is kept: the database is a temporary one."
        ),
    )
    parser.add_argument("people", type=Path, nargs="?", metavar=_("FILE"), help=_("people file (.xlsx or .csv)"))
    add_number_arguments(parser)
    add_side_arguments(parser)
    parser.add_argument(
        "--objective",
        choices=(PROGRAMME, *OBJECTIVES),
        help=_("what is best first (default: programme for people, reach-total for scores)"),
    )
    parser.add_argument("--reach-target", type=_count, metavar=_("N"), help=_("so many pairs are enough"))
    parser.add_argument("--out", type=Path, metavar=_("FILE"), help=_("the pairs, as mentor,mentee,score"))
    parser.add_argument("--certificate", type=Path, metavar=_("FILE"), help=_("the proof, as JSON"))
    parser.add_argument("--time-limit", type=_seconds, metavar=_("SECONDS"), help=_("stop then and state the gap"))
    people = parser.add_argument_group(_("for a people file"))
    people.add_argument(
        "--report", type=Path, metavar=_("FILE"), help=_("pairs and reasons, as a page to print (.html)")
    )
    add_reading_arguments(people)
    people.add_argument(
        "--keep-bonus",
        type=_count,
        default=0,
        metavar=_("POINTS"),
        help=_("what staying with the last partner is worth"),
    )
    parser.set_defaults(run=run)


def add_reading_arguments(parser: argparse._ActionsContainer) -> None:
    """Add what decides how a people file is read."""
    parser.add_argument(
        "--template", default="tpl-standar-2mingguan", help=_("template of the programme (%(default)s)")
    )
    parser.add_argument(
        "--seed", type=int, default=1, help=_("for answers that the file has no column for (%(default)s)")
    )
    parser.add_argument("--salt", default="", metavar=_("TEXT"), help=_("for the lottery between equal arrangements"))
    parser.add_argument(
        "--allow-same-unit",
        metavar=_("REASON"),
        default="",
        help=_("allow pairs inside one unit although lines are unknown"),
    )
    parser.add_argument("--skip-rejected", action="store_true", help=_("go on without rows that cannot come in"))


def add_side_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files of what crosses capacities."""
    group = parser.add_argument_group(_("beside scores of one's own"))
    group.add_argument(
        "--quotas",
        type=Path,
        metavar=_("FILE"),
        help=_("name,mentors,mentees,at_least,at_most rows, such as 0-9 12 or all"),
    )
    group.add_argument(
        "--keep-together",
        type=Path,
        metavar=_("FILE"),
        help=_("mentee,mentee rows: the same mentors for both; beneath a row mentor,mentor: the same mentees for both"),
    )
    group.add_argument(
        "--keep-apart",
        type=Path,
        metavar=_("FILE"),
        help=_("mentee,mentee rows: never one mentor for both; beneath a row mentor,mentor: never one mentee for both"),
    )


def add_number_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files that describe the numbers."""
    group = parser.add_argument_group(_("for scores of one's own"))
    group.add_argument("--scores", type=Path, metavar=_("FILE"), help=_("mentors by mentees, .csv or .npz"))
    for name in ("mentor-capacity", "mentee-capacity", "mentor-minimum", "mentee-minimum"):
        group.add_argument(f"--{name}", type=Path, metavar=_("FILE"), help=_("one whole number a line"))
    group.add_argument("--forbidden", type=Path, metavar=_("FILE"), help=_("a 0/1 table, or mentor,mentee rows"))


def run(options: argparse.Namespace) -> int:
    """Read, solve, write; return the exit status."""
    _check_form(options)
    limit = time.monotonic() + options.time_limit if options.time_limit is not None else None
    try:
        return _people(options, limit) if options.scores is None else _scores(options, limit)
    except InvalidInstance as refusal:
        raise CommandFailed(_("bad input: %s") % refusal, code=BAD_INPUT) from None
    except Infeasible as refusal:
        raise CommandFailed(_("infeasible: %s") % _witness(refusal), code=INFEASIBLE) from None
    except TimeLimitReached:
        told = _("the time limit came before pairs that keep everything were found; nothing was written")
        raise CommandFailed(told, code=FEASIBLE) from None
    except OSError as refusal:
        met = {"file": refusal.filename, "why": refusal.strerror or type(refusal).__name__}
        if refusal.filename is None:  # a full disk, a pipe that nobody reads any more
            raise CommandFailed(_("cannot be written: %(why)s") % met, code=BAD_INPUT) from None
        raise CommandFailed(_("bad input: %(file)s: %(why)s") % met, code=BAD_INPUT) from None
    except (UnicodeDecodeError, MemoryError, AssignmentError) as refusal:
        raise CommandFailed(_("bad input: %s") % refusal, code=BAD_INPUT) from None


def _witness(refusal: Infeasible) -> str:
    """Return in words whose minimums are the reason; what names its own reason keeps it."""
    if isinstance(refusal, LocksPassCapacity) or not (refusal.mentors or refusal.mentees):
        return str(refusal)
    met = {side: ", ".join(getattr(refusal, side)) or _("none") for side in ("mentors", "mentees")}
    return _("the minimums of these people cannot be met together: mentors %(mentors)s; mentees %(mentees)s") % met


def _check_form(options: argparse.Namespace) -> None:
    """One of the two forms, and nothing that belongs to the other."""
    if (options.people is None) == (options.scores is None):
        raise CommandFailed(_("Give a people file, or --scores FILE."), code=BAD_INPUT)
    if options.scores is None:
        strange = [name for name in SCORES_ONLY if getattr(options, name) is not None]
    else:
        strange = [name for name, default in PEOPLE_ONLY.items() if getattr(options, name) != default]
        if options.objective == PROGRAMME:
            raise CommandFailed(
                _("--objective programme needs a people file; accepted: %s") % ", ".join(OBJECTIVES), code=BAD_INPUT
            )
    if strange:
        names = ", ".join("--" + name.replace("_", "-") for name in strange)
        raise CommandFailed(_("Not for this kind of file: %s") % names, code=BAD_INPUT)
    _check_paths(options)


def _check_paths(options: argparse.Namespace) -> None:
    """Everything that is written has a folder, and is nothing that is read or written as well."""
    read = (options.people, options.scores, *(getattr(options, name) for name in SCORES_ONLY))
    taken = {path.resolve() for path in read if path is not None}
    for path in (options.out, options.certificate, options.report):
        if path is None:
            continue
        if not path.absolute().parent.is_dir():
            raise CommandFailed(_("There is no folder %s.") % path.absolute().parent, code=BAD_INPUT)
        if path.resolve() in taken and (path.is_file() or not path.exists()):
            raise CommandFailed(_("%s is named twice: it would be written over.") % path, code=BAD_INPUT)
        taken.add(path.resolve())


def _people(options: argparse.Namespace, limit: float | None) -> int:
    from timbalik.cli.match_people import command  # slow import

    pairs, value, bound, proved = command.run(options, limit)
    return _report(pairs, f"{value / 100:.2f}", f"{bound / 100:.2f}", optimal=proved)


def _scores(options: argparse.Namespace, limit: float | None) -> int:
    from timbalik.cli.match_files import pair_scores, read_problem, shown, write_certificate, write_pairs  # slow import
    from timbalik.engine.assignment.compiled import waits_for_compiler  # slow import
    from timbalik.engine.assignment.solve import solve_numbers  # slow import

    with steps() as step:
        step(_("reading"), 0, 0)
        problem: Problem = read_problem(options)

        def tell(done: int, waiting: int) -> None:
            step(_("solving and proving"), done, done + waiting)

        if waits_for_compiler():
            step(_("preparing the calculation, this once: about half a minute"), 0, 0)
        tell(0, 1)
        if options.quotas or options.keep_together or options.keep_apart:
            return _beside(options, problem, limit)
        objective = OBJECTIVES[options.objective or "reach-total"]
        if options.reach_target is not None:
            objective = replace(objective, reach_target=options.reach_target)
        certificate: Certificate = solve_numbers(
            problem.instance,
            objective,
            progress=tell,
            go_on=lambda: limit is None or time.monotonic() < limit,
        )
        held = certificate.mentor, certificate.mentee
        found = pair_scores(problem.instance, *held)
        if options.out:
            write_pairs(options.out, problem, *held, found)
        if options.certificate:
            write_certificate(options.certificate, problem, certificate, found)
    scale = problem.scale
    optimal = certificate.value == certificate.bound
    return _report(
        len(certificate.mentor), shown(certificate.value, scale), shown(certificate.bound, scale), optimal=optimal
    )


def _beside(options: argparse.Namespace, problem: Problem, limit: float | None) -> int:
    """The form with quotas: reach first, then the total."""
    from timbalik.cli.match_files import pair_scores, shown, write_pairs  # slow import
    from timbalik.cli.match_quotas import solve_beside, write_proof  # slow import

    if options.objective not in (None, "reach-total") or options.reach_target is not None:
        raise CommandFailed(_("Beside quotas, the objective reach-total without a target is accepted."), code=BAD_INPUT)
    seconds = None if limit is None else max(0.0, limit - time.monotonic())
    found = solve_beside(options, problem, OBJECTIVES["reach-total"], seconds)
    answer = found[2]
    if options.out:
        held = answer.certificate.mentor, answer.certificate.mentee
        write_pairs(options.out, problem, *held, pair_scores(problem.instance, *held))
    if options.certificate:
        write_proof(options.certificate, found)
    scale = problem.scale
    print(_("the quotas cost %s of the total") % shown(answer.price, scale))
    if answer.proved and not answer.drawn:
        print(_("very many arrangements are equally good: not all of them took part in the draw"))
    return _report(len(answer.pairs), shown(answer.total, scale), shown(answer.bound, scale), optimal=answer.proved)


def _report(pairs: int, value: str, bound: str, *, optimal: bool) -> int:
    print(_("%(pairs)d pairs, total %(value)s") % {"pairs": pairs, "value": value})
    if optimal:
        print(_("optimal: no assignment that does as well on the levels before has a larger total"))
        return OPTIMAL
    print(_("feasible, not proved optimal: the total is at most %s") % bound, file=sys.stderr)
    return FEASIBLE


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(_("%s: 0 or more seconds are accepted") % text)
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("%s: a whole number of 0 or more is accepted") % text)
    return int(text)
