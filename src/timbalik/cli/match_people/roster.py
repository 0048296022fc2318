"""From a people file to the pool of a round: imported as everywhere, roles by the template's levels, answers from the file.

What the file has no column for is drawn from the seed, and the report says so on top of every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from gettext import gettext as _
from io import BytesIO
from typing import Final

from timbalik.cli.errors import CommandFailed
from timbalik.cli.match_people.columns import COLUMNS, Answer, Answers, CellProblem, RowAnswers, read_answers
from timbalik.cli.simulation.drawing import Wishes, answers_by_number
from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.lib.versions import latest
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.reading import ON_LEAVE, read_lines
from timbalik.matching.settings import RoundSettings
from timbalik.people.importing import words
from timbalik.people.importing.dictionary import normalised
from timbalik.people.importing.operations import FieldMissing, Imported, NobodyReady, import_people
from timbalik.people.importing.problems import Problem, Severity
from timbalik.people.importing.uploads import limits
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.operations import create_organisation
from timbalik.people.queries import working
from timbalik.people.states import Employment, ImportScope
from timbalik.programmes.levels import fits, levels_on
from timbalik.programmes.models import ProgrammeTemplateVersion
from timbalik.programmes.queries import ladder
from timbalik.programmes.templates_content import TemplateContent, read_template

Step = Callable[[str, int, int], None]
Pair = tuple[str, str]

BAD_INPUT: Final = 2
PROBLEMS_SHOWN: Final = 25
#: The week whose offsets from UTC count; Indonesian zones have no summer time.
REFERENCE_WEEK: Final = date(2026, 8, 3)
DRAWN: Final = (Answer.OFFERS, Answer.WANTS, Answer.HOURS)


@dataclass(frozen=True)
class Choices:
    """What the command line says about reading the file."""

    template: str
    seed: int = 1
    salt: str = ""
    allow_same_unit: bool = False
    skip_rejected: bool = False


@dataclass(frozen=True, eq=False)
class Roster:
    """Everybody who takes part, and what is known of the file.

    ``drawn`` names the answers that the seed gave because the file has no column for them.
    """

    template: TemplateContent
    pool: Pool
    settings: RoundSettings
    previous: frozenset[Pair]
    imported: Imported
    people: Mapping[int, Person]  # by key
    drawn: tuple[Answer, ...]
    left_out: tuple[str, ...]  # problems of rows that stayed out
    dropped: tuple[str, ...]  # headers of columns that nothing was read from


def read_roster(content: bytes, file_name: str, choices: Choices, *, step: Step) -> Roster:
    """Read the file into the temporary database and build the pool.

    Raises ``CommandFailed`` with status 2 for bad input, naming rows and columns.
    """
    try:
        template = read_template(latest(ProgrammeTemplateVersion, choices.template).content)
    except IndexError:
        known = ", ".join(sorted(set(ProgrammeTemplateVersion.objects.values_list("key", flat=True))))
        raise CommandFailed(
            _("There is no template %(met)s; accepted: %(known)s") % {"met": choices.template, "known": known},
            code=BAD_INPUT,
        ) from None
    now = datetime.combine(REFERENCE_WEEK, time(1), tzinfo=UTC)
    organisation = create_organisation(name="match", slug="match", now=now)
    imported = _import(organisation, content, file_name, now=now, step=step)
    answers = read_answers(
        BytesIO(content), name=file_name, sheet=imported.intake.sheet or None, topics=_topics(), limits=limits()
    )
    rejected = [_told(one, imported) for one in imported.checked.problems if one.severity == Severity.ERROR]
    refused = [str(one) for one in answers.problems]
    if refused or (rejected and not choices.skip_rejected):
        _refuse([*rejected, *refused])
    return _Gathering(organisation, template, choices, imported, answers).roster()


def _import(organisation: Organisation, content: bytes, file_name: str, *, now: datetime, step: Step) -> Imported:
    try:
        return import_people(
            organisation,
            BytesIO(content),
            file_name=file_name,
            by=None,
            now=now,
            scope=ImportScope.PARTIAL,
            progress=step,
        )
    except SpreadsheetRefused as refusal:
        raise CommandFailed(words.refusal(refusal), code=BAD_INPUT) from None
    except FieldMissing as missing:
        raise CommandFailed(_("No column gives the %s.") % missing.field.label, code=BAD_INPUT) from None
    except NobodyReady:
        raise CommandFailed(_("Every row has an error; nobody was imported."), code=BAD_INPUT) from None


def _told(problem: Problem, imported: Imported) -> str:
    headers = {column.field: column.header for column in imported.intake.columns if column.field}
    place = {"row": problem.row, "column": headers.get(problem.field, problem.field.label)}
    return _("row %(row)d, column %(column)s") % place + ": " + words.explanation(problem)


def _refuse(problems: list[str]) -> None:
    shown = problems[:PROBLEMS_SHOWN]
    if len(problems) > len(shown):
        shown.append(_("… and %d more") % (len(problems) - len(shown)))
    raise CommandFailed(_("bad input: %s") % "\n  ".join(["", *shown]), code=BAD_INPUT)


def _topics() -> dict[str, str]:
    """Every accepted name of a topic, as its key; where two topics share a synonym, it names neither."""
    found: dict[str, set[str]] = {}
    for concept in SkillConcept.objects.all():
        for name in (concept.key, concept.name_id, concept.name_en):
            found.setdefault(normalised(name), set()).add(concept.key)
    exact = dict(found)
    for concept in SkillConcept.objects.all():
        for name in concept.synonyms:
            if normalised(name) not in exact:
                found.setdefault(normalised(name), set()).add(concept.key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


class _Gathering:
    """Puts persons and answers together."""

    def __init__(
        self,
        organisation: Organisation,
        template: TemplateContent,
        choices: Choices,
        imported: Imported,
        answers: Answers,
    ) -> None:
        self.organisation, self.template, self.choices = organisation, template, choices
        self.imported, self.answers = imported, answers
        self.row_of = {ready.staff_number: ready.row for ready in imported.checked.ready}
        self.people = {
            person.staff_number: person for person in working(organisation).select_related("unit").order_by("pk")
        }
        self.by_number = {number.casefold(): person for number, person in self.people.items()}
        self.drawn = tuple(answer for answer in DRAWN if answer not in answers.columns)
        self.wishes = Wishes.read()
        self.problems: list[str] = []

    def roster(self) -> Roster:
        roles = self._roles()
        sides: dict[str, list[Candidate]] = {"mentor": [], "mentee": []}
        absent: dict[int, str] = {}
        for place, number in enumerate(sorted(roles), start=1):
            person, answers = self.people[number], self._answers(number)
            for offset, role in enumerate(roles[number]):
                key = 2 * place + offset
                if person.employment == Employment.ON_LEAVE:
                    absent[key] = ON_LEAVE
                else:
                    sides[role].append(self._candidate(key, person, role, answers))
        avoided = frozenset(
            pair for one, other in self._named_pairs(Answer.AVOID) for pair in ((one.pk, other.pk), (other.pk, one.pk))
        )
        previous = self._previous(sides)
        if self.problems:
            _refuse(self.problems)
        for role, people in sides.items():
            if not people:
                raise CommandFailed(
                    _("Nobody in the file is a %s; a column “role” can say who is.") % role, code=BAD_INPUT
                )
        return Roster(
            template=self.template,
            pool=Pool(
                mentors=tuple(sides["mentor"]),
                mentees=tuple(sides["mentee"]),
                session_minutes=self.template.session_minutes,
                monday=REFERENCE_WEEK,
                lines=read_lines(self.organisation),
                avoided=avoided,
                unknown_lines_decided=self.choices.allow_same_unit,
                absent=absent,
            ),
            settings=RoundSettings(floor_points=self.template.weaker_side_floor, salt=self.choices.salt),
            previous=previous,
            imported=self.imported,
            people={person.pk: person for person in self.people.values()},
            drawn=self.drawn,
            dropped=tuple(
                str(column.header)
                for column in self.imported.intake.columns
                if column.field is None and COLUMNS.get(normalised(column.header)) not in self.answers.columns
            ),
            left_out=tuple(
                _told(one, self.imported) for one in self.imported.checked.problems if one.severity == Severity.ERROR
            ),
        )

    def _answers(self, number: str) -> RowAnswers:
        return self.answers.rows.get(self.row_of.get(number, -1), RowAnswers())

    def _roles(self) -> dict[str, tuple[str, ...]]:
        """Who takes part as what: as the file says, else by the levels of the template, never by age."""
        if Answer.ROLE in self.answers.columns:
            return {number: roles for number in self.people if (roles := self._answers(number).roles)}
        ranks = ladder(self.organisation)
        levels = {
            "mentor": levels_on(ranks, self.template.mentor_rungs),
            "mentee": levels_on(ranks, self.template.mentee_rungs),
        }
        if not levels["mentor"] or not levels["mentee"]:
            raise CommandFailed(
                _("The file has no job levels to tell mentors from mentees; a column “role” can say who is what."),
                code=BAD_INPUT,
            )
        return {
            number: roles
            for number, person in self.people.items()
            if (roles := tuple(role for role, wanted in levels.items() if fits(person.level_rank, wanted)))
        }

    def _candidate(self, key: int, person: Person, role: str, answers: RowAnswers) -> Candidate:
        offers, wants, hours = answers.offers, answers.wants, answers.hours
        if self.drawn:
            drawn = answers_by_number(person, role, self.wishes, self.choices.seed)
            if offers is None:
                offers = {one.concept_key: one.level for one in drawn.offers}
            if wants is None:
                wants = {one.concept_key: one.importance for one in drawn.wants}
            if hours is None:
                hours = tuple((one.weekday, one.starts, one.ends) for one in drawn.hours)
        return Candidate(
            enrolment_id=key,
            ref=person.staff_number,
            person_id=person.pk,
            places=answers.places,
            unit_id=person.unit_id,
            zone=person.time_zone,
            is_guest=person.is_guest,
            offers=offers or {},
            wants=wants or {},
            hours=hours or (),
        )

    def _named_pairs(self, answer: Answer) -> list[tuple[Person, Person]]:
        """Pairs of a column that names others by staff number; an unknown one is a problem of its row."""
        if answer not in self.answers.columns:
            return []
        found = []
        for number, person in self.people.items():
            row = self._answers(number)
            for named in row.avoid if answer == Answer.AVOID else row.previous:
                other = self.by_number.get(named.casefold())
                if other is None:
                    cell = CellProblem(
                        self.row_of[number],
                        self.answers.columns[answer],
                        f"“{named}”",
                        _("a staff number of this file"),
                    )
                    self.problems.append(str(cell))
                else:
                    found.append((person, other))
        return found

    def _previous(self, sides: Mapping[str, list[Candidate]]) -> frozenset[Pair]:
        """Pairs of the last round, whichever side named the other."""
        mentors = {candidate.ref for candidate in sides["mentor"]}
        mentees = {candidate.ref for candidate in sides["mentee"]}
        named = [(one.staff_number, other.staff_number) for one, other in self._named_pairs(Answer.PREVIOUS)]
        return frozenset(
            (mentor, mentee)
            for one, other in named
            for mentor, mentee in ((one, other), (other, one))
            if mentor in mentors and mentee in mentees
        )
