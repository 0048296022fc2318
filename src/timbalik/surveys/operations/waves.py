"""Open a wave of questions and take the answers, under a pseudonym."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from timbalik.audit.operations import record
from timbalik.lib.versions import latest
from timbalik.notifications.operations import cancel_queued
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.states import EnrolmentState
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.states import RelationshipState
from timbalik.surveys.instruments import CONTACT, FELT, PULSES, WANTS_TO_TALK, items_of
from timbalik.surveys.letters import letter_key
from timbalik.surveys.models import InstrumentVersion, Pseudonym, Response, SurveyRequest, Wave
from timbalik.surveys.signals import talk_requested
from timbalik.surveys.states import WaveKind


class NotAsked(Exception):
    """This person was not asked in this wave, on this side."""


class DataRests(Exception):
    """The person restricted the use of their data: nothing is collected until they release it."""


class AlreadyAnswered(Exception):
    """Answers stand under a pseudonym and can't be found again to be changed."""


class WaveClosed(Exception):
    """The wave is not open (any more)."""


class AnswerRefused(Exception):
    """An answer does not fit its question; ``code`` names the question."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def open_wave(cohort: Cohort, kind: str, *, now: datetime, closes_at: datetime | None = None) -> Wave:
    """Ask everybody of the cohort: those enrolled for the baseline, members of running relationships later on.

    A wave of one kind opens once per cohort; asking again adds whoever has come since.
    """
    wave, is_new = Wave.objects.get_or_create(
        organisation_id=cohort.organisation_id,
        cohort=cohort,
        kind=WaveKind(kind),
        defaults={
            "programme_id": cohort.programme_id,
            "instrument": latest(InstrumentVersion, PULSES[cohort.programme.direction]),
            "opens_at": now,
            "closes_at": closes_at,
        },
    )
    asked = set(wave.requests.values_list("person_id", "side"))
    SurveyRequest.objects.bulk_create(
        [
            SurveyRequest(organisation_id=cohort.organisation_id, wave=wave, person_id=person, side=side)
            for person, side in _asked_in(cohort, wave.kind)
            if (person, side) not in asked
        ]
    )
    if is_new:
        record(
            "wave.opened", organisation=cohort.organisation, by=None, subject=wave, now=now, facts={"kind": str(kind)}
        )
    return wave


def _asked_in(cohort: Cohort, kind: str) -> list[tuple[int, str]]:
    """Who is asked in which side; nobody who restricted the use of their data."""
    here = {"person__restricted_at__isnull": True, "person__erased_at__isnull": True}
    if kind == WaveKind.BASELINE:
        enrolled = Enrolment.objects.of(cohort.organisation_id).filter(
            cohort=cohort, state=EnrolmentState.SUBMITTED, **here
        )
        return sorted(set(enrolled.values_list("person_id", "role")))
    members = RelationshipMember.objects.of(cohort.organisation_id).filter(relationship__cohort=cohort, **here)
    if kind == WaveKind.END:  # those whose pair ended early are asked too: leaving them out would flatter the result
        asked = members.filter(Q(left_at__isnull=True) | Q(left_at__gte=F("relationship__ended_at")))
        asked = asked.exclude(person__employment=Employment.LEFT)
    else:
        asked = members.filter(left_at__isnull=True).exclude(relationship__state=RelationshipState.ENDED)
    return sorted(set(asked.values_list("person_id", "side")))


@transaction.atomic
def submit_response(wave: Wave, *, person: Person, side: str, answers: Mapping[str, int | None], now: datetime) -> None:
    """Keep the answers under the person's pseudonym, and apart from them only that the person has answered.

    A wish to talk goes to the confidential contact, not into the answers. Nothing about it is audited: the chain would
    tie a person to a time.

    Raises ``NotAsked``, ``AlreadyAnswered``, ``WaveClosed``, ``DataRests``, ``AnswerRefused``.
    """
    if person.restricted_at is not None:
        raise DataRests(str(person.public_id))
    if now < wave.opens_at or (wave.closes_at is not None and now >= wave.closes_at):
        raise WaveClosed(str(wave.public_id))
    request = SurveyRequest.objects.select_for_update().filter(
        organisation_id=wave.organisation_id, wave=wave, person=person, side=side
    )
    asked = request.first()
    if asked is None:
        raise NotAsked(str(person.public_id))
    if asked.has_answered:
        raise AlreadyAnswered(str(person.public_id))
    kept, wants_to_talk = _checked(wave, side, answers)
    pseudonym, _ = Pseudonym.objects.get_or_create(
        organisation_id=wave.organisation_id, programme_id=wave.programme_id, person=person
    )
    Response.objects.create(
        organisation_id=wave.organisation_id, wave=wave, pseudonym=pseudonym.value, side=side, answers=kept
    )
    asked.has_answered = True
    asked.save(update_fields=["has_answered"])
    cancel_queued(organisation_id=wave.organisation_id, key_prefix=letter_key(asked))
    if wants_to_talk:
        transaction.on_commit(lambda: talk_requested.send(Wave, programme=wave.programme, person=person, now=now))


def _checked(wave: Wave, side: str, answers: Mapping[str, int | None]) -> tuple[dict[str, int | None], bool]:
    items = items_of(wave.instrument.content, wave.kind, side)
    known = {item.code for item in items}
    for code in answers:
        if code not in known:
            raise AnswerRefused(code)
    kept: dict[str, int | None] = {}
    wants_to_talk = False
    for item in items:
        answer = answers.get(item.code)
        if not item.accepts(answer):
            raise AnswerRefused(item.code)
        if item.kind == CONTACT and answer == item.value_of(WANTS_TO_TALK):
            answer, wants_to_talk = item.value_of(FELT), True
        kept[item.code] = answer
    return kept, wants_to_talk
