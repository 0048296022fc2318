"""The topic library, and lessons that mentors write, share and copy."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.sessions import make_session
from tests.web.participant.conftest import Enter, Lead
from timbalik.learning.content import publish_content
from timbalik.learning.lessons import LessonText, Material, Step
from timbalik.learning.models import Lesson
from timbalik.learning.operations import copy_lesson, share_lesson, write_lesson
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole
from timbalik.relationships.states import Phase
from timbalik.web.participant.profile.own_data import own_data

pytestmark = pytest.mark.django_db
TEXT = LessonText("Membaca corong", "Mentee menemukan kebocoran.", (Step(10, "Tunjukkan"), Step(20, "Mencoba")))
FORM = {
    "title": "Membaca corong",
    "aim": "Mentee menemukan kebocoran.",
    "minutes_0": "10",
    "step_0": "Tunjukkan satu corong",
    "minutes_1": "20",
    "step_1": "Mentee mencari sendiri",
    "questions": "Apa yang mengejutkan?\n\nTahap mana?",
    "materials": "Contoh corong https://contoh.example/corong\nCatatan sendiri",
}


@pytest.fixture
def programme(cast: Cast) -> Programme:
    programme = make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    make_enrolment(programme, cast.bram, role=EnrolmentRole.MENTEE)
    return programme


@pytest.fixture
def suharti(cast: Cast, programme: Programme) -> Person:
    """Another mentor of the programme."""
    person = make_person(cast.organisation, "Suharti", with_account=True)
    make_enrolment(programme, person)
    return person


def lesson_of(programme: Programme, owner: Person, *, shared: bool = False) -> Lesson:
    lesson = write_lesson(programme, TEXT, by=owner, now=NOW)
    if shared:
        share_lesson(lesson, by=owner, now=NOW)
    return lesson


def address(name: str, lesson: Lesson) -> str:
    return reverse(f"participant:{name}", args=[lesson.public_id])


# --- The library ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("content")
def test_library_stands_by_area_with_the_state_of_each_topic(cast: Cast, enter: Enter) -> None:
    page = enter(cast.bram).get(reverse("participant:library")).content.decode()
    assert "Sembilan topik siap dipakai" in page
    assert page.index("Kemajuan di tiap fungsi") < page.index("Berani mengambil risiko")
    assert reverse("participant:topic", args=["belajar-gagal"]) in page
    assert reverse("participant:topic", args=["blockchain"]) not in page
    assert "Memahami blockchain" in page
    assert "perlu telaah ahli" in page


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("dasbor", {"membaca-dasbor"}),
        ("dashboards misled", {"membaca-dasbor"}),
        ("KEGAGALAN", {"belajar-gagal"}),
        ("zzz", set()),
        ("'; DROP", set()),
    ],
)
def test_search_finds_in_both_languages(cast: Cast, enter: Enter, said: str, found: set[str]) -> None:
    response = enter(cast.bram).get(reverse("participant:library"), {"cari": said})
    assert {pack.key for shelf in response.context["shelves"] for pack in shelf.packs} == found


@pytest.mark.usefixtures("content")
def test_area_narrows_and_an_unknown_one_does_not(cast: Cast, enter: Enter) -> None:
    client = enter(cast.bram)
    narrowed = client.get(reverse("participant:library"), {"bidang": "risk"}).context["shelves"]
    assert [shelf.area for shelf in narrowed] == ["risk"]
    assert len(client.get(reverse("participant:library"), {"bidang": "x"}).context["shelves"]) == 6


@pytest.mark.usefixtures("content")
def test_pack_is_shown_whole_and_one_for_experts_says_so(cast: Cast, enter: Enter) -> None:
    client = enter(cast.bram)
    page = client.get(reverse("participant:topic", args=["umpan-balik-terbuka"])).content.decode()
    assert "Tiga pertanyaan pembuka" in page
    assert "Coba selama dua pekan" in page
    assert "Kluger" in page
    assert "Menunggu telaah ahli" not in page
    assert "Menunggu telaah ahli" in client.get(reverse("participant:topic", args=["memeriksa-ai"])).content.decode()
    for missing in ("blockchain", "tidak-ada"):
        assert client.get(reverse("participant:topic", args=[missing])).status_code == 404


def test_pair_in_growth_plans_a_session_with_a_pack_that_is_ready(cast: Cast, enter: Enter, lead: Lead) -> None:
    pair = lead(Phase.GROWTH)
    publish_content()
    client = enter(cast.bram)
    address = reverse("participant:session_book", args=[pair.relationship.public_id])
    page = client.get(reverse("participant:topic", args=["belajar-gagal"])).content.decode()
    assert f"{address}?topik=belajar-gagal" in page
    assert "Belajar dari kegagalan" in client.get(address, {"topik": "belajar-gagal"}).content.decode()
    assert address not in client.get(reverse("participant:topic", args=["memeriksa-ai"])).content.decode()
    assert "?topik=" not in enter(cast.citra).get(reverse("participant:topic", args=["belajar-gagal"])).content.decode()


@pytest.mark.usefixtures("content")
def test_field_visit_begins_with_plan_and_safety(cast: Cast, enter: Enter) -> None:
    page = enter(cast.bram).get(reverse("participant:field_visit")).content.decode()
    assert page.index("rencana kunjungan") < page.index("Keselamatan lebih dulu") < page.index("Di lokasi")


# --- Lessons ----------------------------------------------------------------------------------------------------------


def test_mentor_writes_changes_and_shares_a_lesson(cast: Cast, enter: Enter, programme: Programme) -> None:
    client = enter(cast.ayu)
    client.post(reverse("participant:lesson_new", args=[programme.public_id]), FORM)
    lesson = Lesson.objects.of(cast.organisation).get()
    assert lesson.text == LessonText(
        FORM["title"],
        FORM["aim"],
        (Step(10, FORM["step_0"]), Step(20, FORM["step_1"])),
        ("Apa yang mengejutkan?", "Tahap mana?"),
        (Material("Contoh corong", "https://contoh.example/corong"), Material("Catatan sendiri")),
    )
    client.post(address("lesson_change", lesson), FORM | {"title": "Corong, lagi"})
    client.post(address("lesson_share", lesson))
    lesson.refresh_from_db()
    assert (lesson.title, lesson.shared_at) == ("Corong, lagi", NOW)
    page = enter(cast.bram).get(address("lesson", lesson)).content.decode()
    assert "Corong, lagi" in page
    assert "contoh.example" in page
    assert "Ubah bahan ajar" not in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"step_0": "", "step_1": "", "minutes_0": "", "minutes_1": ""}, "step_0"),
        ({"minutes_0": ""}, "minutes_0"),
        ({"step_1": ""}, "step_1"),
        ({"minutes_0": "200", "minutes_1": "100"}, "__all__"),
        ({"questions": "\n".join("abcdefghi")}, "questions"),
        ({"materials": "x" * 301}, "materials"),
    ],
)
def test_form_says_what_is_missing(
    cast: Cast, enter: Enter, programme: Programme, change: dict[str, str], field: str
) -> None:
    response = enter(cast.ayu).post(reverse("participant:lesson_new", args=[programme.public_id]), FORM | change)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Lesson.objects.of(cast.organisation).exists()


def test_form_keeps_room_for_more_steps(cast: Cast, enter: Enter, programme: Programme) -> None:
    lesson = lesson_of(programme, cast.ayu)
    form = enter(cast.ayu).get(address("lesson_change", lesson)).context["form"]
    assert (form.row_count, form["step_1"].value(), form["minutes_1"].value()) == (4, "Mencoba", 20)


def test_lesson_that_is_not_shared_is_not_found_by_others(
    cast: Cast, enter: Enter, programme: Programme, suharti: Person
) -> None:
    lesson = lesson_of(programme, cast.ayu)
    for person in (suharti, cast.bram, cast.citra, cast.dian):
        assert enter(person).get(address("lesson", lesson)).status_code == 404
        assert enter(person).post(address("lesson_copy", lesson)).status_code == 404


def test_colleague_copies_with_credit_and_owner_withdraws(
    cast: Cast, enter: Enter, programme: Programme, suharti: Person
) -> None:
    lesson = lesson_of(programme, cast.ayu, shared=True)
    client = enter(suharti)
    response = client.post(address("lesson_copy", lesson), follow=True)
    assert f"pertama kali ditulis oleh {cast.ayu.display_name}" in response.content.decode()
    enter(cast.ayu).post(address("lesson_withdraw", lesson))
    assert client.get(address("lesson", lesson)).status_code == 404
    assert "Membaca corong" in client.get(reverse("participant:lessons")).content.decode()


def test_mentee_reads_what_is_shared_and_cannot_copy_or_write(cast: Cast, enter: Enter, programme: Programme) -> None:
    lesson = lesson_of(programme, cast.ayu, shared=True)
    client = enter(cast.bram)
    assert "Membaca corong" in client.get(reverse("participant:lessons")).content.decode()
    assert client.post(address("lesson_copy", lesson)).status_code == 404
    assert client.get(reverse("participant:lesson_new", args=[programme.public_id])).status_code == 404


def test_reader_cannot_change_share_withdraw_or_delete(
    cast: Cast, enter: Enter, programme: Programme, suharti: Person
) -> None:
    lesson = lesson_of(programme, cast.ayu, shared=True)
    for act in ("lesson_change", "lesson_share", "lesson_withdraw", "lesson_delete"):
        assert enter(suharti).post(address(act, lesson), FORM).status_code == 404
    lesson.refresh_from_db()
    assert (lesson.shared_at, lesson.text) == (NOW, TEXT)


def test_owner_deletes_and_the_copy_stays(cast: Cast, enter: Enter, programme: Programme, suharti: Person) -> None:
    lesson = lesson_of(programme, cast.ayu, shared=True)
    copied = copy_lesson(lesson, into=programme, by=suharti, now=NOW)
    enter(cast.ayu).post(address("lesson_delete", lesson))
    assert list(Lesson.objects.of(cast.organisation)) == [copied]


def test_owner_takes_a_lesson_into_the_next_programme(cast: Cast, enter: Enter, programme: Programme) -> None:
    following = make_programme(cast.organisation)
    make_enrolment(following, cast.ayu)
    lesson = lesson_of(programme, cast.ayu)
    enter(cast.ayu).post(address("lesson_copy", lesson), {"programme": str(following.public_id)})
    assert [one.programme for one in Lesson.objects.of(cast.organisation).order_by("pk")] == [programme, following]


def test_list_asks_as_little_for_three_lessons_as_for_one(
    cast: Cast, enter: Enter, programme: Programme, suharti: Person
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("participant:lessons"))
        return len(caught)

    client = enter(cast.bram)
    lesson_of(programme, cast.ayu, shared=True)
    client.get(reverse("participant:lessons"))
    one = asked()
    for owner in (cast.ayu, suharti):
        lesson_of(programme, owner, shared=True)
    assert asked() == one


def test_session_is_planned_with_a_lesson_that_the_partner_opens_once_it_is_shared(
    cast: Cast, enter: Enter, lead: Lead
) -> None:
    pair = lead(Phase.GROWTH)
    session, programme = make_session(pair), pair.relationship.programme
    lesson = lesson_of(programme, cast.ayu)
    given = [pair.relationship.public_id, session.public_id]
    plan, seen_at = reverse("participant:session_plan", args=given), reverse("participant:session", args=given)
    mentor, mentee = enter(cast.ayu), enter(cast.bram)
    mentor.post(plan, {"lesson": str(lesson.public_id), "aim": "Menemukan kebocoran"})
    mentee.post(plan, {"aim": "Menemukan dua kebocoran", "lesson": ""})  # the mentee is not asked about it
    link = address("lesson", lesson)
    assert link in mentor.get(seen_at).content.decode()
    assert link not in mentee.get(seen_at).content.decode()
    share_lesson(lesson, by=cast.ayu, now=NOW)
    assert link in mentee.get(seen_at).content.decode()


def test_lessons_are_in_the_copy_of_ones_own_data(cast: Cast, programme: Programme, suharti: Person) -> None:
    lesson = lesson_of(programme, cast.ayu, shared=True)
    copy_lesson(lesson, into=programme, by=suharti, now=NOW)
    [mine] = own_data(cast.ayu, now=NOW)["lessons"]
    assert (mine["title"], mine["is_copy"]) == (TEXT.title, False)
    assert own_data(cast.bram, now=NOW)["lessons"] == []
