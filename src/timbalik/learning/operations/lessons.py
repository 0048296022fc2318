"""Write, share, copy and withdraw a lesson of one's own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.learning.lessons import LessonText, missing_parts
from timbalik.learning.models import Lesson
from timbalik.learning.rules import may_read, teaches_in
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


class MentorsOnly(Exception):
    """Only a mentor of the programme writes or copies a lesson in it."""


class NotTheOwner(Exception):
    """Only who owns a lesson may change, share, withdraw or delete it."""


class LessonNotOpen(Exception):
    """The lesson is neither one's own nor shared in a programme one takes part in."""


class LessonStaysInProgramme(Exception):
    """What a colleague shared was shared inside one programme, and is not carried into another."""


class LessonIncomplete(Exception):
    """``parts`` names what is missing or too long: title, aim, steps, questions, materials."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


@transaction.atomic
def write_lesson(programme: Programme, text: LessonText, *, by: Person, now: datetime) -> Lesson:
    """Draft a lesson, which its author alone reads. Raises ``MentorsOnly``, ``LessonIncomplete``."""
    _demand_mentor(by, programme)
    _demand_whole(text)
    lesson = Lesson.objects.create(
        organisation=programme.organisation,
        programme=programme,
        owner=by,
        created_at=now,
        updated_at=now,
        **text.as_columns(),
    )
    _record("lesson.written", lesson, by=by, now=now)
    return lesson


@transaction.atomic
def change_lesson(lesson: Lesson, text: LessonText, *, by: Person, now: datetime) -> Lesson:
    """Write one's own lesson anew; copies that others took stay as they are.

    Raises ``NotTheOwner``, ``LessonIncomplete``.
    """
    _demand_owner(lesson, by)
    _demand_whole(text)
    for name, value in text.as_columns().items():
        setattr(lesson, name, value)
    lesson.updated_at = now
    lesson.save()
    _record("lesson.changed", lesson, by=by, now=now)
    return lesson


@transaction.atomic
def share_lesson(lesson: Lesson, *, by: Person, now: datetime) -> None:
    """Let everybody who takes part in the programme read it. Sharing again changes nothing.

    Raises ``NotTheOwner``; ``MentorsOnly`` when the owner no longer takes part as a mentor.
    """
    _demand_owner(lesson, by)
    if lesson.shared_at is not None:
        return
    _demand_mentor(by, lesson.programme)
    lesson.shared_at = now
    lesson.save(update_fields=["shared_at"])
    _record("lesson.shared", lesson, by=by, now=now)


@transaction.atomic
def withdraw_lesson(lesson: Lesson, *, by: Person, now: datetime) -> None:
    """Close it to the others again; copies they took before remain theirs. Raises ``NotTheOwner``."""
    _demand_owner(lesson, by)
    if lesson.shared_at is None:
        return
    lesson.shared_at = None
    lesson.save(update_fields=["shared_at"])
    _record("lesson.withdrawn", lesson, by=by, now=now)


@transaction.atomic
def copy_lesson(lesson: Lesson, *, into: Programme, by: Person, now: datetime) -> Lesson:
    """Take a copy that is one's own to change, and return it, unshared; it names who wrote the lesson first.

    One's own lesson may be taken into the next programme; a colleague's stays in the programme it was shared in.
    Raises ``LessonNotOpen``, ``MentorsOnly``, ``LessonStaysInProgramme``.
    """
    is_own = lesson.owner_id == by.pk
    if not may_read(by, lesson):
        raise LessonNotOpen(str(lesson))
    _demand_mentor(by, into)
    is_by_a_colleague = lesson.is_copy or not is_own
    if is_by_a_colleague and into.pk != lesson.programme_id:
        raise LessonStaysInProgramme(str(lesson))
    copied = Lesson.objects.create(
        organisation=into.organisation,
        programme=into,
        owner=by,
        is_copy=is_by_a_colleague,
        credit=lesson.credit if lesson.is_copy else None if is_own else lesson.owner,
        created_at=now,
        updated_at=now,
        **lesson.text.as_columns(),
    )
    _record("lesson.copied", copied, by=by, now=now)
    return copied


@transaction.atomic
def delete_lesson(lesson: Lesson, *, by: Person, now: datetime) -> None:
    """Remove one's own lesson for good; copies of others remain. Raises ``NotTheOwner``."""
    _demand_owner(lesson, by)
    _record("lesson.deleted", lesson, by=by, now=now)
    lesson.delete()


def _demand_mentor(person: Person, programme: Programme) -> None:
    if not teaches_in(person, programme):
        raise MentorsOnly(str(programme.public_id))


def _demand_owner(lesson: Lesson, person: Person) -> None:
    if lesson.owner_id != person.pk:
        raise NotTheOwner(str(lesson))


def _demand_whole(text: LessonText) -> None:
    if parts := missing_parts(text):
        raise LessonIncomplete(parts)


def _record(verb: str, lesson: Lesson, *, by: Person, now: datetime) -> None:
    record(
        verb,
        organisation=lesson.organisation,
        by=by,
        subject=lesson,
        now=now,
        facts={"programme": str(lesson.programme.public_id), "is_copy": lesson.is_copy},
    )
