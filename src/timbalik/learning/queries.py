"""What has to be learnt before the first session and who has; agendas, topics, practice, and lessons of mentors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from timbalik.learning import practice
from timbalik.learning.models import (
    AgendaVersion,
    Lesson,
    PracticeVersion,
    TopicVersion,
    TrainingProgress,
    TrainingUnitVersion,
)
from timbalik.learning.topics import TopicPack, TopicState, in_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import Direction, EnrolmentRole, EnrolmentState
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.queries import present_members

BOTH = "both"
OWN_WORDS = ("mentor-dasar", "mentee-dasar", "bersama-dasar")  # a younger colleague teaches a senior one
COLLEAGUES = ("mentor-rekan", "mentee-rekan", "bersama-dasar")  # nobody's rank is spoken of


def units_of(programme: Programme) -> list[TrainingUnitVersion]:
    """The units the programme's template names, in its order (all units, if it names none)."""
    return _named(programme, _editions(programme))


def _named(programme: Programme, editions: dict[str, TrainingUnitVersion]) -> list[TrainingUnitVersion]:
    content = programme.template.content
    if content.get("direction", programme.direction) == programme.direction:
        named: list[str] | None = content.get("training")
    else:  # the programme was turned another way than its template: the template's units would speak of somebody else
        named = list(OWN_WORDS if programme.direction == Direction.REVERSE else COLLEAGUES)
    return [editions[key] for key in (sorted(editions) if named is None else named) if key in editions]


def sides_of(unit: TrainingUnitVersion, programme: Programme) -> tuple[str, ...]:
    """Which sides a unit is for: where both teach and learn, everybody goes through all of it."""
    side: str = unit.content["side"]
    return ("mentor", "mentee") if side == BOTH or programme.is_mutual else (side,)


def _editions(programme: Programme) -> dict[str, TrainingUnitVersion]:
    """Of each unit the edition this programme reads: the one its first reader began, else the newest (``ARCHITECTURE`` 17)."""
    begun = TrainingProgress.objects.filter(
        organisation_id=programme.organisation_id, programme=programme, unit=OuterRef("pk")
    )
    editions: dict[str, TrainingUnitVersion] = {}
    settled: set[str] = set()
    for unit in TrainingUnitVersion.objects.order_by("key", "version").annotate(is_begun=Exists(begun)):
        if unit.key not in settled:
            editions[unit.key] = unit
        if unit.is_begun:
            settled.add(unit.key)
    return editions


def units_required(side: str, programme: Programme) -> list[TrainingUnitVersion]:
    """What a mentor or a mentee of the programme goes through before the first session (GR-14)."""
    return [unit for unit in units_of(programme) if side in sides_of(unit, programme)]


def completed_units(programme: Programme, people: Iterable[int]) -> dict[int, set[str]]:
    """Person pk → keys of the units completed, in any version: a new edition asks nobody to begin again."""
    rows = TrainingProgress.objects.filter(
        organisation_id=programme.organisation_id,
        programme=programme,
        person__in=list(people),
        completed_at__isnull=False,
    )
    done: dict[int, set[str]] = defaultdict(set)
    for person, key in rows.values_list("person_id", "unit__key"):
        done[person].add(key)
    return done


def training_missing(relationship: Relationship) -> list[tuple[Person, TrainingUnitVersion]]:
    """Which member still has which unit ahead, mentors first."""
    return missing_units(present_members(relationship), relationship.programme)


def missing_units(
    members: Sequence[RelationshipMember], programme: Programme
) -> list[tuple[Person, TrainingUnitVersion]]:
    done = completed_units(programme, [member.person_id for member in members])
    units = units_of(programme)
    return [
        (member.person, unit)
        for member in members
        for unit in units
        if member.side in sides_of(unit, programme) and unit.key not in done[member.person_id]
    ]


@dataclass(frozen=True)
class UnitState:
    unit: TrainingUnitVersion
    progress: TrainingProgress | None
    is_required: bool = True

    @property
    def is_done(self) -> bool:
        return self.progress is not None and self.progress.completed_at is not None


