"""What a person does with their invitation: fill it in, hand it in, decline, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.operations import record_consent, set_availability, withdraw_consent
from timbalik.people.states import ConsentPurpose, Salutation
from timbalik.people.validators import validate_time_zone
from timbalik.programmes.answers import EnrolmentAnswers, Gap, OfferAnswer, WantAnswer, gaps
from timbalik.programmes.basics import out_of_place
from timbalik.programmes.directions import learns
from timbalik.programmes.models import Enrolment, Offer, Programme, Want
from timbalik.programmes.operations.invitations import EnrolmentNotOpen
from timbalik.programmes.operations.screening import write_conduct
from timbalik.programmes.operations.states import move_enrolment
from timbalik.programmes.peers import Begins, side_for
from timbalik.programmes.signals import enrolment_withdrawn
from timbalik.programmes.states import Conduct, Direction, EnrolmentRole, EnrolmentState, LastUsed, ProgrammeState
from timbalik.programmes.validators import CAPACITY, LONGEST_REASON, LONGEST_TEXT, MOST_CONCEPTS, SCALE


class NotYourEnrolment(Exception):
    """Only the person answers for themselves; an assistant does not either."""


class EnrolmentIncomplete(Exception):
    """Required answers are missing; ``missing`` names them in the order of the screens."""

    def __init__(self, missing: tuple[Gap, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class AnswerOutOfRange(ValueError):
    """A text is too long, too many skills are named, or a figure lies outside its scale."""


class UnknownConcept(ValueError):
    """A skill that is not on the list."""


@transaction.atomic
def save_draft(
    enrolment: Enrolment, *, step: int, draft: Mapping[str, Any], by: Person | None, now: datetime
) -> Enrolment:
    """Keep what a screen says; the rest of the draft stays. ``step`` is the furthest screen reached.

    Raises ``NotYourEnrolment``, or ``EnrolmentNotOpen`` once enrolment has ended.
    """
    _check_person(enrolment, by)
    _check_open(enrolment.programme, now=now)
    if enrolment.state not in (EnrolmentState.STARTED, EnrolmentState.SUBMITTED):
        move_enrolment(enrolment, EnrolmentState.STARTED)
    enrolment.draft = {**enrolment.draft, **draft}
    enrolment.step = max(enrolment.step, step)
    enrolment.save(update_fields=["state", "draft", "step"])
    facts = {"step": step}
    record("enrolment.draft_kept", organisation=enrolment.organisation, by=by, subject=enrolment, now=now, facts=facts)
    return enrolment


@transaction.atomic
def submit_enrolment(enrolment: Enrolment, answers: EnrolmentAnswers, *, by: Person | None, now: datetime) -> Enrolment:
    """Hand in, or hand in anew while enrolment is open: texts, skills, hours, and consent with the notice shown.

    The draft is emptied. Raises ``EnrolmentIncomplete`` (GR-01, GR-02, GR-03, GR-17, notice, consent),
    ``EnrolmentNotOpen``, ``NotYourEnrolment``, ``AnswerOutOfRange`` or ``UnknownConcept``.
    """
    _check_person(enrolment, by)
    _check_open(enrolment.programme, now=now)
    direction = enrolment.programme.direction
    if missing := gaps(answers, enrolment.role, direction):
        raise EnrolmentIncomplete(missing)
    _check_ranges(answers)
    anew = enrolment.state == EnrolmentState.SUBMITTED
    if answers.begins and direction == Direction.PEER and not anew:
        enrolment.role = side_for(enrolment, Begins(answers.begins))
    if not anew:
        _reach_submitted(enrolment)
    enrolment.motivation = answers.motivation.strip()
    enrolment.benefit_sought = answers.benefit_sought.strip()
    enrolment.learning_goal = answers.learning_goal.strip() if learns(enrolment.role, direction) else ""
    enrolment.basics_reason = _basics_reason(enrolment, answers)
    enrolment.capacity = answers.capacity
    enrolment.pledged_at = enrolment.submitted_at = now
    enrolment.draft = {}
    enrolment.save()
    _write_skills(enrolment, answers.offers, answers.wants)
    write_conduct(enrolment, answers)
    _write_person(enrolment.person, answers, now=now)
    set_availability(enrolment.person, answers.hours, by=by, now=now)
    _write_consents(enrolment, answers, by=by, now=now)
    verb = "enrolment.handed_in_anew" if anew else "enrolment.handed_in"
    facts = {"offers": len(answers.offers), "wants": len(answers.wants)}
    record(verb, organisation=enrolment.organisation, by=by, subject=enrolment, now=now, facts=facts)
    return enrolment


@transaction.atomic
def decline_enrolment(enrolment: Enrolment, *, by: Person | None, now: datetime) -> None:
    """Say no. What was filled in is forgotten; nobody is asked for a reason."""
    _check_person(enrolment, by)
    move_enrolment(enrolment, EnrolmentState.DECLINED)
    enrolment.draft, enrolment.step = {}, 0
    enrolment.save(update_fields=["state", "draft", "step"])
    record("enrolment.declined", organisation=enrolment.organisation, by=by, subject=enrolment, now=now)


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: Person | None, now: datetime) -> None:
    """Leave before or after pairing; consent to take part ends with the last enrolment. Apps above hear of it."""
    _check_person(enrolment, by)
    move_enrolment(enrolment, EnrolmentState.WITHDRAWN)
    enrolment.save(update_fields=["state"])
    person = enrolment.person
    standing = person.enrolments.filter(organisation=person.organisation_id, state=EnrolmentState.SUBMITTED)
    if not standing.exists():
        withdraw_consent(person, ConsentPurpose.PARTICIPATION, by=by, now=now)
    record("enrolment.withdrawn", organisation=enrolment.organisation, by=by, subject=enrolment, now=now)
    transaction.on_commit(lambda: enrolment_withdrawn.send(Enrolment, enrolment=enrolment, now=now))


@transaction.atomic
def note_reading(enrolment: Enrolment, *, by: Person, now: datetime) -> None:
    """That a coordinator read what somebody handed in: the person may ask who did."""
    record("enrolment.read", organisation=enrolment.organisation, by=by, subject=enrolment, now=now)


def _basics_reason(enrolment: Enrolment, answers: EnrolmentAnswers) -> str:
    """Kept where somebody who learns from the young wants business basics all the same (GR-18)."""
    wanted = [want.concept_key for want in answers.wants] if enrolment.role == EnrolmentRole.MENTEE else []
    return answers.basics_reason.strip() if out_of_place(enrolment.programme, wanted) else ""


def _check_person(enrolment: Enrolment, by: Person | None) -> None:
    if by is not None and by.pk != enrolment.person_id:
        raise NotYourEnrolment


def _check_open(programme: Programme, *, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(programme.organisation.time_zone)).date()
    closes_on = programme.enrolment_closes_on
    if programme.state != ProgrammeState.OPEN or (closes_on is not None and today > closes_on):
        raise EnrolmentNotOpen(programme.state)


def _check_ranges(answers: EnrolmentAnswers) -> None:
    texts = (answers.motivation, answers.benefit_sought, answers.learning_goal)
    if any(len(text.strip()) > LONGEST_TEXT for text in texts):
        raise AnswerOutOfRange(f"a text is longer than {LONGEST_TEXT} characters")
    if len(answers.basics_reason.strip()) > LONGEST_REASON:
        raise AnswerOutOfRange(f"a reason is longer than {LONGEST_REASON} characters")
    if max(len(answers.offers), len(answers.wants)) > MOST_CONCEPTS:
        raise AnswerOutOfRange(f"accepted: at most {MOST_CONCEPTS} skills on each side")
    figures = [offer.level for offer in answers.offers] + [want.importance for want in answers.wants]
    if answers.capacity not in CAPACITY or any(figure not in SCALE for figure in figures):
        raise AnswerOutOfRange("accepted: levels, importance and capacity from 1 to 5")
    if any(offer.last_used not in LastUsed.values for offer in answers.offers):
        raise AnswerOutOfRange(f"accepted for last used: {', '.join(LastUsed.values)}")
    if set(answers.conduct.values()) - set(Conduct.values) or len(answers.conduct_example.strip()) > LONGEST_TEXT:
        raise AnswerOutOfRange(f"accepted for conduct: {', '.join(Conduct.values)}")
    Salutation(answers.salutation)
    validate_time_zone(answers.time_zone)


def _reach_submitted(enrolment: Enrolment) -> None:
    """Who declined or left begins again first: no state is skipped."""
    if enrolment.state in (EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN):
        move_enrolment(enrolment, EnrolmentState.STARTED)
    move_enrolment(enrolment, EnrolmentState.SUBMITTED)


def _write_skills(enrolment: Enrolment, offers: Iterable[OfferAnswer], wants: Iterable[WantAnswer]) -> None:
    given = {offer.concept_key: offer for offer in offers}
    wished = {want.concept_key: want for want in wants}
    concepts = {row.key: row for row in SkillConcept.objects.filter(key__in={*given, *wished})}
    if unknown := sorted({*given, *wished} - concepts.keys()):
        raise UnknownConcept(", ".join(unknown))
    enrolment.offers.all().delete()
    enrolment.wants.all().delete()
    Offer.objects.bulk_create(
        Offer(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            concept=concepts[key],
            level=offer.level,
            evidence=offer.evidence.strip()[:300],
            last_used=offer.last_used,
        )
        for key, offer in given.items()
    )
    Want.objects.bulk_create(
        Want(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            concept=concepts[key],
            importance=want.importance,
        )
        for key, want in wished.items()
    )


def _write_person(person: Person, answers: EnrolmentAnswers, *, now: datetime) -> None:
    person.nickname = answers.nickname.strip()[:60]
    person.salutation = answers.salutation
    person.language = answers.language
    person.time_zone = answers.time_zone
    person.updated_at = now
    person.save(update_fields=["nickname", "salutation", "language", "time_zone", "updated_at"])


def _write_consents(enrolment: Enrolment, answers: EnrolmentAnswers, *, by: Person | None, now: datetime) -> None:
    """Each tick is kept with the notice and the language it was read in; a tick taken away ends that consent."""
    person = enrolment.person
    for purpose in ConsentPurpose.values:
        if purpose in answers.consents:
            notice = enrolment.programme.notice
            record_consent(person, purpose, notice=notice, language=answers.language, by=by, now=now)
        else:
            withdraw_consent(person, purpose, by=by, now=now)
