"""How an act changes an arrangement: read, compute with nothing held, write if nobody was faster.

An arrangement may take seconds, and a transaction that lasts as long would keep everybody else from writing. So an act is
tried first and taken back (its refusals come at once, and what it changes is read); then its arrangement is computed;
then it is written for good, if the round still is at the version that was read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from timbalik.matching.arrangements import inputs_of, store
from timbalik.matching.errors import ArrangementChanged, RoundNotOpen
from timbalik.matching.inputs import Inputs, Pair
from timbalik.matching.models import Round
from timbalik.matching.states import RoundState

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement

T = TypeVar("T")
OnStep = Callable[[str], None]


def compute_here(inputs: Inputs, on_step: OnStep) -> Arrangement:
    """In this process."""
    from timbalik.matching.arranging import arrange_inputs  # slow import

    return arrange_inputs(inputs, on_step=on_step)


def run_here(name: str, question: tuple[Any, ...], on_step: OnStep) -> Any:
    """One of ``computations``, in this process."""
    from timbalik.matching.computations import COMPUTATIONS  # slow import

    return COMPUTATIONS[name](*question, on_step=on_step)


def tell_nobody(step: str) -> None:
    """For a computation that somebody waits for."""


@dataclass(frozen=True)
class How:
    """Where numbers are computed, and who is told of the steps: ``compute`` an arrangement, ``run`` any by its name.

    ``on_step`` and ``guard``, called in each transaction before anything is written, may raise to stop it; ``done``
    ends the one that stays.
    """

    compute: Callable[[Inputs, OnStep], Arrangement] = compute_here
    run: Callable[[str, tuple[Any, ...], OnStep], Any] = run_here
    on_step: OnStep = tell_nobody
    guard: Callable[[], None] = lambda: None
    done: Callable[[], None] = lambda: None


HERE = How()


def take(
    round_: Round,
    write: Callable[[], T],
    *,
    finish: Callable[[T, Arrangement], None] = lambda done, arrangement: None,
    states: tuple[str, ...] = (RoundState.PROPOSED,),
    seen: int | None = None,
    how: How = HERE,
    wanted: Pair | None = None,
    chosen: bool = False,
) -> T:
    """Change the rows of a round by ``write``, which is called twice, and store the arrangement that follows.

    ``finish`` ends the transaction that stays; ``seen`` is the version that whoever asks looked at. Raises
    ``RoundNotOpen``, ``ArrangementChanged``, what ``write`` refuses, and ``Infeasible``.
    """
    how.on_step("reading")
    with transaction.atomic():
        lock_round(round_, *states, seen=seen)
        how.guard()
        version = round_.version
        write()
        inputs = inputs_of(round_, wanted=wanted, chosen=chosen)
        transaction.set_rollback(True)
    arrangement = how.compute(inputs, how.on_step)
    how.on_step("storing")
    with transaction.atomic():
        lock_round(round_, *states, seen=version)
        how.guard()
        done = write()
        store(round_, arrangement)
        finish(done, arrangement)
        how.done()
    return done


def lock_round(round_: Round, *states: str, seen: int | None = None) -> None:
    """Hold the round for this transaction and see that it is in one of these states.

    Raises ``RoundNotOpen`` and, when it is not at the version ``seen`` any more, ``ArrangementChanged``.
    """
    held = Round.objects.of(round_.organisation_id).select_for_update().get(pk=round_.pk)
    round_.state = held.state
    if held.state not in states:
        raise RoundNotOpen(held.state)
    for name in ("settings", "answer_by", "instance_digest", "certificate", "value", "bound", "version"):
        setattr(round_, name, getattr(held, name))
    if seen is not None and held.version != seen:
        raise ArrangementChanged(str(round_.public_id))
