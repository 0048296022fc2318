"""The dry run of a sheet: what each row would do, and what is in its way. Writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from timbalik.matching.models import Override, Round
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.prices import Price
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.sheets import SheetRow
from timbalik.matching.states import OverrideKind
from timbalik.people.importing.checked import KnownPerson
from timbalik.people.importing.lines import Directory, reference_of
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

OK: Final = "ok"
KEPT: Final = "kept"  # this pair was decided before
RULE: Final = "rule"
EMPTY: Final = "empty"
UNKNOWN: Final = "unknown"
AMBIGUOUS: Final = "ambiguous"
NOT_ENROLLED: Final = "not_enrolled"
OTHER_ROLE: Final = "other_role"
NOT_HERE: Final = "not_here"
FULL: Final = "full"
TWICE: Final = "twice"
GOOD: Final = (OK, KEPT)
CHOSEN: Final = (OverrideKind.FORCE, OverrideKind.LOCK)
NAMED: Final = 8

_CHOSEN_BY_HAND: Final = re.compile(r"#(\d{1,18})")


@dataclass(frozen=True)
class Verdict:
    """``side`` is whose cell is at fault; ``candidates`` are keys of people it may mean."""

    row: SheetRow
    code: str
    side: str = ""
    rule: str = ""
    candidates: tuple[int, ...] = ()
    mentor: Enrolment | None = None
    mentee: Enrolment | None = None
    score: int | None = None
    first: int = 0  # for a row that stands twice: where it stood before

    @property
    def is_good(self) -> bool:
        return self.code in GOOD


@dataclass(frozen=True)
class Checked:
    """``loss`` and ``loss_pairs`` are the price of all good rows together, against what stands now.

    ``is_priced`` is False where nobody has computed that yet.
    """

    verdicts: tuple[Verdict, ...]
    is_priced: bool = True
    loss: int = 0
    loss_pairs: int = 0
    is_possible: bool = True
    prices: Mapping[int, Price] = field(default_factory=dict)  # of single rows, by number

    @property
    def good(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.is_good)

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(one.code for one in self.verdicts))


@dataclass
class _Cohort:
    """Who a cell may mean."""

    directory: Directory
    by_reference: dict[str, int]
    enrolments: dict[tuple[int, str], Enrolment] = field(default_factory=dict)

    def find(self, text: str) -> tuple[int, ...]:
        if match := _CHOSEN_BY_HAND.fullmatch(text):
            return (int(match[1]),)
        return tuple(sorted(self.by_reference[one] for one in self.directory.find(text)))

    def near(self, text: str) -> tuple[int, ...]:
        name = self.directory.near_name(text)
        found = self.directory.by_name[name] if name else ()
        return tuple(self.by_reference[one] for one in found)


def check_rows(round_: Round, rows: Sequence[SheetRow], rules: PairRules) -> tuple[Verdict, ...]:
    """A verdict for each row, in order; places are given to rows in that order, after the decisions that stand."""
    cohort = _cohort(round_)
    places = {one.enrolment_id: one.places for one in (*rules.pool.mentors, *rules.pool.mentees)}
    decided = Override.objects.of(round_.organisation_id).filter(round=round_, kind__in=CHOSEN)
    standing = set(decided.values_list("mentor_id", "mentee_id"))
    for mentor_id, mentee_id in standing:
        for key in (mentor_id, mentee_id):
            if key in places:
                places[key] -= 1
    seen: dict[tuple[int, int], int] = {}
    weights = RoundSettings.from_json(round_.settings).weights
    return tuple(_verdict(row, cohort, rules, weights, places, standing, seen) for row in rows)


def _verdict(
    row: SheetRow,
    cohort: _Cohort,
    rules: PairRules,
    weights: Weights,
    places: dict[int, int],
    standing: set[tuple[int, int]],
    seen: dict[tuple[int, int], int],
) -> Verdict:
    sides: dict[str, Enrolment] = {}
    for side, text in ((EnrolmentRole.MENTOR, row.mentor), (EnrolmentRole.MENTEE, row.mentee)):
        found = _resolved(row, side, text, cohort)
        if isinstance(found, Verdict):
            return found
        sides[side] = found
    mentor, mentee = sides[EnrolmentRole.MENTOR], sides[EnrolmentRole.MENTEE]
    key = (mentor.pk, mentee.pk)
    pair = (mentor.public_id.hex, mentee.public_id.hex)

    def told(code: str, side: str = "", *, rule: str = "", first: int = 0, score: int | None = None) -> Verdict:
        return Verdict(row, code, side, rule=rule, first=first, score=score, mentor=mentor, mentee=mentee)

    if key in seen:
        return told(TWICE, first=seen[key])
    seen[key] = row.number
    for where, enrolment in sides.items():
        if enrolment.pk not in places:
            return told(NOT_HERE if _is_away(enrolment.person) else FULL, where)
    score = rules.score_of(*pair, weights)
    if rule := rules.rule_of(*pair):
        return told(RULE, rule=rule)
    if key in standing:
        return told(KEPT, score=score)
    for where, enrolment in sides.items():
        if places[enrolment.pk] < 1:
            return told(FULL, where)
    places[mentor.pk] -= 1
    places[mentee.pk] -= 1
    return told(OK, score=score)


def _resolved(row: SheetRow, side: EnrolmentRole, text: str, cohort: _Cohort) -> Enrolment | Verdict:
    if not text:
        return Verdict(row, EMPTY, side)
    people = cohort.find(text)
    if not people:
        return Verdict(row, UNKNOWN, side, candidates=cohort.near(text))
    here = [one for one in people if (one, side) in cohort.enrolments]
    if len(here) == 1:  # of several people of that name, one takes part in this role
        return cohort.enrolments[here[0], side]
    if len(here) > 1:
        return Verdict(row, AMBIGUOUS, side, candidates=tuple(here[:NAMED]))
    other = EnrolmentRole.MENTEE if side == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR
    code = OTHER_ROLE if any((one, other) in cohort.enrolments for one in people) else NOT_ENROLLED
    return Verdict(row, code, side, candidates=people[:NAMED])


def _cohort(round_: Round) -> _Cohort:
    """Everybody of the organisation, so that “not enrolled” and “unknown” are told apart. Two queries."""
    people = Person.objects.of(round_.organisation_id).filter(erased_at__isnull=True)
    known = [KnownPerson(*row) for row in people.values_list("pk", "staff_number", "full_name", "email")]
    enrolments = Enrolment.objects.of(round_.organisation_id).filter(
        cohort_id=round_.cohort_id, state=EnrolmentState.SUBMITTED
    )
    return _Cohort(
        Directory.of([], known),
        {reference_of(one): one.key for one in known},
        {(one.person_id, one.role): one for one in enrolments.select_related("person__unit")},
    )


def _is_away(person: Person) -> bool:
    return person.employment != Employment.ACTIVE or person.restricted_at is not None
