"""Who got a partner, and how much they gain, group by group; small groups stay hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from timbalik.engine.statistics.errors import InvalidInput
from timbalik.engine.statistics.suppression import Cell, CellKind, Thresholds, suppress

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """One group; a figure that could point at people is None.

    Attributes
    ----------
    group : str
        Empty for everybody together.
    people : int or None
    paired_share : float or None
        Of the group's people who took part, how many got a partner, 0 to 1.
    mean_gain_hundredths : float or None
        What those with a partner gain on average, 0 to 10 000.
    """

    group: str
    people: int | None
    paired_share: float | None
    mean_gain_hundredths: float | None


def audit_groups(
    gains: Mapping[str, int | None], groups: Mapping[str, str], *, thresholds: Thresholds | None = None
) -> tuple[GroupOutcome, ...]:
    """Return the outcome of everybody and of each group, in the groups' order by name.

    Parameters
    ----------
    gains : mapping of person to hundredths of a point
        Of one side of one round: what each person who took part gains; None for who got no partner.
    groups : mapping of person to group
        Supplied for the audit alone. People who are in no group count among everybody.
    thresholds : Thresholds, optional
        Higher ones, if the programme wishes.

    Raises
    ------
    InvalidInput
        If somebody in a group did not take part, or a group has no name.

    Notes
    -----
    Every figure passes the one gate that all published figures pass, so that a hidden group cannot be had by subtraction.
    """
    if strangers := sorted(set(groups) - set(gains)):
        raise InvalidInput(f"{strangers[0]!r} is in a group and did not take part")
    if EVERYBODY in groups.values():
        raise InvalidInput("a group without a name")
    names = [EVERYBODY, *sorted(set(groups.values()))]
    members = {name: frozenset(who for who in gains if name in (EVERYBODY, groups.get(who))) for name in names}
    paired = {name: frozenset(who for who in people if gains[who] is not None) for name, people in members.items()}
    cells = [Cell(f"reach {name}", members[name], CellKind.MEAN, members[EVERYBODY], "reach") for name in names]
    # a share tells how many are paired and how many are not: both must be many enough before the means are told as well
    cells += [Cell(f"gain {name}", paired[name], CellKind.MEAN, paired[EVERYBODY], "gain") for name in names]
    answer = suppress(cells, thresholds=thresholds)
    outcomes = []
    for name in names:
        told = answer.may_show(f"reach {name}") and bool(members[name])
        known = [gain for who in sorted(paired[name]) if (gain := gains[who]) is not None]
        outcomes.append(
            GroupOutcome(
                group=name,
                people=len(members[name]) if told else None,
                paired_share=len(paired[name]) / len(members[name]) if told else None,
                mean_gain_hundredths=fmean(known) if told and known and answer.may_show(f"gain {name}") else None,
            )
        )
    return tuple(outcomes)
