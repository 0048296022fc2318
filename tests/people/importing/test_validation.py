from collections.abc import Sequence
from datetime import date

import pytest

from tests.people.importing.files import rows_of
from timbalik.people.importing.checked import Checked, KnownPerson
from timbalik.people.importing.fields import Field as F  # noqa: N817 - one letter keeps the tables below readable
from timbalik.people.importing.problems import Code, Problem, Severity
from timbalik.people.importing.validation import check

TODAY = date(2026, 11, 23)


def checked(fields: Sequence[F], *rows: Sequence[str], known: Sequence[KnownPerson] = ()) -> Checked:
    return check(rows_of(fields, *rows), known, today=TODAY)


def told(result: Checked) -> list[tuple[int, Code]]:
    return [(one.row, one.code) for one in result.problems]


def test_row_is_read_whole() -> None:
    fields = [
        F.STAFF_NUMBER,
        F.FULL_NAME,
        F.TITLE_AFTER,
        F.EMAIL,
        F.SITE,
        F.LEVEL,
        F.JOINED_ON,
        F.EMPLOYMENT,
        F.SALUTATION,
    ]
    result = checked(
        fields,
        [
            "0017",
            "Suharti",
            "Ir., M.M.",
            "Suharti@Kirana.example ",
            "KC Makassar",
            "III/a",
            "24 Mei 2019",
            "Cuti",
            "Ibu",
        ],
    )

    person = result.ready[0]
    assert result.problems == []
    assert (person.full_name, person.email, person.time_zone) == (
        "Ir. Suharti, M.M.",
        "suharti@kirana.example",
        "Asia/Makassar",
    )
    assert (person.level_rank, person.joined_on, person.employment, person.salutation) == (
        31,
        date(2019, 5, 24),
        "on_leave",
        "Bu",
    )


def test_person_may_have_nothing_but_a_number() -> None:
    result = checked([F.STAFF_NUMBER, F.FULL_NAME, F.EMAIL], ["7", "", ""])

    assert (told(result), result.ready[0].full_name) == ([], "")


@pytest.mark.parametrize(
    ("field", "text", "code", "suggestion"),
    [
        (F.EMAIL, "rizky@kirana", Code.EMAIL_INVALID, "rizky@kirana.example"),
        (F.EMAIL, "rizky@kirana,example", Code.EMAIL_INVALID, "rizky@kirana.example"),
        (F.EMAIL, "rizky", Code.EMAIL_INVALID, None),
        (F.EMAIL, "x@namacompany.com", Code.EMAIL_DUMMY, ""),
        (F.JOINED_ON, "31/02/2024", Code.DATE_NOT_ON_CALENDAR, None),
        (F.JOINED_ON, "lama sekali", Code.DATE_INVALID, None),
        (F.JOINED_ON, "01/01/1900", Code.DATE_UNLIKELY, None),
        (F.SITE, "Jaypura", Code.SITE_UNKNOWN, "Jayapura"),
        (F.SITE, "Gedung Merah", Code.SITE_UNKNOWN, None),
        (F.TIME_ZONE, "Waktu Bagian Tengah", Code.TIME_ZONE_UNKNOWN, None),
        (F.EMPLOYMENT, "mungkin", Code.EMPLOYMENT_UNKNOWN, None),
        (F.SALUTATION, "Yang Mulia", Code.SALUTATION_UNKNOWN, None),
        (F.LANGUAGE, "Klingon", Code.LANGUAGE_UNKNOWN, None),
        (F.MANAGER, "10988", Code.MANAGER_UNKNOWN, None),
        (F.MANAGER, "2", Code.MANAGER_IS_SELF, ""),
        (F.APPRAISER, "2", Code.MANAGER_IS_SELF, ""),
        (F.UNIT, "#REF!", Code.FORMULA_ERROR, None),
        (F.FULL_NAME, "RenÃ©e", Code.GARBLED, None),
        (F.POSITION, "x" * 201, Code.TEXT_TOO_LONG, None),
    ],
)
def test_value_that_cannot_be_used_is_told_and_its_row_comes_in(
    field: F, text: str, code: Code, suggestion: str | None
) -> None:
    columns = [F.STAFF_NUMBER, F.EMAIL, field] if field != F.EMAIL else [F.STAFF_NUMBER, F.EMAIL]
    rows = [["1", "ayu@kirana.example", ""], ["2", text if field == F.EMAIL else "", text]]
    result = checked(columns, *(row[: len(columns)] for row in rows))

    assert [(one.row, one.field, one.code, one.suggestion) for one in result.problems] == [(3, field, code, suggestion)]
    assert len(result.ready) == 2


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        ("", "Ayu", Code.STAFF_NUMBER_MISSING),
        ("1,23E+05", "Ayu", Code.STAFF_NUMBER_MANGLED),
        ("9" * 61, "Ayu", Code.STAFF_NUMBER_TOO_LONG),
        ("1", "A" * 201, Code.NAME_TOO_LONG),
    ],
)
def test_row_that_cannot_come_in_is_rejected(number: str, name: str, code: Code) -> None:
    result = checked([F.STAFF_NUMBER, F.FULL_NAME], [number, name])

    assert (told(result), result.ready, result.rejected) == ([(2, code)], [], {2})


