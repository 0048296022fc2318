"""Two arrangements side by side: who has the same partner, who another, who none any more. Plain data, no queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from timbalik.matching.snapshots import Decision, Snapshot
from timbalik.programmes.states import EnrolmentRole

SAME: Final = "same"
OTHER: Final = "other"
LOST: Final = "lost"
FOUND: Final = "found"


@dataclass(frozen=True)
class Partner:
    enrolment_id: int
    score: int


@dataclass(frozen=True)
class Change:
    """One person in both arrangements. Every mentee of either has a row; a mentor only who lost or found all partners."""

    enrolment_id: int
    role: str
    kind: str
    before: tuple[Partner, ...]
    after: tuple[Partner, ...]

    @property
    def difference(self) -> int | None:
        """In hundredths; None where one side has nobody."""
        if not self.before or not self.after:
            return None
        return sum(one.score for one in self.after) - sum(one.score for one in self.before)


@dataclass(frozen=True)
class Comparison:
    """``counts`` are people by kind of change; ``only_before`` and ``only_after`` the decisions that differ."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    counts: dict[str, int]
    only_before: tuple[Decision, ...]
    only_after: tuple[Decision, ...]

    @property
    def weights_differ(self) -> bool:
        return self.before.settings.weights != self.after.settings.weights

    def chosen(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind; all that differ by default."""
        if kind == "all":
            return self.changes
        return tuple(one for one in self.changes if (one.kind == kind if kind else one.kind != SAME))


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Mentees first, those with the greatest loss on top; ties by key, so that pages hold still."""
    mentees = [
        _change(EnrolmentRole.MENTEE, key, one, other) for key, one, other in _partners(before, after, mentee=True)
    ]
    mentors = [
        _change(EnrolmentRole.MENTOR, key, one, other)
        for key, one, other in _partners(before, after, mentee=False)
        if not one or not other
    ]
    changes = sorted([*mentees, *mentors], key=_order)
    subjects = [{one.subject for one in side.decisions} for side in (before, after)]
    return Comparison(
        before=before,
        after=after,
        changes=tuple(changes),
        counts=dict(Counter(one.kind for one in changes)),
        only_before=tuple(one for one in before.decisions if one.subject not in subjects[1]),
        only_after=tuple(one for one in after.decisions if one.subject not in subjects[0]),
    )


def _partners(
    before: Snapshot, after: Snapshot, *, mentee: bool
) -> list[tuple[int, tuple[Partner, ...], tuple[Partner, ...]]]:
    sides: list[defaultdict[int, list[Partner]]] = [defaultdict(list), defaultdict(list)]
    for found, side in zip(sides, (before, after), strict=True):
        for (mentor_id, mentee_id), value in side.pairs.items():
            key, other = (mentee_id, mentor_id) if mentee else (mentor_id, mentee_id)
            found[key].append(Partner(other, value.score))
    keys = sorted(sides[0].keys() | sides[1].keys())
    return [(key, tuple(sides[0].get(key, ())), tuple(sides[1].get(key, ()))) for key in keys]


def _change(role: str, key: int, before: tuple[Partner, ...], after: tuple[Partner, ...]) -> Change:
    if not after:
        kind = LOST
    elif not before:
        kind = FOUND
    else:
        same = {one.enrolment_id for one in before} == {one.enrolment_id for one in after}
        kind = SAME if same else OTHER
    return Change(key, role, kind, before, after)


def _order(change: Change) -> tuple[int, int, int]:
    rank = (LOST, OTHER, FOUND, SAME).index(change.kind)
    return rank, change.difference or 0, change.enrolment_id