def own_units(person: Person, programme: Programme, side: str) -> list[UnitState]:
    """The units for this person with how far they have come: first the required ones, then those to read by choice."""
    rows = TrainingProgress.objects.filter(
        organisation_id=person.organisation_id, programme=programme, person=person
    ).select_related("unit")
    progress = {row.unit.key: row for row in rows.order_by("completed_at")}
    editions = _editions(programme)
    required = _named(programme, editions)
    others = [unit for _, unit in sorted(editions.items()) if unit not in required and _speaks_of(unit, programme)]
    return [
        UnitState(unit, progress.get(unit.key), is_required=unit in required)
        for unit in (*required, *others)
        if side in sides_of(unit, programme)
    ]


def _speaks_of(unit: TrainingUnitVersion, programme: Programme) -> bool:
    """Whether the unit's words fit who teaches whom here; units that do not say speak of a senior mentee."""
    return programme.direction in unit.content.get("directions", (Direction.REVERSE,))


def agenda_for(kind: str, direction: str = Direction.REVERSE) -> AgendaVersion | None:
    """The newest agenda for one kind of session: one written for this direction, else one for all."""
    agendas = [one for one in AgendaVersion.objects.order_by("-version") if one.content.get("kind") == kind]
    own = (one for one in agendas if direction in one.content.get("directions", ()))
    return next(own, None) or next((one for one in agendas if "directions" not in one.content), None)


def library(language: str | None = None) -> list[TopicPack]:
    """Every topic in its newest version, by number: what is ready, what waits for an expert, what is not written."""
    newest = {topic.key: topic for topic in TopicVersion.objects.order_by("version")}
    packs = [in_words(topic.key, topic.version, topic.content, language) for topic in newest.values()]
    return sorted(packs, key=lambda pack: pack.number)


def offered_topics(language: str | None = None) -> list[TopicPack]:
    """The packs a session may be planned with."""
    return [pack for pack in library(language) if pack.is_offered]


def topic_pack(key: str, language: str | None = None) -> TopicPack | None:
    """One written pack in its newest version; none for a topic that is unknown or not written yet."""
    topic = TopicVersion.objects.filter(key=key).order_by("-version").first()
    if topic is None:
        return None
    pack = in_words(topic.key, topic.version, topic.content, language)
    return None if pack.state is TopicState.NOT_WRITTEN else pack


def practices(language: str | None = None) -> list[practice.Practice]:
    """Every scene to practise in its newest version, mentors' chairs first."""
    newest = {one.key: one for one in PracticeVersion.objects.order_by("version")}
    found = [practice.in_words(one.key, one.content, language) for one in newest.values()]
    return sorted(found, key=lambda one: (one.side != "mentor", one.key))


# --- Lessons of mentors -----------------------------------------------------------------------------------------------


def taught_programmes(person: Person) -> list[Programme]:
    """The programmes in which the person writes lessons, newest first (twin of ``rules.teaches_in``)."""
    rows = _own_enrolments(person).filter(role=EnrolmentRole.MENTOR).select_related("programme__organisation")
    return [enrolment.programme for enrolment in rows.order_by("-programme__starts_on", "-pk")]


def own_lessons(person: Person) -> QuerySet[Lesson]:
    return _lessons(person).filter(owner=person)


def shared_lessons(person: Person) -> QuerySet[Lesson]:
    """What colleagues share in the programmes the person takes part in."""
    return _lessons(person).filter(_is_shared_with(person)).exclude(owner=person)


def readable_lesson(person: Person, public_id: UUID) -> Lesson | None:
    """One's own, or one that is shared where the person takes part (twin of ``rules.may_read``); else none."""
    return _lessons(person).filter(Q(owner=person) | _is_shared_with(person), public_id=public_id).first()


def _is_shared_with(person: Person) -> Q:
    inside = _own_enrolments(person).filter(person__is_guest=False).values("programme")  # guests: their own pair alone
    return Q(shared_at__isnull=False, owner__restricted_at__isnull=True, programme__in=inside)


def _lessons(person: Person) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(organisation_id=person.organisation_id)
    return rows.select_related("owner", "credit", "programme__organisation")


def _own_enrolments(person: Person) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(organisation_id=person.organisation_id, person=person)
    return rows.filter(state=EnrolmentState.SUBMITTED)
