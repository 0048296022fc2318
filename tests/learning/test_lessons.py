from __future__ import annotations

from typing import Any

import pytest

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.learning.lessons import LessonText, Material, Step, material_of
from timbalik.learning.models import Lesson
from timbalik.learning.operations import (
    LessonIncomplete,
    LessonNotOpen,
    LessonStaysInProgramme,
    MentorsOnly,
    NotTheOwner,
    change_lesson,
    copy_lesson,
    delete_lesson,
    share_lesson,
    withdraw_lesson,
    write_lesson,
)
from timbalik.learning.queries import own_lessons, readable_lesson, shared_lessons, taught_programmes
from timbalik.learning.rules import may_read, teaches_in
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole

pytestmark = pytest.mark.django_db
TEXT = LessonText(
    "Membaca corong penjualan",
    "Mentee menemukan tahap yang paling bocor.",
    (Step(10, "Tunjukkan satu corong."), Step(20, "Mentee mencari sendiri.")),
    ("Tahap mana yang paling mengejutkan?",),
    (Material("Contoh corong", "https://contoh.example/corong"),),
)


class World:
    def __init__(self) -> None:
        self.organisation = make_organisation()
        self.programme = make_programme(self.organisation)
        self.ayu, self.suharti, self.bram, self.citra = (
            make_person(self.organisation, name) for name in ("Ayu", "Suharti", "Bram", "Citra")
        )
        make_enrolment(self.programme, self.ayu)
        make_enrolment(self.programme, self.suharti)
        make_enrolment(self.programme, self.bram, role=EnrolmentRole.MENTEE)

    def lesson(self, *, shared: bool = False) -> Lesson:
        lesson = write_lesson(self.programme, TEXT, by=self.ayu, now=NOW)
        if shared:
            share_lesson(lesson, by=self.ayu, now=NOW)
        return lesson


@pytest.fixture
def world() -> World:
    return World()


def test_draft_is_read_by_its_author_alone(world: World) -> None:
    lesson = world.lesson()
    assert lesson.text == TEXT
    assert list(own_lessons(world.ayu)) == [lesson]
    for person in (world.suharti, world.bram, world.citra):
        assert readable_lesson(person, lesson.public_id) is None


def test_shared_lesson_opens_for_those_who_take_part(world: World) -> None:
    lesson = world.lesson(shared=True)
    assert [list(shared_lessons(person)) for person in (world.suharti, world.bram)] == [[lesson], [lesson]]
    stranger = make_person(make_organisation("Lain"), "Dian")
    for person in (world.citra, stranger):
        assert readable_lesson(person, lesson.public_id) is None
        assert list(shared_lessons(person)) == []


def test_withdrawn_lesson_closes_and_copies_remain(world: World) -> None:
    lesson = world.lesson(shared=True)
    copied = copy_lesson(lesson, into=world.programme, by=world.suharti, now=NOW)
    withdraw_lesson(lesson, by=world.ayu, now=NOW)
    assert readable_lesson(world.suharti, lesson.public_id) is None
    assert (copied.text, copied.credit, copied.shared_at) == (TEXT, world.ayu, None)


def test_copy_of_a_copy_goes_on_naming_who_wrote_it_first(world: World) -> None:
    third = make_person(world.organisation, "Made")
    make_enrolment(world.programme, third)
    copied = copy_lesson(world.lesson(shared=True), into=world.programme, by=world.suharti, now=NOW)
    share_lesson(copied, by=world.suharti, now=NOW)
    again = copy_lesson(copied, into=world.programme, by=third, now=NOW)
    assert (again.owner, again.credit, again.is_copy) == (third, world.ayu, True)


def test_change_of_the_original_leaves_copies_alone(world: World) -> None:
    lesson = world.lesson(shared=True)
    copied = copy_lesson(lesson, into=world.programme, by=world.suharti, now=NOW)
    change_lesson(lesson, LessonText("Lain", "Lain.", (Step(5, "Lain"),)), by=world.ayu, now=NOW)
    copied.refresh_from_db()
    assert copied.text == TEXT


def test_own_lesson_is_taken_into_the_next_programme_and_a_colleagues_is_not(world: World) -> None:
    following = make_programme(world.organisation)
    for person in (world.ayu, world.suharti):
        make_enrolment(following, person)
    lesson = world.lesson(shared=True)
    own = copy_lesson(lesson, into=following, by=world.ayu, now=NOW)
    assert (own.programme, own.is_copy, own.credit) == (following, False, None)
    with pytest.raises(LessonStaysInProgramme):
        copy_lesson(lesson, into=following, by=world.suharti, now=NOW)


