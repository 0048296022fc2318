"""``timbalik verify certificate FILE``: does this proof hold? With code that shares nothing with the solver.

``verify audit`` and ``verify archive FILE`` are in ``verify_records``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from timbalik.cli import verify_records
from timbalik.cli.errors import CommandFailed
from timbalik.cli.match import BAD_INPUT, FEASIBLE, OPTIMAL, add_number_arguments
from timbalik.engine.assignment.errors import AssignmentError, InvalidCertificate

if TYPE_CHECKING:
    from timbalik.engine.assignment.certificate import Certificate
    from timbalik.engine.assignment.pairlist import Numbers
    from timbalik.engine.assignment.quota_proof import QuotaVerdict
    from timbalik.engine.assignment.verify import Verdict

REFUTED: Final = 1
QUOTA_FORMAT: Final = "timbalik quota certificate 1"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "verify",
        help=_("recheck a proof"),
        epilog=_("Exit status: 0 optimal, 1 the proof does not hold, 2 bad input, 3 feasible with the gap it states."),
    )
    parser.add_argument("what", choices=("certificate", "audit", "archive"), help=_("what to recheck"))
    parser.add_argument(
        "file", type=Path, nargs="?", metavar=_("FILE"), help=_("the certificate, as JSON, or the archive")
    )
    add_number_arguments(parser)
    parser.add_argument(
        "--people", type=Path, metavar=_("FILE"), help=_("the people file, read again as the certificate says")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Recheck against the scores, or for inner consistency where none are given."""
    if options.what == "audit":
        return verify_records.verify_audit()
    if options.file is None:
        raise CommandFailed(_("Name the file to recheck: timbalik verify %s FILE") % options.what, code=BAD_INPUT)
    if options.what == "archive":
        return verify_records.verify_archive(options.file)
    from timbalik.engine.assignment.certificate import from_document  # slow import
    from timbalik.engine.assignment.sealing import check_seal  # slow import

    try:
        text = options.file.read_text(encoding="utf-8-sig")
        document = json.loads(text)
        if isinstance(document, dict):
            check_seal(document, text)
            del text
            if document.get("format") == QUOTA_FORMAT:
                return _quotas(document)
        certificate = from_document(document)
        if options.people is not None:
            return _against_people(options, certificate, document)
        if options.scores is None:
            return _alone(certificate, document)
        return _against_scores(options, certificate, document)
    except InvalidCertificate as refusal:
        raise CommandFailed(_("the proof does not hold: %s") % refusal, code=REFUTED) from None
    except json.JSONDecodeError as refusal:
        raise CommandFailed(_("bad input: %s is not JSON: %s") % (options.file, refusal), code=BAD_INPUT) from None
    except OSError as refusal:
        met = {"file": refusal.filename, "why": refusal.strerror or type(refusal).__name__}
        raise CommandFailed(_("bad input: %(file)s: %(why)s") % met, code=BAD_INPUT) from None
    except RecursionError:
        raise CommandFailed(_("bad input: %s") % _("too deeply nested"), code=BAD_INPUT) from None
    except (AssignmentError, ValueError) as refusal:  # no text, or a number with thousands of digits
        raise CommandFailed(_("bad input: %s") % refusal, code=BAD_INPUT) from None


def _against_scores(options: argparse.Namespace, certificate: Certificate, document: dict[str, Any]) -> int:
    from timbalik.cli.match_files import pair_scores, read_problem  # slow import
    from timbalik.engine.assignment.alone import check_alone, read_record, same_record  # slow import

    recorded = document.get("problem")
    if recorded is None:
        return _judged(read_problem(options).instance, certificate)
    check_alone(certificate, recorded)
    problem = read_problem(options, read_record(recorded))

    def told_alike() -> None:
        held = pair_scores(problem.instance, certificate.mentor, certificate.mentee)
        same_record(recorded, problem.scale, held)

    return _judged(problem.instance, certificate, told_alike)


def _against_people(options: argparse.Namespace, certificate: Certificate, document: dict[str, Any]) -> int:
    from timbalik.cli.match_people.command import instance_of  # slow import

    recorded = document.get("people")
    if not isinstance(recorded, dict):
        raise InvalidCertificate("the certificate was not made from a people file")
    return _judged(instance_of(options.people, recorded), certificate)


def _quotas(document: dict[str, Any]) -> int:
    from timbalik.engine.assignment.quota_files import verify_document  # slow import

    verdict = verify_document(document)
    print(_("%(pairs)d pairs keep every constraint and every quota; all allowed pairs were weighed") % vars(verdict))
    if verdict.searched:
        print(_("an integer programme searched the %(searched)d pairs that the prices leave open") % vars(verdict))
    return _told(verdict)


def _judged(numbers: Numbers, certificate: Certificate, then: Callable[[], None] | None = None) -> int:
    from timbalik.engine.assignment.verify import verify  # slow import

    verdict = verify(numbers, certificate)
    if then is not None:
        then()
    print(
        _("%(pairs)d pairs keep every constraint; all %(considered)d allowed pairs were weighed")
        % {"pairs": verdict.pairs, "considered": verdict.considered}
    )
    return _told(verdict)


def _told(verdict: Verdict | QuotaVerdict) -> int:
    if verdict.optimal:
        print(_("proved optimal: value %(value)d, bound %(bound)d") % vars(verdict))
        return OPTIMAL
    print(_("feasible, not proved optimal: value %(value)d, bound %(bound)d") % vars(verdict))
    return FEASIBLE


def _alone(certificate: Certificate, document: dict[str, Any]) -> int:
    from timbalik.engine.assignment.alone import check_alone  # slow import

    problem = document.get("problem")
    if isinstance(problem, dict) and "instance" in problem:
        from timbalik.engine.assignment.packing import unpack_instance  # slow import

        print(_("The certificate holds the numbers of the whole round; they are weighed again."))
        return _judged(unpack_instance(problem["instance"]), certificate)
    check_alone(certificate, problem)
    print(
        _("consistent in itself: value %(value)d, bound %(bound)d; give --scores to check it against the numbers")
        % {"value": certificate.value, "bound": certificate.bound}
    )
    return OPTIMAL if certificate.value == certificate.bound else FEASIBLE
