"""What pages ask about a round: what other weights would do, other partners for one person, the price of a pair.

The rows are read here and sent to the warm process only when something in the organisation changed since; the figures
are its own. Every web process has one of its own, started by the first question and ended when nobody asks.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from typing import Any, Final

from timbalik.audit.models import AuditHead
from timbalik.lib.companion import Companion, CompanionLost, CompanionStuck
from timbalik.matching.alternatives import Exploration
from timbalik.matching.arrangements import present_pairs, wishes_of
from timbalik.matching.models import Round
from timbalik.matching.operations.groups import couple_of
from timbalik.matching.pool import Pool
from timbalik.matching.prices import GroupPrice, Price
from timbalik.matching.reading import read_pool
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.warm.answers import NOT_HELD, Preview, Standing
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

MOST_PAIRS: Final = 30_000_000  # possible pairs of one round; about two bytes and a half for each of seven tables
HERE_AT_MOST: Final = 200  # people of a round that is computed in this process where no other can be started
PATIENCE_SECONDS = 8.0  # a page waits no longer; tests do
MOST_SECONDS: Final = 120.0
REMEMBERED: Final = 32

COMPANION: Final = Companion("timbalik.matching.warm.child", most_seconds=MOST_SECONDS)


class CannotTell(Exception):
    """There is no answer now."""


class StillComputing(CannotTell):
    """The answer is being computed: ask the same again in a moment."""


class TooManyPeople(CannotTell):
    """The round is too large to be kept warm."""


class TookTooLong(CannotTell):
    """The question took longer than any may."""


class NoCompany(CannotTell):
    """The warm process cannot be started, or died of the question."""


def preview_weights(round_: Round, weights: Weights, *, patience: float | None = None) -> Preview:
    """What other weights would do to the arrangement that stands. Raises ``CannotTell``, ``PairImpossible``."""
    found: Preview = _answer(round_, "preview", weights, patience=patience)
    return found


def explore(
    round_: Round, enrolment: Enrolment, *, partner: Enrolment | None = None, patience: float | None = None
) -> Exploration:
    """Other partners for one person, as ``exploring.explore`` tells. Raises ``CannotTell``, ``NotInThisRound``."""
    is_mentor, other = enrolment.role == EnrolmentRole.MENTOR, partner.public_id.hex if partner else ""
    found: Exploration = _answer(round_, "explore", enrolment.public_id.hex, is_mentor, other, patience=patience)
    return found


def price_pair(round_: Round, *, mentor: Enrolment, mentee: Enrolment, patience: float | None = None) -> Price:
    """What this pair would cost, exactly. Raises ``CannotTell``, ``NotInThisRound``."""
    found: Price = _answer(round_, "price", mentor.public_id.hex, mentee.public_id.hex, patience=patience)
    return found


def price_couple(
    round_: Round, *, kind: str, one: Enrolment, other: Enrolment, patience: float | None = None
) -> GroupPrice:
    """What keeping two mentees together or apart would cost. Raises ``CannotTell``, ``NotInThisRound``."""
    found: GroupPrice = _answer(round_, "couple", str(kind), couple_of(one, other), patience=patience)
    return found


def wake() -> None:
    """Start the warm process while a page is read, so that its first question finds it ready."""
    if COMPANION.pid is None:
        with suppress(OSError):  # then the question says so
            COMPANION.ask("wake")


def stamp_of(round_: Round) -> str:
    """Changes whenever anything in the organisation does: every act leaves one entry in its audit chain, with the act."""
    heads = AuditHead.objects.filter(organisation_ref=round_.organisation.public_id)
    return str(heads.values_list("number", flat=True).first() or 0)


def standing_of(round_: Round) -> Standing:
    return Standing(
        settings=RoundSettings.from_json(round_.settings),
        wishes=wishes_of(round_),
        pairs=tuple(sorted(present_pairs(round_))),
    )


class _Questions:
    """Those under way and the last ones answered, so that a page may leave and come back for its answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()

    def find(self, question: tuple[Any, ...]) -> Future[Any] | None:
        with self._lock:
            return self._asked.get(question)

    def keep(self, question: tuple[Any, ...], answer: Future[Any]) -> Future[Any]:
        with self._lock:
            self._asked[question] = answer
            while len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
        return answer

    def forget(self, question: tuple[Any, ...]) -> None:
        with self._lock:
            self._asked.pop(question, None)


_questions = _Questions()


def _answer(round_: Round, name: str, *arguments: Any, patience: float | None) -> Any:
    size = round_.settings.get("mentors", 0) * round_.settings.get("mentees", 0)
    if size > MOST_PAIRS:
        raise TooManyPeople(str(size))
    stamp = stamp_of(round_)  # before the rows: what changes in between is read anew next time
    question = (name, round_.public_id.hex, stamp, standing_of(round_), *arguments)
    until = time.monotonic() + (PATIENCE_SECONDS if patience is None else patience)
    future = _questions.find(question) or _ask(question, None)
    for tried in (1, 2, 3):
        COMPANION.check()
        try:
            found = future.result(timeout=max(0.0, until - time.monotonic()))
        except NotYet:
            raise StillComputing(name) from None
        except CompanionStuck as error:
            _questions.forget(question)
            raise TookTooLong(name) from error
        except CompanionLost as error:
            _questions.forget(question)
            if tried == 3:
                raise NoCompany(name) from error
            future = _ask(question, None)
            continue
        except Exception:
            _questions.forget(question)
            raise
        if not isinstance(found, str) or found != NOT_HELD:
            return found
        future = _ask(question, read_pool(round_))
    raise NoCompany(name)


def _ask(question: tuple[Any, ...], pool: Pool | None) -> Future[Any]:
    name, key, stamp, *rest = question
    try:
        answer = COMPANION.ask(name, key, stamp, pool, *rest)
    except OSError:
        answer = _here(name, key, stamp, pool, rest)
    return _questions.keep(question, answer)


def _here(name: str, key: str, stamp: str, pool: Pool | None, rest: list[Any]) -> Future[Any]:
    """Where no process can be started, few people are computed in this one."""
    answer: Future[Any] = Future()
    if pool is None:
        answer.set_result(NOT_HELD)
    elif len(pool.mentors) + len(pool.mentees) > HERE_AT_MOST:
        answer.set_exception(NoCompany(name))
    else:
        from timbalik.matching.warm.child import Warm  # slow import

        try:
            answer.set_result(getattr(Warm(), name)(key, stamp, pool, *rest, on_step=lambda step: None))
        except Exception as error:
            answer.set_exception(error)
    return answer
