"""HR files name potential mentors: only what fits is kept, the person is asked first, and may object (F-12, S-16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.talent import make_talent_file
from timbalik.audit.models import AuditEntry
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing
from timbalik.programmes.models import Nomination, Programme, Shortlist, ShortlistEntry
from timbalik.programmes.nominations import candidates
from timbalik.programmes.operations import submit_enrolment
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.enrolment import UnknownConcept
from timbalik.programmes.operations.ideas import NotAllowed
from timbalik.programmes.operations.nominations import answer_nomination, nominate
from timbalik.programmes.operations.programmes import close_programme
from timbalik.programmes.operations.shortlists import (
    NothingSought,
    NotOnShortlist,
    allow_shortlists,
    ask_from_shortlist,
    begin_shortlist,
    close_shortlist,
    end_shortlists,
    object_to_shortlists,
)
from timbalik.programmes.operations.talent import (
    Brought,
    NoFileWaiting,
    NothingSaid,
    TalentRowMissing,
    discard_talent_file,
    file_of,
    leave_talent_row,
    look_at_file,
    mend_talent_row,
    receive_talent_file,
    use_talent_file,
)
from timbalik.programmes.shortlists import entries_about, figures, listed, reasons
from timbalik.programmes.states import Asked, EnrolmentRole, ProgrammeState, Route
from timbalik.programmes.talent_files import TalentColumnsMissing
from timbalik.programmes.talent_people import Row

pytestmark = pytest.mark.usefixtures("content", "monday")
TOPIC = "membaca-dasbor"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])


@pytest.fixture
def shortlist(programme: Programme, cast: Cast) -> Shortlist:
    return begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)


def bring(shortlist: Shortlist, *rows: str) -> Brought:
    receive_talent_file(shortlist, make_talent_file(*rows), file_name="talenta.csv", now=NOW)
    return use_talent_file(shortlist, by=None, now=NOW)


def row_of(person: Person, certificate: str = "Tableau Desktop", taught: str = "", mark: str = "") -> str:
    return f"{person.staff_number};{certificate};{taught};{mark};5;1990-01-01;rajin"


def names(shortlist: Shortlist) -> list[tuple[str, bool]]:
    return [(one.person.full_name, one.is_strong) for one in listed(shortlist)]


def asked_marks(shortlist: Shortlist) -> list[bool]:
    return list(listed(shortlist).values_list("is_asked", flat=True))


def test_expertise_lists_and_communication_makes_it_strong_by_name_within(shortlist: Shortlist, cast: Cast) -> None:
    zaki, suharti = (make_person(cast.organisation, name) for name in ("Zaki", "Suharti"))
    bring(
        shortlist, row_of(zaki, mark="4"), row_of(suharti), row_of(cast.ayu, taught="Pelatihan K3"), row_of(cast.bram)
    )
    assert names(shortlist) == [
        ("Ayu Lestari", True),
        ("Zaki", True),
        ("Dr. Ir. H. Bram Wicaksono Hadiningrat", False),
        ("Suharti", False),
    ]


def test_reason_is_the_words_of_the_file(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu, "Tableau Desktop | SIM A | Brevet Pajak", "Membaca dasbor cabang", "4"))
    said = [(one.kind, one.words) for one in reasons(listed(shortlist).get().found)]
    assert said == [
        ("Sertifikat", "Tableau Desktop"),
        ("Pelatihan yang diberikan", "Membaca dasbor cabang"),
        ("Penilaian komunikasi", "4/5"),
    ]


def test_nothing_else_of_the_file_is_kept_not_even_until_it_is_used(shortlist: Shortlist, cast: Cast) -> None:
    receive_talent_file(
        shortlist,
        make_talent_file(row_of(cast.ayu, "Tableau | Menjahit", mark="1"), row_of(cast.bram, "Menjahit")),
        file_name="C:\\hr\\talenta.csv",
        now=NOW,
    )
    waiting_file = file_of(shortlist)
    assert [one.found for one in waiting_file.rows] == [(("certificate", TOPIC, "Tableau"),), ()]
    assert waiting_file.never == ["Penilaian Kinerja", "Tanggal Lahir"]
    assert waiting_file.not_needed == ["Catatan"]
    assert shortlist.file_name == "talenta.csv"
    use_talent_file(shortlist, by=cast.citra, now=NOW)
    shortlist.refresh_from_db()
    assert shortlist.rows is None
    assert [one.found for one in listed(shortlist)] == [[["certificate", TOPIC, "Tableau"]]]


def test_low_mark_counts_like_none(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu, mark="kurang"), row_of(cast.bram, mark=""))
    assert names(shortlist) == [("Ayu Lestari", False), ("Dr. Ir. H. Bram Wicaksono Hadiningrat", False)]
    assert all(len(one.found) == 1 for one in listed(shortlist))


def test_unknown_people_are_told_by_row_and_never_made(shortlist: Shortlist, cast: Cast) -> None:
    people = Person.objects.of(cast.organisation).count()
    receive_talent_file(
        shortlist,
        make_talent_file("X-99;Tableau;;;;;", row_of(cast.dian), row_of(cast.ayu)),
        file_name="a.csv",
        now=NOW,
    )
    assert [one.outcome for one in look_at_file(shortlist)] == [Row.NOT_FOUND, Row.NOT_FOUND, Row.LISTED]
    mend_talent_row(shortlist, row=2, who=cast.bram.email)
    leave_talent_row(shortlist, row=3)
    with pytest.raises(TalentRowMissing):
        mend_talent_row(shortlist, row=3, who="1")
    assert use_talent_file(shortlist, by=None, now=NOW) == Brought(2, 0, ())
    assert Person.objects.of(cast.organisation).count() == people
    with pytest.raises(NoFileWaiting):
        use_talent_file(shortlist, by=None, now=NOW)


def test_number_without_its_zeros_is_found_where_it_is_one_persons(shortlist: Shortlist, cast: Cast) -> None:
    person = make_person(cast.organisation, "Suharti", staff_number="00417")
    bring(shortlist, f"417;{'Tableau'};;;;;")
    assert listed(shortlist).get().person == person


def test_who_may_not_be_asked_stands_under_one_word_whatever_the_cause(programme: Programme, cast: Cast) -> None:
    enrolled, resting, objecting, high = (make_person(cast.organisation, name) for name in ("A", "B", "C", "D"))
    programme.mentor_levels = [1, 3]
    programme.save()
    for one in (enrolled, resting, objecting):
        Person.objects.of(cast.organisation).filter(pk=one.pk).update(level_rank=2)
    Person.objects.of(cast.organisation).filter(pk=high.pk).update(level_rank=8)
    make_invited(programme, enrolled, EnrolmentRole.MENTEE)
    restrict_processing(resting, by=resting, now=NOW)
    object_to_shortlists(objecting, by=objecting, now=NOW)
    shortlist = begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)
    rows = [row_of(one) for one in (enrolled, resting, objecting, high)]
    receive_talent_file(shortlist, make_talent_file(*rows), file_name="a.csv", now=NOW)
    assert {one.outcome for one in look_at_file(shortlist)} == {Row.NOT_USED}
    assert use_talent_file(shortlist, by=None, now=NOW) == Brought(0, 4, ())


def test_people_leave_the_list_when_something_changes(shortlist: Shortlist, programme: Programme, cast: Cast) -> None:
    suharti = make_person(cast.organisation, "Suharti")
    bring(shortlist, row_of(cast.ayu), row_of(cast.bram), row_of(suharti))
    restrict_processing(cast.ayu, by=cast.ayu, now=NOW)
    make_invited(programme, cast.bram, EnrolmentRole.MENTOR)
    erase_person(suharti, by=None, now=NOW)
    assert names(shortlist) == []
    assert not ShortlistEntry.objects.of(cast.organisation).filter(person=suharti).exists()


def test_person_is_asked_with_the_words_and_the_way_to_object(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu, "Tableau Desktop", mark="4"))
    ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    letters = waiting(cast.ayu)
    assert len(letters) == 1
    for words in ("Tableau Desktop", "Citra", "tidak terjadi apa-apa", "/saya/profil/calon-mentor/"):
        assert words in letters[0].text
    assert asked_marks(shortlist) == [True]


def test_no_and_silence_read_the_same_and_yes_makes_a_candidate(
    shortlist: Shortlist, programme: Programme, cast: Cast
) -> None:
    bring(shortlist, row_of(cast.ayu), row_of(cast.bram))
    asked = [ask_from_shortlist(shortlist, one, by=cast.citra, now=NOW) for one in (cast.ayu, cast.bram)]
    before = figures(shortlist), asked_marks(shortlist)
    answer_nomination(asked[0], yes=False, by=cast.ayu, now=NOW)
    assert (figures(shortlist), asked_marks(shortlist)) == before
    assert not candidates(programme).exists()
    answer_nomination(asked[1], yes=True, by=cast.bram, now=NOW)
    assert figures(shortlist).yes == 1
    assert [one.pk for one in candidates(programme)] == [cast.bram.pk]


def test_answer_to_a_colleague_holds_and_brings_no_second_letter(
    shortlist: Shortlist, programme: Programme, cast: Cast
) -> None:
    bring(shortlist, row_of(cast.ayu))
    row = nominate(programme, cast.ayu, good_at="Dasbor", example="Saya lihat.", by=cast.bram, now=NOW)
    answer_nomination(row, yes=False, by=cast.ayu, now=NOW)
    assert asked_marks(shortlist) == [False]
    made = ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    assert made.answer == Asked.NO
    assert len(waiting(cast.ayu)) == 1


def test_who_is_not_on_the_list_is_not_asked_and_nobody_asks_themselves(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.citra))
    for person in (cast.ayu, cast.citra, cast.dian):
        with pytest.raises(NotOnShortlist):
            ask_from_shortlist(shortlist, person, by=cast.citra, now=NOW)


def test_objection_ends_entries_and_questions_and_no_file_brings_them_back(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu))
    row = ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    assert entries_about(cast.ayu).count() == 1
    with pytest.raises(NotAllowed):
        object_to_shortlists(cast.ayu, by=cast.citra, now=NOW)
    object_to_shortlists(cast.ayu, by=cast.ayu, now=NOW)
    row.refresh_from_db()
    assert (row.answer, row.example) == (Asked.NO, "")
    assert not entries_about(cast.ayu).exists()
    bring(shortlist, row_of(cast.ayu))
    assert names(shortlist) == []
    allow_shortlists(cast.ayu, by=cast.ayu, now=NOW)
    bring(shortlist, row_of(cast.ayu))
    assert names(shortlist) == [("Ayu Lestari", False)]


def test_earlier_offers_count_only_where_the_notice_said_so(programme: Programme, cast: Cast) -> None:
    earlier = make_open_programme(cast.organisation, cast.citra, name="Angkatan lalu")
    enrolment = make_invited(earlier, cast.ayu, EnrolmentRole.MENTOR)
    submit_enrolment(enrolment, make_answers(), by=cast.ayu, now=NOW)
    shortlist = begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)
    assert earlier.notice.version == 2
    assert [str(one) for one in reasons(listed(shortlist).get().found)] == [
        "Ditawarkan di program sebelumnya: Melatih dua tim di Makassar (Membaca dasbor tanpa terkecoh)"
    ]
    earlier.notice = type(earlier.notice).objects.get(key=earlier.notice.key, version=1)
    earlier.save()
    assert names(begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)) == []


def test_what_a_list_needs(programme: Programme, shortlist: Shortlist, cast: Cast) -> None:
    for topics, days in (([], 30), ([f"t{n}" for n in range(9)], 30), ([TOPIC], 90)):
        with pytest.raises(NothingSought):
            begin_shortlist(programme, topics, keep_days=days, by=cast.citra, now=NOW)
    with pytest.raises(UnknownConcept):
        begin_shortlist(programme, ["tidak-ada"], by=cast.citra, now=NOW)
    for content, refusal in (
        (make_talent_file(row_of(cast.ayu), headers="a;b;c;d;e;f;g"), TalentColumnsMissing),
        (make_talent_file(), NothingSaid),
    ):
        with pytest.raises(refusal):
            receive_talent_file(shortlist, content, file_name="a.csv", now=NOW)
    receive_talent_file(shortlist, make_talent_file(row_of(cast.ayu)), file_name="a.csv", now=NOW)
    discard_talent_file(shortlist)
    with pytest.raises(NoFileWaiting):
        look_at_file(shortlist)
    programme.routes = []
    with pytest.raises(RouteClosed):
        begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)


def test_everything_ends_by_the_clock(shortlist: Shortlist, programme: Programme, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu), row_of(cast.bram))
    silent = ask_from_shortlist(shortlist, cast.ayu, by=cast.citra, now=NOW)
    agreed = ask_from_shortlist(shortlist, cast.bram, by=cast.citra, now=NOW)
    answer_nomination(agreed, yes=True, by=cast.bram, now=NOW)
    receive_talent_file(shortlist, make_talent_file(row_of(cast.ayu)), file_name="a.csv", now=NOW)
    end_shortlists(now=NOW + timedelta(hours=25))
    shortlist.refresh_from_db()
    assert shortlist.rows is None
    end_shortlists(now=NOW + timedelta(days=22))
    silent.refresh_from_db()
    agreed.refresh_from_db()
    assert (silent.example, bool(agreed.example)) == ("", True)
    assert end_shortlists(now=NOW + timedelta(days=31)) == 1
    assert not ShortlistEntry.objects.of(cast.organisation).exists()
    verbs = AuditEntry.objects.filter(verb__startswith="shortlist.").values_list("verb", flat=True)
    assert set(verbs) == {"shortlist.begun", "shortlist.file_used", "shortlist.closed"}


def test_list_goes_with_the_programme_and_by_hand(shortlist: Shortlist, programme: Programme, cast: Cast) -> None:
    close_shortlist(shortlist, by=cast.citra, now=NOW)
    again = begin_shortlist(programme, [TOPIC], by=cast.citra, now=NOW)
    bring(again, row_of(cast.ayu))
    ask_from_shortlist(again, cast.ayu, by=cast.citra, now=NOW)
    programme.state = ProgrammeState.RUNNING
    close_programme(programme, by=cast.citra, now=NOW)
    assert not Shortlist.objects.of(cast.organisation).exists()
    assert not Nomination.objects.of(cast.organisation).exists()


def test_how_many_have_no_data_is_hidden_where_few_are(shortlist: Shortlist, cast: Cast) -> None:
    bring(shortlist, row_of(cast.ayu))
    assert figures(shortlist).without is None
    people = [make_person(cast.organisation, f"Orang {number}") for number in range(12)]
    bring(shortlist, *[row_of(one, "Menjahit") for one in people[:6]])
    assert figures(shortlist).without == 9


def test_file_and_list_ask_the_database_as_often_for_60_as_for_2(shortlist: Shortlist, cast: Cast) -> None:
    asked = []
    for number in (2, 60):
        people = [make_person(cast.organisation, f"Suharti {number}-{place}") for place in range(number)]
        with CaptureQueriesContext(connection) as caught:
            bring(shortlist, *[row_of(one) for one in people])
            assert len([reasons(one.found) for one in listed(shortlist)]) == number
        asked.append(len(caught))
    assert asked[0] == asked[1]