def test_name_of_two_hundred_letters_is_accepted() -> None:
    assert checked([F.STAFF_NUMBER, F.FULL_NAME], ["1", "A" * 200]).problems == []


def test_staff_number_with_other_data_is_rejected_and_the_same_row_again_counts_once() -> None:
    result = checked([F.STAFF_NUMBER, F.FULL_NAME], ["E1", "Agus"], ["e1", "Bambang"], ["E1", "Agus"])

    assert result.problems == [
        Problem(3, F.STAFF_NUMBER, Code.STAFF_NUMBER_REPEATED, Severity.ERROR, "e1", None, {"other_row": 2}),
        Problem(4, F.STAFF_NUMBER, Code.ROW_REPEATED, Severity.NOTE, "E1", None, {"other_row": 2}),
    ]
    assert ([person.row for person in result.ready], result.rejected, result.repeated) == ([2], {3}, {4})


def test_address_of_two_people_is_left_out_for_both() -> None:
    result = checked(
        [F.STAFF_NUMBER, F.EMAIL], ["1", "tim@kirana.example"], ["2", "TIM@kirana.example"], ["3", "c@kirana.example"]
    )

    assert told(result) == [(2, Code.EMAIL_SHARED), (3, Code.EMAIL_SHARED)]
    assert [person.email for person in result.ready] == ["", "", "c@kirana.example"]


def test_address_of_somebody_already_here_is_left_out() -> None:
    known = [KnownPerson(1, "9", "Dewi", "dewi@kirana.example")]

    assert told(checked([F.STAFF_NUMBER, F.EMAIL], ["1", "dewi@kirana.example"], known=known)) == [
        (2, Code.EMAIL_TAKEN)
    ]
    assert told(checked([F.STAFF_NUMBER, F.EMAIL], ["9", "dewi@kirana.example"], known=known)) == []


def test_two_people_may_swap_their_addresses() -> None:
    known = [KnownPerson(1, "1", "", "a@kirana.example"), KnownPerson(2, "2", "", "b@kirana.example")]

    assert (
        told(checked([F.STAFF_NUMBER, F.EMAIL], ["1", "b@kirana.example"], ["2", "a@kirana.example"], known=known))
        == []
    )


def test_zeros_that_a_spreadsheet_ate_do_not_make_a_second_person() -> None:
    result = checked([F.STAFF_NUMBER], ["123"], known=[KnownPerson(5, "00123", "Ayu", "")])

    assert [(one.code, one.suggestion) for one in result.problems] == [(Code.ZEROS_LOST, "00123")]
    assert (result.ready[0].known, result.ready[0].staff_number) == (5, "00123")


def test_person_added_by_hand_is_recognised_by_address() -> None:
    result = checked(
        [F.STAFF_NUMBER, F.EMAIL],
        ["1", "citra@kirana.example"],
        known=[KnownPerson(5, "", "Citra", "citra@kirana.example")],
    )

    assert (result.ready[0].known, result.ready[0].staff_number, result.problems) == (5, "1", [])


@pytest.mark.parametrize(
    "text", ["0017", "17", "SUHARTI@kirana.example", "Suharti", "ir. suharti, m.m.", "0017 - Suharti", "Suharti (0017)"]
)
def test_manager_is_found_by_number_address_or_name(text: str) -> None:
    fields = [F.STAFF_NUMBER, F.FULL_NAME, F.EMAIL, F.MANAGER]
    result = checked(
        fields, ["0017", "Ir. Suharti, M.M.", "suharti@kirana.example", "NO_MANAGER"], ["2", "Ayu", "", text]
    )

    assert (told(result), result.ready[0].has_no_manager, result.ready[1].manager) == ([], True, "0017")


def test_manager_may_be_somebody_already_here() -> None:
    known = [KnownPerson(5, "77", "Frans", ""), KnownPerson(6, "", "Rudi Hartono", "")]
    result = checked([F.STAFF_NUMBER, F.MANAGER], ["1", "77"], ["2", "Rudi Hartono"], known=known)

    assert [person.manager for person in result.ready] == ["77", "#6"]


