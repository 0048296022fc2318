"""A copy of what is kept about a person, for that person alone.

What belongs to the pair stays out: agreement, goals, and everything the partner wrote. Answers of pulses stand under a
pseudonym, so the file says only that one was asked and has answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from timbalik.audit.operations import record
from timbalik.journey.models import TalkRequest
from timbalik.learning.models import TrainingProgress
from timbalik.learning.queries import own_lessons
from timbalik.matching.models import Ballot, Objection
from timbalik.matching.queries.rankings import options_of
from timbalik.matching.queries.requests import own_questions
from timbalik.meetings.models import SessionParticipant
from timbalik.people.models.persons import Person
from timbalik.programmes.ideas import own_ideas
from timbalik.programmes.models import Cascade, Enrolment, Screening
from timbalik.programmes.shortlists import entries_about, objects, reasons
from timbalik.relationships.models import (
    AppliedNote,
    BenefitReview,
    GrowthRecord,
    Note,
    Relationship,
    ThankYouLetter,
    Workbook,
)
from timbalik.relationships.vault import KeyDestroyed, NotAMember, open_vault
from timbalik.relationships.workbooks import own_answers
from timbalik.surveys.models import SurveyRequest

PERSON_FIELDS = (
    "staff_number full_name nickname salutation email language time_zone position level_name site employment "
    "line_knowledge is_guest joined_on left_on restricted_at created_at updated_at"
).split()
ENROLMENT_FIELDS = (
    "role state motivation benefit_sought learning_goal basics_reason capacity draft invited_at reminded_at submitted_at "
    "pledged_at no_rematch_at"
).split()


def own_data(person: Person, *, now: datetime) -> dict[str, Any]:
    """The file's content: plain values, moments in ISO 8601."""
    return {
        "taken_at": now.isoformat(),
        "organisation": person.organisation.name,
        "person": _fields(person, PERSON_FIELDS)
        | {"unit": person.unit.name if person.unit else "", "guest_of": person.partner.name if person.partner else ""},
        "line_managers": [
            {"name": line.manager.display_name, "kind": line.kind} | _fields(line, ["valid_from", "valid_until"])
            for line in person.lines_up.select_related("manager")
        ],
        "free_hours": [
            {"weekday": one.weekday, "starts": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}"}
            for one in person.availability.order_by("weekday", "starts")
        ],
        "consents": [
            {"purpose": one.purpose, "notice": str(one.notice)} | _fields(one, ["language", "given_at", "withdrawn_at"])
            for one in person.consents.select_related("notice").order_by("given_at")
        ],
        "assistants": [
            {"name": one.delegate.display_name} | _fields(one, ["valid_from", "valid_until"])
            for one in person.delegations_given.select_related("delegate")
        ],
        "not_paired_with": [one.other.display_name for one in person.avoidances.select_related("other")],
        "roles": [
            {"role": one.role, "programme": one.programme.name if one.programme else None}
            | _fields(one, ["valid_from", "valid_until"])
            for one in person.roles.select_related("programme")
        ],
        "enrolments": list(_enrolments(person)),
        "programmes_proposed": [
            _fields(one, ["name", "reason", "leader_gains", "topics", "state", "proposed_at", "answer", "answered_at"])
            for one in own_ideas(person)
        ],
        "said_in_public": [
            {"programme": one.programme.name} | _fields(one, ["statement", "published_at", "withdrawn_at"])
            for one in Cascade.objects.of(person.organisation_id).filter(leader=person).select_related("programme")
        ],
        "nominations": [
            {"programme": one.programme.name} | _fields(one, ["good_at", "example", "answer", "nominated_at"])
            for one in person.nominations.select_related("programme").order_by("pk")
        ],
        "thought_of_as_a_mentor": [
            {"programme": one.shortlist.programme.name, "read": [str(reason) for reason in reasons(one.found)]}
            for one in entries_about(person)
        ],
        "objects_to_being_listed": objects(person),
        "questions_to_mentors": own_questions(person),
        "human_decisions_asked_for": [
            {"programme": one.programme.name} | _fields(one, ["words", "state", "raised_at", "answer", "closed_at"])
            for one in Objection.objects.of(person.organisation_id).filter(person=person).select_related("programme")
        ],
        "rankings": list(_rankings(person)),
        "sessions": list(_sessions(person)),
        "trainings": list(_trainings(person)),
        "lessons": list(_lessons(person)),
        "notes": list(_notes(person)),
        "workbooks": list(_workbooks(person)),
        "letters": list(_letters(person)),
        "growth_records": list(_growth_records(person)),
        "applied": list(_applied(person)),
        "benefits_anew": list(_benefits(person)),
        "surveys": list(_surveys(person)),
        "talks_in_confidence": [
            {"programme": one.programme.name} | _fields(one, ["asked_at", "taken_at", "closed_at"])
            for one in TalkRequest.objects.of(person.organisation_id)
            .filter(person=person)
            .select_related("programme")
            .order_by("pk")
        ],
        "not_in_this_file": [
            _("Agreement, goals and closure: they belong to both of you. You read them in the pair space."),
            _("Notes of your partner: only who wrote a note takes it along."),
            _("Your pulse answers: they are kept under a pseudonym, apart from your name."),
        ],
    }