def test_lesson_not_open_is_not_copied(world: World) -> None:
    lesson = world.lesson()
    with pytest.raises(LessonNotOpen):
        copy_lesson(lesson, into=world.programme, by=world.suharti, now=NOW)


def test_only_mentors_write_and_copy(world: World) -> None:
    for person in (world.bram, world.citra):
        with pytest.raises(MentorsOnly):
            write_lesson(world.programme, TEXT, by=person, now=NOW)
    with pytest.raises(MentorsOnly):
        copy_lesson(world.lesson(shared=True), into=world.programme, by=world.bram, now=NOW)


@pytest.mark.parametrize("act", [share_lesson, withdraw_lesson, delete_lesson])
def test_only_its_owner_decides_about_a_lesson(world: World, act: Any) -> None:
    lesson = world.lesson(shared=True)
    with pytest.raises(NotTheOwner):
        act(lesson, by=world.suharti, now=NOW)
    with pytest.raises(NotTheOwner):
        change_lesson(lesson, TEXT, by=world.suharti, now=NOW)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (LessonText("", "", ()), ["title", "aim", "steps"]),
        (LessonText("J", "T", (Step(0, "x"),)), ["steps"]),
        (LessonText("J", "T", (Step(240, "x"), Step(1, "y"))), ["steps"]),
        (LessonText("J", "T", (Step(5, "x"),), ("",)), ["questions"]),
        (LessonText("J", "T", (Step(5, "x"),), (), (Material("x", "javascript:alert(1)"),)), ["materials"]),
        (LessonText("J", "T", (Step(5, "x"),), (), (Material("", ""),)), ["materials"]),
    ],
)
def test_lesson_is_kept_whole_or_not_at_all(world: World, text: LessonText, parts: list[str]) -> None:
    with pytest.raises(LessonIncomplete) as refusal:
        write_lesson(world.programme, text, by=world.ayu, now=NOW)
    assert refusal.value.parts == parts


def test_line_of_material_ends_in_its_link_or_has_none() -> None:
    assert material_of("Contoh  corong https://a.example/x") == Material("Contoh corong", "https://a.example/x")
    assert material_of("https://a.example") == Material("", "https://a.example")
    assert material_of("Bab 3 javascript:alert(1)") == Material("Bab 3 javascript:alert(1)")
    assert material_of("tautan https://[rusak") == Material("tautan https://[rusak")


def test_erasing_the_author_takes_the_lesson_and_the_name_under_copies(world: World) -> None:
    lesson = world.lesson(shared=True)
    copied = copy_lesson(lesson, into=world.programme, by=world.suharti, now=NOW)
    erase_person(world.ayu, by=None, now=NOW)
    copied.refresh_from_db()
    assert (copied.credit, copied.is_copy, copied.text) == (None, True, TEXT)
    assert list(Lesson.objects.of(world.organisation)) == [copied]


def test_lesson_rests_with_the_data_of_its_owner(world: World) -> None:
    lesson = world.lesson(shared=True)
    world.ayu.restricted_at = NOW
    world.ayu.save()
    assert readable_lesson(world.suharti, lesson.public_id) is None
    assert list(shared_lessons(world.suharti)) == []
    with pytest.raises(LessonNotOpen):
        copy_lesson(lesson, into=world.programme, by=world.suharti, now=NOW)
    assert readable_lesson(world.ayu, lesson.public_id) == lesson


def test_lesson_holds_no_key_to_a_pair_or_a_session() -> None:
    """What belongs to a pair has no way into what is shared: a lesson knows its programme and people, nothing else."""
    keys = {field.name for field in Lesson._meta.concrete_fields if field.is_relation}
    assert keys == {"organisation", "programme", "owner", "credit"}


def test_rules_and_their_twins_agree(world: World) -> None:
    shared, draft = world.lesson(shared=True), world.lesson()
    programmes: list[Programme] = [world.programme, make_programme(world.organisation)]
    people: list[Person] = [world.ayu, world.suharti, world.bram, world.citra]
    for person in people:
        assert [one for one in programmes if teaches_in(person, one)] == taught_programmes(person)
        for lesson in (shared, draft):
            assert (readable_lesson(person, lesson.public_id) is not None) is may_read(person, lesson)