def test_manager_with_a_common_name_is_a_question() -> None:
    fields = [F.STAFF_NUMBER, F.FULL_NAME, F.MANAGER]
    result = checked(fields, ["1", "Budi Santoso", ""], ["2", "Budi Santoso", ""], ["3", "Ayu", "Budi Santoso"])

    assert [(one.row, one.code, one.facts) for one in result.problems] == [
        (4, Code.MANAGER_AMBIGUOUS, {"candidates": ["1", "2"], "people": 2})
    ]


def test_nearly_right_name_of_a_manager_is_suggested_by_number() -> None:
    result = checked([F.STAFF_NUMBER, F.FULL_NAME, F.MANAGER], ["1", "Budi Santoso", ""], ["2", "Ayu", "Budi Santosa"])

    assert [(one.code, one.suggestion) for one in result.problems] == [(Code.MANAGER_UNKNOWN, "1")]


def test_unknown_manager_of_many_is_told_once() -> None:
    result = checked([F.STAFF_NUMBER, F.MANAGER], *([str(number), "10988"] for number in range(5)))

    assert [(one.row, one.code, one.facts) for one in result.problems] == [(2, Code.MANAGER_UNKNOWN, {"rows": 5})]


def test_circle_of_managers_is_left_out_whole_and_others_stay() -> None:
    rows = [["1", "2"], ["2", "3"], ["3", "1"], ["4", "1"]]
    result = checked([F.STAFF_NUMBER, F.MANAGER], *rows)

    assert told(result) == [(row, Code.MANAGER_CYCLE) for row in (2, 3, 4)]
    assert [person.manager for person in result.ready] == ["", "", "", "1"]


def test_circle_closed_by_a_line_already_here_is_found() -> None:
    known = [KnownPerson(1, "1", "", "", manager=2), KnownPerson(2, "2", "", "")]

    assert told(checked([F.STAFF_NUMBER, F.MANAGER], ["2", "1"], known=known)) == [(2, Code.MANAGER_CYCLE)]


def test_date_order_is_proved_by_the_column_or_told() -> None:
    proved = checked([F.STAFF_NUMBER, F.JOINED_ON], ["1", "03/04/2021"], ["2", "24/11/2020"])
    american = checked([F.STAFF_NUMBER, F.JOINED_ON], ["1", "03/04/2021"], ["2", "11/24/2020"])
    unproved = checked([F.STAFF_NUMBER, F.JOINED_ON], ["1", "03/04/2021"], ["2", "05/06/2020"])

    assert [result.ready[0].joined_on for result in (proved, american, unproved)] == [
        date(2021, 4, 3),
        date(2021, 3, 4),
        date(2021, 4, 3),
    ]
    assert [told(result) for result in (proved, american, unproved)] == [[], [], [(2, Code.DATE_AMBIGUOUS)]]
    assert unproved.problems[0].facts == {
        "example": "03/04/2021",
        "read": "2021-04-03",
        "other": "2021-03-04",
        "rows": 2,
    }


def test_last_day_before_the_first_is_left_out() -> None:
    result = checked([F.STAFF_NUMBER, F.JOINED_ON, F.LEFT_ON], ["1", "2024-06-01", "2024-05-01"])

    assert (told(result), result.ready[0].left_on) == ([(2, Code.LEFT_BEFORE_JOINED)], None)


def test_left_out_row_is_not_checked() -> None:
    rows = rows_of([F.STAFF_NUMBER], [""], ["2"])
    rows.left_out.add(2)
    result = check(rows, [], today=TODAY)

    assert (told(result), [person.row for person in result.ready], result.left_out) == ([], [3], {2})


@pytest.mark.parametrize(
    ("names", "ranks"),
    [
        (["1", "3,0", "5"], {"1": 1, "3,0": 3, "5": 5}),
        (["Grade 12", "G9"], {"Grade 12": 12, "G9": 9}),
        (["II/c", "IV/a"], {"II/c": 23, "IV/a": 41}),
        (["3A", "4C", "4"], {"3A": 31, "4C": 43, "4": 40}),
        (["Staff", "Manager"], {"Staff": 2, "Manager": 6}),
        (["Staf", "Staf Senior", "Penyelia"], {"Staf": 2, "Staf Senior": 3, "Penyelia": 4}),
        (["Staff", "Principal"], {}),
    ],
)
def test_levels_are_ranked_only_where_the_file_shows_a_ladder(names: list[str], ranks: dict[str, int]) -> None:
    from timbalik.people.importing.values import level_ranks

    assert level_ranks(set(names)) == ranks