@transaction.atomic
def note_taking(person: Person, *, now: datetime) -> None:
    """That a copy was taken; not what was in it."""
    record("person.data_taken", organisation=person.organisation, by=person, subject=person, now=now)


def _fields(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _enrolments(person: Person) -> Iterator[dict[str, Any]]:
    rows = Enrolment.objects.of(person.organisation_id).filter(person=person).select_related("programme")
    for one in rows.prefetch_related("offers__concept", "wants__concept").order_by("pk"):
        yield (
            {"programme": one.programme.name}
            | _fields(one, ENROLMENT_FIELDS)
            | {
                "offers": [
                    {"skill": str(offer.concept)} | _fields(offer, ["level", "evidence", "last_used"])
                    for offer in one.offers.all()
                ],
                "wants": [{"skill": str(want.concept), "importance": want.importance} for want in one.wants.all()],
                "screening": _screening(one),
            }
        )


def _screening(enrolment: Enrolment) -> dict[str, Any] | None:
    said = Screening.objects.of(enrolment.organisation_id).filter(enrolment=enrolment).first()
    return None if said is None else _fields(said, ["conduct", "example", "verdict", "reason", "answered_at"])


def _rankings(person: Person) -> Iterator[dict[str, Any]]:
    """Whom this person put first, by name; what others ranked is theirs."""
    for ballot in Ballot.objects.of(person.organisation_id).filter(person=person).select_related("call").order_by("pk"):
        chosen = {option.place: option.enrolment.person.display_name for option in options_of(ballot) if option.place}
        yield {"chosen": [chosen[place] for place in sorted(chosen)]} | _fields(ballot, ["answered_at"])


def _sessions(person: Person) -> Iterator[dict[str, Any]]:
    seats = SessionParticipant.objects.of(person.organisation_id).filter(person=person)
    for seat in seats.select_related("session__programme").order_by("session__starts_at"):
        session = seat.session
        yield {"programme": session.programme.name, "my_side": seat.side, "my_reply": seat.reply} | _fields(
            session, ["number", "kind", "state", "starts_at", "ends_at"]
        )


def _trainings(person: Person) -> Iterator[dict[str, Any]]:
    rows = TrainingProgress.objects.of(person.organisation_id).filter(person=person)
    for one in rows.select_related("unit", "programme").order_by("pk"):
        yield {"programme": one.programme.name, "unit": one.unit.key} | _fields(one, ["started_at", "completed_at"])


def _lessons(person: Person) -> Iterator[dict[str, Any]]:
    fields = ["title", "aim", "steps", "questions", "materials", "is_copy", "shared_at", "created_at", "updated_at"]
    for one in own_lessons(person).order_by("pk"):
        yield {"programme": one.programme.name} | _fields(one, fields)


def _notes(person: Person) -> Iterator[dict[str, Any]]:
    """Those the person wrote, as long as the pair's key lets its author read them."""
    rows = Note.objects.of(person.organisation_id).filter(author=person).select_related("relationship__programme")
    for note in rows.order_by("pk"):
        try:
            vault = open_vault(note.relationship, reader=person)
        except (KeyDestroyed, NotAMember):
            continue
        text = vault.open(note.text_sealed, place=f"note:{note.public_id}")
        yield {"programme": note.relationship.programme.name, "text": text} | _fields(
            note, ["is_shared", "created_at", "updated_at"]
        )


def _applied(person: Person) -> Iterator[dict[str, Any]]:
    rows = (
        AppliedNote.objects.of(person.organisation_id).filter(author=person).select_related("relationship__programme")
    )
    for row in rows.order_by("pk"):
        yield from _opened(row.relationship, person, row.content_sealed, f"applied:{row.public_id}", row.created_at)


def _benefits(person: Person) -> Iterator[dict[str, Any]]:
    rows = BenefitReview.objects.of(person.organisation_id).filter(person=person)
    for row in rows.select_related("relationship__programme").order_by("pk"):
        yield from _opened(row.relationship, person, row.content_sealed, f"benefit:{row.public_id}", row.at)


def _opened(
    relationship: Relationship, person: Person, sealed: bytes | memoryview, place: str, at: datetime
) -> Iterator[dict[str, Any]]:
    """One's own words with their date, as long as the pair's key lets their author read them."""
    try:
        words = open_vault(relationship, reader=person).open(sealed, place=place)
    except (KeyDestroyed, NotAMember):
        return
    yield {"programme": relationship.programme.name, "at": _plain(at)} | words


def _workbooks(person: Person) -> Iterator[dict[str, Any]]:
    """What the person wrote to prepare, for themselves and for the pair."""
    rows = Workbook.objects.of(person.organisation_id).filter(person=person).select_related("relationship__programme")
    for book in rows.order_by("pk"):
        try:
            vault = open_vault(book.relationship, reader=person)
        except (KeyDestroyed, NotAMember):
            continue
        yield {"programme": book.relationship.programme.name, "answers": own_answers(book, vault)} | _fields(
            book, ["completed_at", "updated_at"]
        )


def _letters(person: Person) -> Iterator[dict[str, Any]]:
    """Those the person wrote; what was written to them belongs to both."""
    rows = ThankYouLetter.objects.of(person.organisation_id).filter(author=person)
    for letter in rows.select_related("relationship__programme").order_by("pk"):
        try:
            vault = open_vault(letter.relationship, reader=person)
        except (KeyDestroyed, NotAMember):
            continue
        text = vault.open(letter.text_sealed, place=f"letter:{letter.public_id}")
        yield {"programme": letter.relationship.programme.name, "text": text} | _fields(
            letter, ["written_at", "sent_at"]
        )


def _growth_records(person: Person) -> Iterator[dict[str, Any]]:
    rows = GrowthRecord.objects.of(person.organisation_id).filter(person=person)
    for one in rows.select_related("relationship__programme").prefetch_related("ratings").order_by("pk"):
        ratings = [_fields(rating, ["skill", "before", "after"]) for rating in one.ratings.all()]
        yield {"programme": one.relationship.programme.name, "ratings": ratings} | _fields(
            one, ["words", "endorsement", "endorsed_at", "updated_at"]
        )


def _surveys(person: Person) -> Iterator[dict[str, Any]]:
    rows = SurveyRequest.objects.of(person.organisation_id).filter(person=person).select_related("wave__programme")
    for one in rows.order_by("pk"):
        yield {"programme": one.wave.programme.name, "pulse": one.wave.kind, "answered": one.has_answered}
