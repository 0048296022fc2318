"""Protection of small groups: the one gate that every published aggregate passes.

A figure can betray people it does not name. If 10 of 14 are shown and the 14 are shown, the other 4 are shown too.
So a set of cells is judged as a whole: no sum or difference of published cells may depend on fewer people than the
threshold. See `dependence` for how that is decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from timbalik.engine.statistics.errors import InvalidInput

MINIMUM_FOR_MEANS = 5
MINIMUM_FOR_DISTRIBUTIONS = 10


class CellKind(StrEnum):
    """What a cell shows about its people."""

    COUNT = "count"
    MEAN = "mean"
    DISTRIBUTION = "distribution"
    COMMENTS = "comments"

    @property
    def is_detailed(self) -> bool:
        """Say whether single answers show through, so that the higher threshold holds."""
        return self in (CellKind.DISTRIBUTION, CellKind.COMMENTS)


class HiddenBecause(StrEnum):
    """Why a cell may not be shown; never say which of them to a reader, for the reason narrows the size."""

    TOO_FEW = "too_few"
    TOO_FEW_OTHERS = "too_few_others"
    DERIVABLE = "derivable"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure that somebody would like to publish.

    Attributes
    ----------
    key : str
        Unique among the cells of a call.
    people : frozenset
        Pseudonyms of those whose answers are in the figure.
    kind : CellKind
        Decides the threshold.
    within : frozenset or None
        The people the reader knows the cell to be taken from (a unit, all who answered); those left over are
        protected as well. None stands for everybody in the cells of the same measure.
    measure : str
        Cells of one measure can be added and subtracted: give one name to one question of one wave, also across
        the dates of publication, and different names to different questions.
    """

    key: str
    people: frozenset[Hashable]
    kind: CellKind = CellKind.MEAN
    within: frozenset[Hashable] | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Smallest groups that may be shown; a programme may raise them, never lower them."""

    means: int = MINIMUM_FOR_MEANS
    distributions: int = MINIMUM_FOR_DISTRIBUTIONS

    def __post_init__(self) -> None:
        if self.means < MINIMUM_FOR_MEANS:
            raise InvalidInput(f"The threshold of means is at least {MINIMUM_FOR_MEANS}, got {self.means}.")
        if self.distributions < max(MINIMUM_FOR_DISTRIBUTIONS, self.means):
            least = max(MINIMUM_FOR_DISTRIBUTIONS, self.means)
            raise InvalidInput(f"The threshold of distributions is at least {least}, got {self.distributions}.")

    def of(self, kind: CellKind) -> int:
        """Return the threshold for a kind of cell."""
        return self.distributions if kind.is_detailed else self.means


@dataclass(frozen=True, slots=True)
class Suppression:
    """What may be shown.

    Attributes
    ----------
    shown : tuple of str
        Keys in the order the cells were given.
    hidden : tuple of (str, HiddenBecause)
        The others, in the same order, for the audit of the rule itself.
    """

    shown: tuple[str, ...]
    hidden: tuple[tuple[str, HiddenBecause], ...]
    _shown: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shown", frozenset(self.shown))

    def may_show(self, key: str) -> bool:
        """Say whether the cell with this key may be shown; an unknown key may not."""
        return key in self._shown


def suppress(
    cells: Sequence[Cell], *, earlier: Iterable[Cell] = (), thresholds: Thresholds | None = None
) -> Suppression:
    """Choose which cells may be published together, and beside all that was published earlier.

    Cells are tried in the order given, so put the most useful first (total, roles, units, then crossings): a cell is
    shown if it has enough people, leaves nobody or enough people over, and no sum or difference with what is already
    shown depends on fewer people than the threshold. The threshold is 5 for counts and means, 10 for distributions
    and comments, whose own sums and differences are also held to 10.

    Parameters
    ----------
    cells : sequence of Cell
        What one would like to show now. A redundant cell (the sum of two shown ones) may be shown.
    earlier : iterable of Cell
        What readers have seen before, exactly as shown. Its keys do not matter.
    thresholds : Thresholds, optional
        Higher ones, if the programme wishes.

    Returns
    -------
    Suppression
        Depends on nothing but the arguments and their order.

    Raises
    ------
    InvalidInput
        If two cells have one key, or a cell has people outside its ``within``.

    Notes
    -----
    The group a cell is taken from counts as known, so that a complement is protected even when no total is shown.
    Only when that group itself could not be published beside ``earlier`` is it left out: nobody will be told its
    figure. A figure of nobody is hidden like any other below the threshold.

    A change is itself a difference, of two measures: with the mean of 24 people before, of 23 of them after, and the
    change of these 23, the answer of the 24th before is told. So show a change only where both waves are shown for
    exactly the people who answered both; it then adds nothing that is not known.

    Examples
    --------
    >>> staff = frozenset(range(24))
    >>> answer = suppress([Cell("all", staff), Cell("unit", frozenset(range(21)))])
    >>> answer.shown, [(key, str(why)) for key, why in answer.hidden]
    (('all',), [('unit', 'too_few_others')])
    """
    limits = thresholds or Thresholds()
    _check(cells)
    verdicts: dict[str, HiddenBecause | None] = {}
    past = list(earlier)
    for measure in dict.fromkeys(cell.measure for cell in cells):
        wanted = [cell for cell in cells if cell.measure == measure]
        before = [cell for cell in past if cell.measure == measure]
        verdicts |= _judge_measure(wanted, before, limits)
    return Suppression(
        shown=tuple(cell.key for cell in cells if verdicts[cell.key] is None),
        hidden=tuple((cell.key, why) for cell in cells if (why := verdicts[cell.key]) is not None),
    )


def _judge_measure(
    cells: Sequence[Cell], earlier: Sequence[Cell], limits: Thresholds
) -> dict[str, HiddenBecause | None]:
    """Judge the cells of one measure, in their order."""
    everybody = frozenset[Hashable]().union(*(cell.people for cell in cells))
    wholes = list(dict.fromkeys(cell.within if cell.within is not None else everybody for cell in cells))
    # Two views of what readers know: all figures, and those that show single answers.
    known: list[frozenset[Hashable]] = [cell.people for cell in earlier]
    detailed: list[frozenset[Hashable]] = [cell.people for cell in earlier if cell.kind.is_detailed]
    for whole in wholes:
        if not _depends_on_few([*known, whole], fewer_than=limits.means):
            known.append(whole)
        if not _depends_on_few([*detailed, whole], fewer_than=limits.distributions):
            detailed.append(whole)

    verdicts: dict[str, HiddenBecause | None] = {}
    for cell in cells:
        whole = cell.within if cell.within is not None else everybody
        why = _why_hidden(cell, whole, known, detailed, limits)
        verdicts[cell.key] = why
        if why is None:
            known.append(cell.people)
            if cell.kind.is_detailed:
                detailed.append(cell.people)
    return verdicts


def _why_hidden(
    cell: Cell,
    whole: Set[Hashable],
    known: Sequence[frozenset[Hashable]],
    detailed: Sequence[frozenset[Hashable]],
    limits: Thresholds,
) -> HiddenBecause | None:
    least = limits.of(cell.kind)
    if len(cell.people) < least:
        return HiddenBecause.TOO_FEW
    if 0 < len(whole) - len(cell.people) < least:
        return HiddenBecause.TOO_FEW_OTHERS
    if _depends_on_few([*known, cell.people], fewer_than=limits.means):
        return HiddenBecause.DERIVABLE
    if cell.kind.is_detailed and _depends_on_few([*detailed, cell.people], fewer_than=limits.distributions):
        return HiddenBecause.DERIVABLE
    return None


def _depends_on_few(groups: Sequence[Set[Hashable]], *, fewer_than: int) -> bool:
    """Say what ``depends_on_few`` says. Most pages show groups that differ by enough people: no numbers are needed then."""
    of_person: dict[Hashable, int] = {}
    for row, group in enumerate(groups):
        for person in group:
            of_person[person] = of_person.get(person, 0) | (1 << row)
    if all(size >= fewer_than for size in Counter(of_person.values()).values()):
        return False
    from timbalik.engine.statistics.dependence import depends_on_few  # slow import: numpy

    return depends_on_few(groups, fewer_than=fewer_than)


def _check(cells: Sequence[Cell]) -> None:
    keys = [cell.key for cell in cells]
    if len(set(keys)) != len(keys):
        raise InvalidInput("Every cell needs a key of its own.")
    for cell in cells:
        if cell.within is not None and not cell.people <= cell.within:
            raise InvalidInput(f"Cell {cell.key!r} has people outside the group it is taken from.")
