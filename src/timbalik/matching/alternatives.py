"""“Why not X?” answered from numbers at hand: the pure part of ``exploring``. Light: imports no numeric library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from timbalik.matching.errors import NotInThisRound
from timbalik.matching.prices import Price
from timbalik.matching.rules import CONFIDED

if TYPE_CHECKING:
    from timbalik.matching.solution import Assignment, Problem

PriceOf = Callable[[str, str], Price]

NAMED: Final = 30  # partners to choose from, the best by score
PRICED: Final = 3  # alternatives with an exact price beside the one asked about


@dataclass(frozen=True)
class Move:
    """A pair of the chain with what it scores."""

    mentor: str  # refs of enrolments
    mentee: str
    score: int


@dataclass(frozen=True)
class Choice:
    """One possible partner. ``rule`` names what forbids it; ``price`` is None where it was not computed."""

    ref: str
    rule: str
    price: Price | None


@dataclass(frozen=True)
class Exploration:
    """``chosen`` is the partner asked about (the cheapest alternative by default), ``choices`` the list beside it."""

    partners: tuple[str, ...]
    chosen: Price | None
    leave: tuple[Move, ...]
    come: tuple[Move, ...]
    choices: tuple[Choice, ...]
    partner_refs: tuple[str, ...]  # whom one could choose, best first


def explore_from(
    problem: Problem,
    current: Assignment,
    me: str,
    *,
    is_mentor: bool,
    partner: str,
    price: PriceOf | None,
    exactly: PriceOf,
) -> Exploration:
    """``price`` prices those beside the one asked about, if anything does; ``exactly`` that one, chain and all.

    Raises ``NotInThisRound``.
    """
    ranked = _ranked(problem, me, is_mentor=is_mentor)
    held = (current.mentees_of if is_mentor else current.mentors_of)[me]
    others = [ref for ref in ranked if ref not in held]
    allowed = [ref for ref in others if not _rule(problem, me, ref, is_mentor=is_mentor)]
    forbidden = [ref for ref in others if _rule(problem, me, ref, is_mentor=is_mentor)]

    def pair(ref: str) -> tuple[str, str]:
        return (me, ref) if is_mentor else (ref, me)

    prices = {ref: price(*pair(ref)) for ref in allowed[:PRICED]} if price else {}
    wanted = _asked(ranked, partner) if partner else _default(prices, allowed or forbidden)
    chosen = exactly(*pair(wanted)) if wanted else None
    if chosen and not chosen.rule and not chosen.paired:
        prices[wanted] = chosen
    choices = [Choice(ref, "", found) for ref, found in sorted(prices.items(), key=lambda one: _loss(one[1]))]
    choices += [
        Choice(ref, _rule(problem, me, ref, is_mentor=is_mentor), None)
        for ref in dict.fromkeys(
            [*([wanted] if wanted in forbidden else []), *_tellable(problem, me, forbidden, is_mentor)]
        )
    ]
    return Exploration(
        partners=tuple(held),
        chosen=chosen,
        leave=_moves(problem, chosen.leave if chosen else ()),
        come=_moves(problem, chosen.come if chosen else ()),
        choices=tuple(choices),
        partner_refs=tuple(dict.fromkeys([*([wanted] if wanted else []), *others[:NAMED]])),
    )


def _ranked(problem: Problem, me: str, *, is_mentor: bool) -> list[str]:
    """All possible partners, allowed or not, the best score first; ties by ref."""
    instance = problem.instance
    mine = instance.mentor_index if is_mentor else instance.mentee_index
    if me not in mine:
        raise NotInThisRound(me)
    scores = instance.score[mine[me]] if is_mentor else instance.score[:, mine[me]]
    refs = instance.mentee_ids if is_mentor else instance.mentor_ids
    return [ref for _, ref in sorted(zip((-scores).tolist(), refs, strict=True))]


def _asked(ranked: Sequence[str], partner: str) -> str:
    if partner not in ranked:
        raise NotInThisRound(partner)
    return partner


def _default(prices: dict[str, Price], others: Sequence[str]) -> str:
    """The cheapest of those priced, else the best by score; empty when there is nobody else."""
    if prices:
        return min(prices, key=lambda ref: _loss(prices[ref]))
    return others[0] if others else ""


def _loss(price: Price) -> tuple[bool, int, int, int]:
    return (not price.possible, price.loss_pairs, price.loss_floor, price.loss_hundredths)


def _tellable(problem: Problem, me: str, forbidden: Sequence[str], is_mentor: bool) -> list[str]:
    """One example of a partner whom a rule forbids; not one that somebody confided."""
    return [ref for ref in forbidden if _rule(problem, me, ref, is_mentor=is_mentor) not in CONFIDED][:1]


def _rule(problem: Problem, me: str, other: str, *, is_mentor: bool) -> str:
    return problem.rule_of(me, other) if is_mentor else problem.rule_of(other, me)


def _moves(problem: Problem, pairs: Sequence[tuple[str, str]]) -> tuple[Move, ...]:
    return tuple(Move(*pair, int(problem.scores.score[problem.position(*pair)])) for pair in pairs)
