"""``timbalik match --scores FILE``: the best pairs for numbers of one's own, with the proof."""

from __future__ import annotations

import argparse
import sys
import time
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Final

from timbalik.cli.errors import CommandFailed
from timbalik.cli.progress import steps
from timbalik.engine.assignment.errors import AssignmentError, Infeasible, InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.objective import Objective

if TYPE_CHECKING:
    from timbalik.engine.assignment.certificate import Certificate
    from timbalik.engine.assignment.files import ScoreFile

OPTIMAL: Final = 0
BAD_INPUT: Final = 2
FEASIBLE: Final = 3
INFEASIBLE: Final = 4

OBJECTIVES: Final = {
    "total": Objective(levels=("total",)),
    "reach-total": Objective(levels=("reach", "total")),
    "leximin": Objective(levels=("reach", "leximin", "total"), band_hundredths=1),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "match",
        help=_("find the best pairs for a file of scores, with the proof"),
        epilog=_("Exit status: 0 optimal, 2 bad input, 3 feasible when the time limit came, 4 infeasible."),
    )
    add_number_arguments(parser, required=True)
    parser.add_argument("--objective", choices=tuple(OBJECTIVES), default="reach-total", help=_("what is best first"))
    parser.add_argument("--out", type=Path, metavar=_("FILE"), help=_("the pairs, as mentor,mentee,score"))
    parser.add_argument("--certificate", type=Path, metavar=_("FILE"), help=_("the proof, as JSON"))
    parser.add_argument("--time-limit", type=float, metavar=_("SECONDS"), help=_("stop then and state the gap"))
    parser.set_defaults(run=run)


def add_number_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the files that describe the numbers."""
    parser.add_argument(
        "--scores", type=Path, required=required, metavar=_("FILE"), help=_("mentors by mentees, .csv or .npz")
    )
    parser.add_argument("--mentor-capacity", type=Path, metavar=_("FILE"), help=_("one whole number a line"))
    parser.add_argument("--mentee-capacity", type=Path, metavar=_("FILE"), help=_("one whole number a line"))
    parser.add_argument("--forbidden", type=Path, metavar=_("FILE"), help=_("a 0/1 table, or mentor,mentee rows"))


def run(options: argparse.Namespace) -> int:
    """Read, solve, write; return the exit status."""
    from timbalik.cli.match_files import read_problem, write_certificate, write_pairs  # slow import
    from timbalik.engine.assignment.solve import solve_numbers  # slow import

    limit = time.monotonic() + options.time_limit if options.time_limit is not None else None
    try:
        with steps() as step:
            step(_("reading"), 0, 0)
            problem = read_problem(options)

            def tell(done: int, waiting: int) -> None:
                step(_("solving and proving"), done, done + waiting)

            tell(0, 1)
            certificate = solve_numbers(
                problem.instance,
                OBJECTIVES[options.objective],
                progress=tell,
                go_on=lambda: limit is None or time.monotonic() < limit,
            )
            if options.out:
                write_pairs(options.out, problem.scores, certificate)
            if options.certificate:
                write_certificate(options.certificate, problem, certificate)
    except InvalidInstance as refusal:
        raise CommandFailed(_("bad input: %s") % refusal, code=BAD_INPUT) from None
    except Infeasible as refusal:
        raise CommandFailed(_("infeasible: %s") % refusal, code=INFEASIBLE) from None
    except TimeLimitReached as refusal:
        raise CommandFailed(str(refusal), code=FEASIBLE) from None
    except (OSError, UnicodeDecodeError, MemoryError, AssignmentError) as refusal:
        raise CommandFailed(_("bad input: %s") % refusal, code=BAD_INPUT) from None
    return _report(certificate, problem.scores)


def _report(certificate: Certificate, scores: ScoreFile) -> int:
    from timbalik.cli.match_files import shown  # slow import

    value, bound = shown(certificate.value, scores.scale), shown(certificate.bound, scores.scale)
    print(_("%(pairs)d pairs, total %(value)s") % {"pairs": len(certificate.mentor), "value": value})
    if certificate.value == certificate.bound:
        print(_("optimal: no assignment has a larger total at the levels before it"))
        return OPTIMAL
    print(_("feasible, not proved optimal: the total is at most %s") % bound, file=sys.stderr)
    return FEASIBLE
