"""Pairs decided outside: every row gets its verdict, good ones become decisions, and nothing else is lost."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio, many
from tests.factories.people import make_line, make_person
from timbalik.lib.spreadsheets.writing import write_csv, write_xlsx
from timbalik.matching.errors import ArrangementChanged, NothingToImport, ReasonMissing, RoundNotOpen
from timbalik.matching.models import Override, PairSheet, Proposal, Round
from timbalik.matching.operations import open_round, override_pair, send_proposals, solve_round
from timbalik.matching.operations.pair_sheets import (
    check_sheet,
    import_pairs,
    leave_out_row,
    mend_row,
    receive_sheet,
    rows_of,
    swap_row,
)
from timbalik.matching.pair_files import header
from timbalik.matching.pair_files import rows_of as rows_out
from timbalik.matching.sheets import HeadersMissing, SheetRow, read_sheet
from timbalik.matching.states import OverrideKind, ProposalState
from timbalik.people.operations import add_avoidance


def file_of(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join(lines).encode())


def codes(round_: Round, *rows: tuple[str, str]) -> list[str]:
    found = check_sheet(round_, [SheetRow(number, *row) for number, row in enumerate(rows, 2)])
    return [one.code for one in found.verdicts]


def pairs(round_: Round) -> set[tuple[int, int]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return set(rows.values_list("mentor_id", "mentee_id"))


@pytest.mark.parametrize(
    "headers",
    [
        "Mentor;Mentee;Alasan",
        "NIK Mentor;NIK Mentee;Reason",
        "Mentor staff number;Mentee staff number;Notes",
        "Nama Mentor;Nama Mentee;Keterangan",
        "Mentor Email;Surel Mentee;Catatan",
    ],
)
def test_headers_in_both_languages_are_found_below_a_title(headers: str) -> None:
    rows = read_sheet(file_of("Pasangan angkatan 4", "", headers, "00417;00088;Sekota", ";;", ";00099;"), name="p.csv")
    assert [(one.mentor, one.mentee, one.reason) for one in rows] == [("00417", "00088", "Sekota"), ("", "00099", "")]


def test_number_is_trusted_before_the_name_and_other_columns_stay_behind() -> None:
    rows = read_sheet(
        file_of(
            "Mentor;No Mentor;Manfaat bagi mentor;Mentee;Unit mentee",
            "Rangga;007;88;Endang;Ritel",
            "Hafizh;;1;3201010101010001;",
        ),
        name="p.csv",
    )
    assert [(one.mentor, one.mentee) for one in rows] == [("007", "Endang"), ("Hafizh", "*" * 16)]


def test_file_without_the_two_headers_is_refused() -> None:
    with pytest.raises(HeadersMissing):
        read_sheet(file_of("Nama;Unit", "Rangga;TI"), name="p.csv")


def test_workbook_is_read_as_well() -> None:
    content = write_xlsx(["Mentor", "Mentee"], [["Rangga", "Endang"]])
    assert read_sheet(io.BytesIO(content), name="p.xlsx")[0].mentor == "Rangga"


def test_each_row_gets_its_verdict(studio: Studio, now: datetime) -> None:
    rangga = studio.mentor("Rangga Saputra")
    studio.mentor("Hafizh")
    endang = studio.mentee("Endang")
    studio.mentee("Lukas")
    studio.mentee("Budi", staff_number="A1")
    studio.mentee("Budi", staff_number="A2")
    make_person(studio.organisation, "Suharti")
    make_line(endang.person, rangga.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert codes(round_, ("Rangga Saputra", "Lukas")) == ["ok"]
    assert codes(round_, ("Rangga Saputra", "Endang")) == ["rule"]
    assert codes(round_, ("Rangga Saputr", "Lukas")) == ["unknown"]
    assert codes(round_, ("", "Lukas")) == ["empty"]
    assert codes(round_, ("Hafizh", "Budi")) == ["ambiguous"]
    assert codes(round_, ("Hafizh", "A2")) == ["ok"]
    assert codes(round_, ("Hafizh", "Suharti")) == ["not_enrolled"]
    assert codes(round_, ("Lukas", "Hafizh")) == ["other_role"]
    assert codes(round_, ("Hafizh", "Lukas"), ("HAFIZH", "lukas")) == ["ok", "twice"]
    assert codes(round_, ("Hafizh", "Lukas"), ("Rangga Saputra", "Lukas")) == ["ok", "full"]


def test_somebody_on_leave_and_a_private_wish_are_refused_without_telling(studio: Studio, now: datetime) -> None:
    rangga, endang = studio.mentor("Rangga"), studio.mentee("Endang")
    away = studio.mentee("Lukas")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    away.person.employment = "on_leave"
    away.person.save(update_fields=["employment"])
    add_avoidance(endang.person, rangga.person, by=endang.person, now=now)

    found = check_sheet(round_, [SheetRow(2, "Rangga", "Lukas"), SheetRow(3, "Rangga", "Endang")])
    assert [(one.code, one.rule) for one in found.verdicts] == [("not_here", ""), ("rule", "avoid")]


def test_good_rows_become_decisions_and_earlier_ones_stay(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    present = sorted(pairs(round_))
    people = {one.pk: one for one in studio.programme.enrolments.select_related("person")}
    first, second, third = present[:3]
    override_pair(
        round_,
        mentor=people[first[0]],
        mentee=people[first[1]],
        kind=OverrideKind.LOCK,
        reason="Tetap",
        by=studio.coordinator,
        now=now,
    )
    rows = [
        SheetRow(2, people[second[0]].person.full_name, people[third[1]].person.full_name, "Diminta keduanya"),
        SheetRow(3, people[third[0]].person.full_name, people[second[1]].person.full_name),
        SheetRow(4, people[first[0]].person.full_name, people[first[1]].person.full_name),
        SheetRow(5, "Entah Siapa", people[second[1]].person.full_name),
    ]
    checked = check_sheet(round_, rows)
    assert [one.code for one in checked.verdicts] == ["ok", "ok", "kept", "unknown"]

    done = import_pairs(round_, rows, reason="Rapat direksi", by=studio.coordinator, now=now, version=round_.version)

    assert (done.pairs, done.left_out, done.price) == (2, 1, checked.loss)
    assert {(second[0], third[1]), (third[0], second[1]), first} <= pairs(round_)
    kept = {(one.mentor_id, one.mentee_id): one for one in Override.objects.of(studio.organisation)}
    assert kept[second[0], third[1]].reason == "Diminta keduanya"
    assert kept[third[0], second[1]].reason == "Rapat direksi"
    assert kept[first].kind == OverrideKind.LOCK
    assert sum(one.price_hundredths for one in kept.values() if one.kind == OverrideKind.FORCE) == done.price


def test_everybody_decided_outside_makes_the_whole_round(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    table = list(rows_out(round_, viewer=studio.coordinator, language="en"))
    content = write_csv(header(), table)
    rows = read_sheet(io.BytesIO(content), name="pairs.csv")
    assert codes(round_, *((one.mentor, one.mentee) for one in rows)) == ["ok"] * 6

    before = pairs(round_)
    assert import_pairs(round_, rows, reason="Sudah", by=studio.coordinator, now=now).price == 0
    assert pairs(round_) == before
    assert Override.objects.of(studio.organisation).count() == 6


def test_another_arrangement_than_the_one_seen_is_not_written_over(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    rows = [SheetRow(2, "Mentor 0", "Mentee 0", "Ya")]
    seen = round_.version
    solve_round(Round.objects.of(studio.organisation).get(pk=round_.pk), by=studio.coordinator, now=now)
    with pytest.raises(ArrangementChanged):
        import_pairs(round_, rows, reason="", by=studio.coordinator, now=now, version=seen)
    with pytest.raises(ReasonMissing):
        import_pairs(round_, [SheetRow(2, "Mentor 0", "Mentee 0")], reason=" ", by=studio.coordinator, now=now)
    with pytest.raises(NothingToImport):
        import_pairs(round_, [SheetRow(2, "Entah", "Mentee 0", "Ya")], reason="", by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    with pytest.raises(RoundNotOpen):
        import_pairs(round_, rows, reason="", by=studio.coordinator, now=now)
    assert not Override.objects.of(studio.organisation).exists()


def test_rows_are_mended_and_sheets_forgotten_after_a_day(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    lines = ("Mentor;Mentee", "Mentee 0;Mentor 0", "Entah;Mentee 0", "X;Y")
    sheet = receive_sheet(round_, file_of(*lines), file_name="..\\berkas/p.csv", by=studio.coordinator, now=now)
    assert sheet.file_name == "p.csv"
    swap_row(sheet, row=2)
    mend_row(sheet, row=3, side="mentor", text="  Mentor   0 ")
    leave_out_row(sheet, row=4)
    sheet.refresh_from_db()
    assert [(one.mentor, one.mentee) for one in rows_of(sheet)] == [("Mentor 0", "Mentee 0")] * 2

    later = now + timedelta(hours=25)
    receive_sheet(round_, file_of(*lines), file_name="q.csv", by=studio.coordinator, now=later)
    assert [one.file_name for one in PairSheet.objects.of(studio.organisation)] == ["q.csv"]
