"""HR files too large for a request, and columns whose meaning somebody says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW
from tests.factories.talent import make_talent_file
from timbalik.audit.models import AuditEntry
from timbalik.journey.retention import end_what_is_over, overdue
from timbalik.people.importing.fields import Field
from timbalik.people.models.persons import Person
from timbalik.programmes import talent_tasks
from timbalik.programmes.models import Shortlist, ShortlistEntry
from timbalik.programmes.operations.shortlists import begin_shortlist, end_shortlists
from timbalik.programmes.operations.talent import (
    FileAtWork,
    NoFileWaiting,
    ask_to_use,
    discard_talent_file,
    file_of,
    fit_talent_file,
    mark_talent_failed,
    receive_talent_file,
)
from timbalik.programmes.states import Evidence, Route, TalentStep
from timbalik.programmes.talent_files import TalentColumnsMissing, TalentFile

pytestmark = pytest.mark.usefixtures("content")
SECRET = "Catatan rahasia"


@pytest.fixture
def shortlist(cast: Cast) -> Shortlist:
    programme = make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])
    return begin_shortlist(programme, ["membaca-dasbor"], by=None, now=NOW)


def row_of(person: Person) -> str:
    return f"{person.staff_number};Tableau Desktop, {SECRET};;4;5;1990-01-01;"


def left_to_the_worker(shortlist: Shortlist, *people: Person) -> Shortlist:
    content = make_talent_file(*[row_of(one) for one in people])
    receive_talent_file(shortlist, content, file_name="a.csv", now=NOW, most_at_once=1)
    return fresh(shortlist)


def fresh(shortlist: Shortlist) -> Shortlist:
    return Shortlist.everywhere.select_related("programme__organisation").get(pk=shortlist.pk)


def listed_on(shortlist: Shortlist) -> set[int]:
    return set(ShortlistEntry.everywhere.filter(shortlist=shortlist).values_list("person_id", flat=True))


def test_large_file_waits_for_the_worker_and_small_one_does_not(shortlist: Shortlist, cast: Cast) -> None:
    receive_talent_file(shortlist, make_talent_file(row_of(cast.ayu)), file_name="a.csv", now=NOW, most_at_once=1)
    assert (shortlist.step, len(file_of(shortlist).rows)) == ("", 1)

    held = left_to_the_worker(shortlist, cast.ayu, cast.bram)
    assert held.step == TalentStep.READING
    with pytest.raises(NoFileWaiting):
        file_of(held)
    with pytest.raises(FileAtWork):
        left_to_the_worker(held, cast.ayu)
    with pytest.raises(FileAtWork):
        ask_to_use(held)


def test_worker_keeps_what_fits_and_nothing_else(shortlist: Shortlist, cast: Cast) -> None:
    """The same as in a request; run twice, or after somebody discarded the file, it does nothing."""
    held = left_to_the_worker(shortlist, cast.ayu, cast.bram)
    talent_tasks.fit_file.func(held.pk)
    talent_tasks.fit_file.func(held.pk)

    read = fresh(held)
    assert read.step == ""
    rows = [(one.who, one.found) for one in file_of(read).rows]
    content = make_talent_file(*[row_of(one) for one in (cast.ayu, cast.bram)])
    receive_talent_file(fresh(shortlist), content, file_name="a.csv", now=NOW)
    assert rows == [(one.who, one.found) for one in TalentFile.unpacked(fresh(shortlist).rows or b"").rows]
    assert SECRET not in str(rows)

    discard_talent_file(fresh(shortlist))
    again = left_to_the_worker(fresh(shortlist), cast.ayu, cast.bram)
    discard_talent_file(fresh(again))
    assert fit_talent_file(again) is False
    assert fresh(again).rows is None


def test_worker_puts_people_on_the_list_once(shortlist: Shortlist, cast: Cast) -> None:
    held = left_to_the_worker(shortlist, cast.ayu, cast.bram)
    fit_talent_file(held)
    ask_to_use(fresh(held))
    with pytest.raises(FileAtWork):
        ask_to_use(fresh(held))
    talent_tasks.use_file.func(held.pk, cast.citra.pk)
    talent_tasks.use_file.func(held.pk, cast.citra.pk)

    done = fresh(held)
    assert listed_on(done) == {cast.ayu.pk, cast.bram.pk}
    assert (done.rows, done.step, done.counts["rows"], done.counts["missing"]) == (None, "", 2, 0)
    entry = AuditEntry.objects.get(verb="shortlist.file_used")
    assert (entry.channel, entry.facts["people"]) == ("task", 2)
    with pytest.raises(NoFileWaiting):
        ask_to_use(done)


def test_failure_keeps_nothing_that_was_not_read(shortlist: Shortlist, cast: Cast) -> None:
    held = left_to_the_worker(shortlist, cast.ayu, cast.bram)
    Shortlist.everywhere.filter(pk=held.pk).update(rows=b"no file")
    talent_tasks.fit_file.func(held.pk)
    assert (fresh(held).step, fresh(held).rows) == (TalentStep.FAILED, None)

    read = left_to_the_worker(fresh(held), cast.ayu, cast.bram)
    fit_talent_file(read)
    ask_to_use(fresh(read))
    mark_talent_failed(fresh(read))
    assert fresh(read).step == TalentStep.FAILED
    assert len(file_of(fresh(read)).rows) == 2


def test_what_waits_for_the_worker_is_forgotten_after_a_day(shortlist: Shortlist, cast: Cast) -> None:
    held = left_to_the_worker(shortlist, cast.ayu, cast.bram)
    end_shortlists(now=NOW + timedelta(hours=23))
    assert fresh(held).rows is not None
    late = NOW + timedelta(hours=25)
    assert overdue(cast.organisation, now=late)["shortlist_files"] == 1
    end_shortlists(now=late)
    assert (fresh(held).rows, fresh(held).step) == (None, "")
    assert "shortlist_files" not in overdue(cast.organisation, now=late)


def test_list_whose_days_are_over_is_told_and_ended(shortlist: Shortlist, cast: Cast) -> None:
    assert "shortlists" not in overdue(cast.organisation, now=NOW)
    late = NOW + timedelta(days=31)
    assert overdue(cast.organisation, now=late)["shortlists"] == 1
    end_what_is_over(cast.organisation, now=late)
    assert not Shortlist.objects.of(cast.organisation).exists()


def test_meaning_of_columns_can_be_said(shortlist: Shortlist, cast: Cast) -> None:
    rows = [f"{cast.ayu.staff_number};Tableau Desktop;Sangat Baik", f"{cast.bram.staff_number};Memasak;"]
    headers = "Kode Orang;Bisa Apa Saja;Penilaian Kinerja"
    with pytest.raises(TalentColumnsMissing) as missing:
        receive_talent_file(shortlist, make_talent_file(*rows, headers=headers), file_name="a.csv", now=NOW)
    assert missing.value.headers == ["Kode Orang", "Bisa Apa Saja"]

    chosen: dict[str, Field | Evidence | None] = {
        "kode orang": Field.STAFF_NUMBER,
        "Bisa Apa Saja": Evidence.SKILL,
        "Penilaian Kinerja": Evidence.COMMUNICATION,  # said or not, it is never read
    }
    content = make_talent_file(*rows, headers=headers)
    receive_talent_file(shortlist, content, file_name="a.csv", now=NOW, chosen=chosen)
    file = file_of(shortlist)
    assert [bool(one.found) for one in file.rows] == [True, False]
    assert file.never == ["Penilaian Kinerja"]
    assert "Baik" not in str(file.rows)


def test_known_column_can_be_left_out(shortlist: Shortlist, cast: Cast) -> None:
    chosen: dict[str, Field | Evidence | None] = {"Nilai Komunikasi": None}
    receive_talent_file(shortlist, make_talent_file(row_of(cast.ayu)), file_name="a.csv", now=NOW, chosen=chosen)
    assert {kind for one in file_of(shortlist).rows for kind, _key, _words in one.found} == {Evidence.CERTIFICATE}
    assert "Nilai Komunikasi" in file_of(shortlist).not_needed
