"""“Why not X?”: one person's other partners, what each would cost, and what forbids the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from timbalik.matching.arrangements import standing
from timbalik.matching.errors import NotInThisRound
from timbalik.matching.models import Round
from timbalik.matching.prices import Price
from timbalik.matching.rules import CONFIDED
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

if TYPE_CHECKING:
    from timbalik.matching.solution import Problem

NAMED: Final = 30  # partners to choose from, the best by score
PRICED: Final = 3  # alternatives with an exact price beside the one asked about
MOST_PRICED: Final = 600  # people; above, only the one asked about is priced


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


def explore(round_: Round, enrolment: Enrolment, *, partner: Enrolment | None = None) -> Exploration:
    """What else there is for one person, priced exactly by solving again. Changes nothing.

    Raises ``NotInThisRound``.
    """
    from timbalik.matching.arranging import price_of  # slow import

    problem, current = standing(round_)
    me = enrolment.public_id.hex
    is_mentor = enrolment.role == EnrolmentRole.MENTOR
    ranked = _ranked(problem, me, is_mentor=is_mentor)
    held = (current.mentees_of if is_mentor else current.mentors_of)[me]
    others = [ref for ref in ranked if ref not in held]
    allowed = [ref for ref in others if not _rule(problem, me, ref, is_mentor=is_mentor)]
    forbidden = [ref for ref in others if _rule(problem, me, ref, is_mentor=is_mentor)]
    few = len(problem.pool.mentors) + len(problem.pool.mentees) <= MOST_PRICED

    def price(ref: str) -> Price:
        return price_of(problem, current, *((me, ref) if is_mentor else (ref, me)))

    prices = {ref: price(ref) for ref in allowed[:PRICED]} if few else {}
    wanted = _asked(ranked, partner) if partner else _default(prices, allowed or forbidden)
    chosen = (prices.get(wanted) or price(wanted)) if wanted else None
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


def _asked(ranked: Sequence[str], partner: Enrolment) -> str:
    if partner.public_id.hex not in ranked:
        raise NotInThisRound(partner.public_id.hex)
    return partner.public_id.hex


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
