"""What an import writes, and what it never does."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest

from tests.cast import Cast
from tests.factories.people import make_line, make_organisation, make_person, make_unit
from tests.lib.spreadsheets.files import workbook
from tests.people.importing.files import SUCCESS_FACTORS, TALENTA, hr_analytics
from timbalik.audit.models import AuditEntry
from timbalik.people.importing.batches import BatchClosed, problems_of_batch
from timbalik.people.importing.fields import Field
from timbalik.people.importing.gaps import Missing
from timbalik.people.importing.leavers import decide_leaver
from timbalik.people.importing.operations import (
    FieldMissing,
    Imported,
    NobodyReady,
    check_people_file,
    finish_import,
    import_people,
    start_import,
)
from timbalik.people.importing.problems import Code
from timbalik.people.importing.uploads import (
    choose_fields,
    discard_people_file,
    forget_old_files,
    leave_out_row,
    mend_cell,
    receive_people_file,
)
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.structure import ReportingLine, Unit, UnitMembership
from timbalik.people.signals import people_imported
from timbalik.people.states import Employment, ImportScope, ImportState, LeaverDecision, LineKnowledge


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


def bring_in(
    organisation: Organisation,
    content: str | bytes,
    *,
    now: datetime,
    scope: str = ImportScope.PARTIAL,
    by: Person | None = None,
    dry_run: bool = False,
) -> Imported:
    is_text = isinstance(content, str)
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    name = "staf.csv" if is_text else "staf.xlsx"
    return import_people(organisation, source, file_name=name, by=by, now=now, scope=scope, dry_run=dry_run)


def upload(organisation: Organisation, content: str, *, now: datetime, scope: str = ImportScope.PARTIAL) -> ImportBatch:
    return receive_people_file(
        organisation, io.BytesIO(content.encode()), file_name="staf.csv", by=None, now=now, scope=scope
    )


def people(organisation: Organisation) -> dict[str, Person]:
    return {person.staff_number: person for person in Person.objects.of(organisation).select_related("unit")}


def present_lines(organisation: Organisation) -> set[tuple[str, str, str]]:
    lines = ReportingLine.objects.of(organisation).filter(valid_until__isnull=True)
    return set(lines.values_list("person__staff_number", "manager__staff_number", "kind"))


def test_import_creates_persons_units_and_lines(organisation: Organisation, now: datetime) -> None:
    done = bring_in(organisation, TALENTA, now=now)

    assert done.counts["created"] == 3
    ayu = people(organisation)["KN-0042"]
    assert (ayu.full_name, ayu.email, ayu.position) == (
        "Ni Luh Putu Ayu Cahyani Maharani",
        "ayu@kirana.example",
        "Analis",
    )
    assert (ayu.level_name, ayu.level_rank, ayu.site, ayu.time_zone) == ("2", 2, "Denpasar", "Asia/Makassar")
    assert (str(ayu.unit), ayu.joined_on, ayu.line_knowledge) == ("Ritel", date(2023, 8, 15), LineKnowledge.KNOWN)
    assert present_lines(organisation) == {("KN-0042", "KN-0017", "manager"), ("KN-0043", "KN-0017", "manager")}
    assert people(organisation)["KN-0017"].line_knowledge == LineKnowledge.UNKNOWN
    assert UnitMembership.objects.of(organisation).filter(valid_from=date(2026, 11, 23)).count() == 3


def test_success_factors_file_is_imported_with_its_top_and_its_leaver(
    organisation: Organisation, now: datetime
) -> None:
    bring_in(organisation, workbook(SUCCESS_FACTORS), now=now)

    found = people(organisation)
    assert {number: person.line_knowledge for number, person in found.items()} == {
        "000101": LineKnowledge.TOP,
        "000102": LineKnowledge.KNOWN,
        "000103": LineKnowledge.KNOWN,
    }
    assert found["000103"].employment == Employment.LEFT
    assert str(Unit.objects.of(organisation).get(name="Pemasaran").parent) == "Komersial"


def test_same_file_again_changes_nothing(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, TALENTA, now=now)
    before = [
        sorted(model.objects.of(organisation).values_list()) for model in (Person, Unit, UnitMembership, ReportingLine)
    ]

    done = bring_in(organisation, TALENTA, now=now + timedelta(days=1))

    after = [
        sorted(model.objects.of(organisation).values_list()) for model in (Person, Unit, UnitMembership, ReportingLine)
    ]
    assert (before, done.counts["created"], done.counts["changed"], done.counts["unchanged"]) == (after, 0, 0, 3)


def test_later_file_moves_people_and_ends_what_no_longer_holds(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, "NIP,Nama,Unit,Atasan\n1,Suharti,Direksi,\n2,Ayu,Ritel,1\n3,Bram,Ritel,1\n", now=now)

    bring_in(organisation, "NIP,Nama,Unit,Atasan\n2,Ayu Lestari,Digital,3\n", now=now + timedelta(days=30))

    assert (people(organisation)["2"].full_name, str(people(organisation)["2"].unit)) == ("Ayu Lestari", "Digital")
    assert present_lines(organisation) == {("2", "3", "manager"), ("3", "1", "manager")}
    memberships = UnitMembership.objects.of(organisation).filter(person__staff_number="2").order_by("valid_from")
    assert list(memberships.values_list("unit__name", "valid_from", "valid_until")) == [
        ("Ritel", date(2026, 11, 23), date(2026, 12, 23)),
        ("Digital", date(2026, 12, 23), None),
    ]


def test_empty_cells_erase_nothing(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, TALENTA, now=now)

    bring_in(organisation, "NIP,Nama,Email,Unit,Atasan\nKN-0042,,-,,\n", now=now)

    ayu = people(organisation)["KN-0042"]
    assert (ayu.full_name, ayu.email, str(ayu.unit)) == (
        "Ni Luh Putu Ayu Cahyani Maharani",
        "ayu@kirana.example",
        "Ritel",
    )
    assert ("KN-0042", "KN-0017", "manager") in present_lines(organisation)


def test_person_without_manager_ends_the_line(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, TALENTA, now=now)

    bring_in(organisation, "NIP,Manager\nKN-0042,NO_MANAGER\n", now=now)

    assert people(organisation)["KN-0042"].line_knowledge == LineKnowledge.TOP
    assert present_lines(organisation) == {("KN-0043", "KN-0017", "manager")}


def test_swapped_addresses_come_in(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, "NIP,Email\n1,a@kirana.example\n2,b@kirana.example\n", now=now)

    bring_in(organisation, "NIP,Email\n1,b@kirana.example\n2,a@kirana.example\n", now=now)

    assert {number: person.email for number, person in people(organisation).items()} == {
        "1": "b@kirana.example",
        "2": "a@kirana.example",
    }


def test_file_nobody_shaped_for_us_comes_in_whole_and_says_what_it_lacks(
    organisation: Organisation, now: datetime
) -> None:
    done = bring_in(organisation, hr_analytics(people=300), now=now)

    assert (done.counts["read"], done.counts["created"], done.checked.problems) == (300, 300, [])
    assert {gap.missing for gap in done.gaps if gap.is_whole} == {
        Missing.NAMES,
        Missing.ADDRESSES,
        Missing.LINES,
        Missing.ZONES,
    }
    assert not Person.objects.of(organisation).exclude(line_knowledge=LineKnowledge.UNKNOWN).exists()
    assert Person.objects.of(organisation).earliest("pk").display_name.isdigit()


def test_dry_run_writes_nothing(organisation: Organisation, now: datetime) -> None:
    done = bring_in(organisation, TALENTA, now=now, dry_run=True)

    assert (done.batch, done.counts["new"], done.counts["ready"]) == (None, 3, 3)
    assert not Person.objects.of(organisation).exists()
    assert not ImportBatch.objects.of(organisation).exists()


def test_no_value_of_a_private_column_is_ever_written(organisation: Organisation, now: datetime) -> None:
    canaries = ("95000000", "Hindu", "12/05/1968", "3174012345678901", "K/1", "0852")
    batch = upload(
        organisation, TALENTA + ",Tanpa Nomor,,,,,,,,,1/1/1990,Hindu,K/1,95000000,-,0852,3174012345678901\n", now=now
    )
    stored = ImportBatch.objects.of(organisation).get(pk=batch.pk)
    check_people_file(batch, now=now)
    done = finish_import(start_import(batch, by=None, now=now), now=now)

    from timbalik.people.importing.batches import rows_of

    kept = str(rows_of(stored)) + str(stored.mapping) + str(stored.problems) + bytes(done.rejected or b"").decode()
    assert "Tanpa Nomor" in kept
    assert [canary for canary in canaries if canary in kept] == []
    assert {one["header"] for one in stored.dropped_columns} >= {"Religion", "Basic Salary", "Citizen ID", "Birth Date"}


def test_rejected_rows_are_given_back_and_can_be_mended_and_imported(organisation: Organisation, now: datetime) -> None:
    done = bring_in(organisation, "NIP,Nama,Gaji\n1,Ayu,9\n,Bram,8\n1,Citra,7\n", now=now)
    text = done.rejected.decode("utf-8-sig")
    assert (done.counts["created"], text.count("\r\n"), "Gaji" in text) == (1, 3, False)

    lines = text.split("\r\n")
    assert [line.rsplit(",", 2)[1:] for line in lines[1:3]] == [["", "Bram"], ["1", "Citra"]]
    lines[1] = lines[1].replace(",,Bram", ",2,Bram")
    again = bring_in(organisation, "\r\n".join(lines[:2]), now=now)

    assert (again.counts["created"], people(organisation)["2"].full_name) == (1, "Bram")


def test_full_file_proposes_the_absent_and_somebody_decides(
    organisation: Organisation, now: datetime, citra: Person
) -> None:
    bring_in(organisation, "NIP,Nama\n1,Ayu\n2,Bram\n3,Dewi\n", now=now)

    done = bring_in(organisation, "NIP,Nama\n1,Ayu\n,Tanpa Nomor\n", now=now, scope=ImportScope.FULL)

    proposals = ProposedLeaver.objects.of(organisation).order_by("person__staff_number")
    assert ([one.person.staff_number for one in proposals], done.counts["absent"]) == (["2", "3"], 2)
    assert {person.employment for person in people(organisation).values()} == {Employment.ACTIVE}

    decide_leaver(proposals[0], has_left=True, by=None, now=now)
    decide_leaver(proposals[1], has_left=False, by=None, now=now)
    decide_leaver(proposals[0], has_left=False, by=None, now=now)

    assert {number: person.employment for number, person in people(organisation).items()} == {
        "1": Employment.ACTIVE,
        "2": Employment.LEFT,
        "3": Employment.ACTIVE,
    }
    assert set(proposals.values_list("decision", flat=True)) == {LeaverDecision.LEFT, LeaverDecision.STAYED}


def test_partial_file_removes_nobody(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, TALENTA, now=now)

    bring_in(organisation, "NIP,Nama\nKN-0017,Suharti\n", now=now)

    assert not ProposedLeaver.objects.of(organisation).exists()
    assert {person.employment for person in people(organisation).values()} == {Employment.ACTIVE}


def test_absent_person_is_proposed_once_and_withdrawn_on_return(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, "NIP,Nama\n1,Ayu\n2,Bram\n", now=now)
    for _ in range(2):
        bring_in(organisation, "NIP,Nama\n1,Ayu\n", now=now, scope=ImportScope.FULL)
    assert ProposedLeaver.objects.of(organisation).count() == 1

    bring_in(organisation, "NIP,Nama\n1,Ayu\n2,Bram\n", now=now, scope=ImportScope.FULL)

    assert ProposedLeaver.objects.of(organisation).get().decision == LeaverDecision.STAYED


def test_guests_and_people_without_a_number_are_not_proposed_as_left(organisation: Organisation, now: datetime) -> None:
    make_person(organisation, "Tamu", is_guest=True)
    make_person(organisation, "Pengelola", staff_number="")

    bring_in(organisation, "NIP,Nama\n1,Ayu\n", now=now, scope=ImportScope.FULL)

    assert not ProposedLeaver.objects.of(organisation).exists()


def test_status_left_ends_lines_and_sessions(cast: Cast, now: datetime) -> None:
    make_line(cast.ayu, cast.bram)

    bring_in(cast.organisation, f"NIP,Status,Tanggal Resign\n{cast.ayu.staff_number},Resign,2026-11-20\n", now=now)

    cast.ayu.refresh_from_db()
    assert (cast.ayu.employment, cast.ayu.left_on) == (Employment.LEFT, date(2026, 11, 20))
    assert cast.ayu.account is not None
    assert not cast.ayu.account.is_active
    assert present_lines(cast.organisation) == set()


def test_person_who_left_comes_back_only_when_the_file_says_so(organisation: Organisation, now: datetime) -> None:
    make_person(organisation, "Ayu", staff_number="1", employment=Employment.LEFT, left_on=date(2026, 1, 1))

    done = bring_in(organisation, "NIP,Nama\n1,Ayu\n", now=now)
    assert (list(done.checked.codes()), people(organisation)["1"].employment) == ([Code.KNOWN_AS_LEFT], Employment.LEFT)

    bring_in(organisation, "NIP,Nama,Status\n1,Ayu,Aktif\n", now=now)
    assert (people(organisation)["1"].employment, people(organisation)["1"].left_on) == (Employment.ACTIVE, None)


def test_two_organisations_with_the_same_numbers_never_mix(cast: Cast, now: datetime) -> None:
    theirs = make_person(cast.elsewhere, "Orang Lain", staff_number="KN-0042", email="ayu@kirana.example")
    make_unit(cast.elsewhere, "Ritel")

    bring_in(cast.organisation, TALENTA, now=now)

    theirs.refresh_from_db()
    assert (theirs.full_name, theirs.unit) == ("Orang Lain", None)
    assert people(cast.organisation)["KN-0042"].pk != theirs.pk


def test_unit_names_differing_in_case_are_one_unit(organisation: Organisation, now: datetime) -> None:
    make_unit(organisation, "Ritel")

    bring_in(organisation, "NIP,Unit\n1,RITEL\n2,ritel\n", now=now)

    assert list(Unit.objects.of(organisation).values_list("name", flat=True)) == ["Ritel"]


def test_units_that_contain_each_other_are_not_nested(organisation: Organisation, now: datetime) -> None:
    bring_in(organisation, "NIP,Department,Division\n1,A,B\n2,B,A\n3,C,C\n", now=now)

    parents = dict(Unit.objects.of(organisation).values_list("name", "parent__name"))
    assert parents == {"A": "B", "B": None, "C": None}


def test_import_is_announced_after_commit_and_recorded_without_names(
    organisation: Organisation, now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[dict[str, object]] = []

    def listener(**told: object) -> None:
        heard.append(told)

    people_imported.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            done = bring_in(organisation, TALENTA, now=now)
            assert heard == []
    finally:
        people_imported.disconnect(listener)

    assert [(one["organisation"], one["batch"]) for one in heard] == [(organisation, done.batch)]
    entry = AuditEntry.objects.get(verb="people.imported")
    assert entry.facts == {"read": 3, "created": 3, "changed": 0, "unchanged": 0, "rejected": 0, "absent": 0}


# --- A batch on its way ----------------------------------------------------------------------------------------------


def test_batch_goes_from_upload_over_mends_to_the_import(organisation: Organisation, now: datetime) -> None:
    batch = upload(
        organisation,
        "NIP,Nama,Email,Lokasi\n1,Ayu,ayu@kirana\n,Bram,bram@kirana.example,Jaypura\n3,Dewi,,Jaypura\n",
        now=now,
    )
    check_people_file(batch, now=now)
    batch.refresh_from_db()
    assert [one.code for one in problems_of_batch(batch)] == [
        Code.STAFF_NUMBER_MISSING,
        Code.EMAIL_INVALID,
        Code.SITE_UNKNOWN,
    ]

    mend_cell(batch, row=2, field=Field.EMAIL, value="ayu@kirana.example")
    mend_cell(batch, row=3, field=Field.SITE, value="Jayapura", everywhere=True)
    leave_out_row(batch, row=3)
    checked = check_people_file(batch, now=now)
    assert (checked.problems, checked.left_out) == ([], {3})
    batch.refresh_from_db()
    done = finish_import(start_import(batch, by=None, now=now), now=now)

    assert {number: person.time_zone for number, person in people(organisation).items()} == {
        "1": "Asia/Jakarta",
        "3": "Asia/Jayapura",
    }
    assert (done.state, done.rows, done.problems, done.mapping["samples"]) == (ImportState.APPLIED, None, [], {})
    assert "Bram" in bytes(done.rejected or b"").decode("utf-8-sig")


def test_column_taken_out_of_the_mapping_is_gone_at_once(organisation: Organisation, now: datetime) -> None:
    batch = upload(organisation, "NIP,Nama,Departemen\n1,Ayu,Ritel\n", now=now)

    batch = choose_fields(batch, {Field.FULL_NAME: None, Field.UNIT: Field.SITE}, now=now)

    from timbalik.people.importing.batches import rows_of

    assert rows_of(batch).rows == [(2, ("1", "Ritel"))]
    assert [one["field"] for one in batch.mapping["columns"]] == ["staff_number", "site"]
    assert batch.mapping["samples"] == {"staff_number": ["1"], "site": ["Ritel"]}
    assert batch.dropped_columns == [{"header": "Nama", "reason": "unchosen", "hint": "full_name"}]


def test_file_without_a_staff_number_cannot_be_checked(organisation: Organisation, now: datetime) -> None:
    with pytest.raises(FieldMissing) as refused:
        check_people_file(upload(organisation, "Nama\nAyu\n", now=now), now=now)

    assert refused.value.field == Field.STAFF_NUMBER


def test_batch_is_imported_once(organisation: Organisation, now: datetime) -> None:
    batch = upload(organisation, TALENTA, now=now)
    with pytest.raises(BatchClosed):
        start_import(batch, by=None, now=now)
    check_people_file(batch, now=now)
    begun = start_import(batch, by=None, now=now)
    with pytest.raises(BatchClosed):
        start_import(batch, by=None, now=now)
    finish_import(begun, now=now)
    again = finish_import(begun, now=now + timedelta(hours=1))

    assert (again.finished_at, Person.objects.of(organisation).count()) == (now, 3)
    for act in (
        lambda: check_people_file(batch, now=now),
        lambda: mend_cell(batch, row=2, field=Field.EMAIL, value=""),
        lambda: discard_people_file(batch, by=None, now=now),
    ):
        with pytest.raises(BatchClosed):
            act()


def test_discarded_and_old_files_are_forgotten(organisation: Organisation, now: datetime) -> None:
    discarded, old, recent = (upload(organisation, TALENTA, now=now - timedelta(hours=hours)) for hours in (0, 25, 23))
    rejected = bring_in(organisation, "NIP,Nama\n1,Ayu\n,B\n", now=now - timedelta(days=8)).batch
    assert rejected is not None

    discard_people_file(discarded, by=None, now=now)
    assert forget_old_files(organisation, now=now) == 2

    states = {batch.pk: (batch.state, batch.rows is None) for batch in ImportBatch.objects.of(organisation)}
    assert states == {
        discarded.pk: (ImportState.DISCARDED, True),
        old.pk: (ImportState.DISCARDED, True),
        recent.pk: (ImportState.UPLOADED, False),
        rejected.pk: (ImportState.APPLIED, True),
    }
    rejected.refresh_from_db()
    assert rejected.rejected is None


def test_file_where_every_row_is_rejected_is_refused(organisation: Organisation, now: datetime) -> None:
    with pytest.raises(NobodyReady):
        bring_in(organisation, "NIP,Nama\n,Ayu\n", now=now)
