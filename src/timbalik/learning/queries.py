"""What has to be learnt before the first session, and who has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from timbalik.learning.models import AgendaVersion, TopicVersion, TrainingProgress, TrainingUnitVersion
from timbalik.learning.topics import TopicPack, TopicState, in_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.queries import present_members

BOTH = "both"


def units_of(programme: Programme) -> list[TrainingUnitVersion]:
    """The newest version of each unit the programme's template names, in its order (all units, if it names none)."""
    named: list[str] | None = programme.template.content.get("training")
    rows = TrainingUnitVersion.objects.order_by("key", "version")
    newest = {unit.key: unit for unit in (rows if named is None else rows.filter(key__in=named))}
    order = named if named is not None else sorted(newest)
    return [newest[key] for key in order if key in newest]


def units_required(side: str, programme: Programme) -> list[TrainingUnitVersion]:
    """What a mentor or a mentee of the programme goes through before the first session (GR-14)."""
    return [unit for unit in units_of(programme) if unit.content["side"] in (side, BOTH)]


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
        if unit.content["side"] in (member.side, BOTH) and unit.key not in done[member.person_id]
    ]


@dataclass(frozen=True)
class UnitState:
    unit: TrainingUnitVersion
    progress: TrainingProgress | None

    @property
    def is_done(self) -> bool:
        return self.progress is not None and self.progress.completed_at is not None


def own_units(person: Person, programme: Programme, side: str) -> list[UnitState]:
    """The units before this person, with how far they have come."""
    rows = TrainingProgress.objects.filter(
        organisation_id=person.organisation_id, programme=programme, person=person
    ).select_related("unit")
    progress = {row.unit.key: row for row in rows.order_by("completed_at")}
    return [UnitState(unit, progress.get(unit.key)) for unit in units_required(side, programme)]


def agenda_for(kind: str) -> AgendaVersion | None:
    """The newest agenda for one kind of session."""
    agendas = AgendaVersion.objects.order_by("-version")
    return next((agenda for agenda in agendas if agenda.content.get("kind") == kind), None)


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
