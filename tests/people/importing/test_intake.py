import pytest

from tests.lib.spreadsheets.files import workbook
from tests.people.importing.files import SUCCESS_FACTORS, TALENTA, dropped, hr_analytics, intake, mapping
from timbalik.people.importing.fields import Field
from timbalik.people.importing.intake import ColumnPrivate, ColumnUnknown, FieldTwice
from timbalik.people.importing.mapped import HIDDEN_NATIONAL_NUMBER, MappedRows, Marked
from timbalik.people.importing.problems import Code


def test_talenta_file_is_mapped_and_its_private_columns_dropped() -> None:
    found = intake(TALENTA)

    assert mapping(found) == {
        "Employee ID*": "staff_number",
        "Full Name*": "full_name",
        "Email*": "email",
        "Organization*": "unit",
        "Job Position*": "position",
        "Job Level": "level",
        "Branch": "site",
        "Employment Status": "employment",
        "Join Date": "joined_on",
        "Approval Line": "manager",
    }
    assert dropped(found) == {
        "Birth Date": "private",
        "Religion": "private",
        "Marital Status": "private",
        "Basic Salary": "private",
        "NPWP": "private",
        "Mobile Phone": "private",
        "Citizen ID": "national_number",
    }
    assert found.rows.rows[2] == (
        4,
        (
            "KN-0043",
            "Yohanes Tabuni",
            "",
            "Logistik",
            "Kepala Gudang",
            "3",
            "Jayapura",
            "Permanent",
            "24/11/2015",
            "KN-0017",
        ),
    )


def test_success_factors_file_with_two_header_rows_is_mapped() -> None:
    found = intake(workbook(SUCCESS_FACTORS), "sf.xlsx")

    assert mapping(found) == {
        "Status": "employment",
        "User ID": "staff_number",
        "First Name": "first_name",
        "Last Name": "last_name",
        "Middle Name": "middle_name",
        "Email": "email",
        "Manager": "manager",
        "Department": "unit",
        "Division": "parent_unit",
        "Location": "site",
        "Title": "position",
        "Hire Date": "joined_on",
        "Time Zone": "time_zone",
    }
    assert [number for number, _ in found.rows.rows] == [3, 4, 5]
    assert found.rows.column(Field.STAFF_NUMBER) == ["000101", "000102", "000103"]


def test_file_nobody_shaped_for_us_is_mapped_without_a_guess() -> None:
    found = intake(hr_analytics(), "hr.xlsx")

    assert mapping(found) == {
        "Department": "unit",
        "EmployeeNumber": "staff_number",
        "JobLevel": "level",
        "JobRole": "position",
    }
    assert len(found.rows) == 120
    private = {
        "Age",
        "Gender",
        "MaritalStatus",
        "MonthlyIncome",
        "DailyRate",
        "HourlyRate",
        "MonthlyRate",
        "PercentSalaryHike",
    }
    assert {header for header, reason in dropped(found).items() if reason == "private"} >= private
    attrition = next(one for one in found.columns if one.header == "Attrition")
    assert (attrition.dropped, attrition.hint) == ("unsure", Field.EMPLOYMENT)


def test_indonesian_headers_below_a_title_are_mapped() -> None:
    rows: list[list[str | None]] = [
        ["PT Kirana Nusantara", None, None, None],
        ["Data karyawan per November 2026", None, None, None],
        [None, None, None, None],
        ["NIK", "NAMA LENGKAP", "GELAR", "EMAIL KANTOR", "DIREKTORAT", "GOL.", "ATASAN (NIK)", "LOKASI", "TMT KERJA"],
        ["20417", "Suharti", "Ir., M.M.", "suharti@kirana.example", "Ritel", "3A", "10988", "Makassar", "01/03/2021"],
    ]
    found = intake(workbook(rows, merged=["A1:I1"]), "data.xlsx")

    assert list(mapping(found).values()) == [
        *("staff_number", "full_name", "title_after", "email", "unit", "level", "manager", "site", "joined_on")
    ]
    assert found.rows.rows[0][0] == 5


def test_merged_group_headers_are_passed_over() -> None:
    rows: list[list[str | None]] = [
        ["Data diri", None, "Kepegawaian", None],
        ["NIP", "Nama", "Jabatan", "Unit Kerja"],
        ["1", "Ayu", "Analis", "Ritel"],
    ]
    found = intake(workbook(rows, merged=["A1:B1", "C1:D1"]), "data.xlsx")

    assert list(mapping(found).values()) == ["staff_number", "full_name", "position", "unit"]
    assert len(found.rows) == 1


def test_sheet_with_people_is_found_behind_instructions() -> None:
    import openpyxl

    from tests.lib.spreadsheets.files import saved

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Petunjuk", "Isi lembar kedua."])
    people = book.create_sheet("Karyawan")
    people.append(["NIP", "Nama"])
    people.append(["1", "Ayu"])

    assert (intake(saved(book), "data.xlsx").sheet, intake(saved(book), "data.xlsx", sheet="Sheet").sheet) == (
        "Karyawan",
        "Sheet",
    )


@pytest.mark.parametrize("header", ["NIK", "Nomor Induk", "ID"])
def test_sixteen_digits_are_never_a_staff_number(header: str) -> None:
    found = intake(f"{header},Nama,NIP\n3174012345678901,Ayu,1\n5171012345678902,Bram,2\n")

    assert dropped(found) == {header: "national_number"}
    assert "3174" not in str(found.samples) + str(found.rows)


def test_nik_with_other_lengths_is_a_staff_number() -> None:
    found = intake("NIK,Nama\n20417,Ayu\n20418,Bram\n")

    assert mapping(found) == {"NIK": "staff_number", "Nama": "full_name"}


def test_national_number_among_staff_numbers_is_hidden_before_anything_is_kept() -> None:
    rows = ["20416,Dewi,1", "20417,Ayu,1", "20418,Bram,3174012345678901", "3174 0123 4567 8901,Citra,20417"]
    found = intake("\n".join(["NIK,Nama,Atasan", *rows]))

    assert found.rows.column(Field.STAFF_NUMBER) == ["20416", "20417", "20418", HIDDEN_NATIONAL_NUMBER]
    assert found.rows.column(Field.MANAGER) == ["1", "1", HIDDEN_NATIONAL_NUMBER, "20417"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nomor Induk Karywan", "staff_number"),
        ("Jabatn", "position"),
        ("Departement", "unit"),
        ("Tanggal Bergabng", "joined_on"),
        ("Emial", "email"),
    ],
)
def test_misspelt_header_is_suggested_with_less_confidence(header: str, field: str) -> None:
    found = intake(f"{header},x\n,y\n")

    assert (str(found.columns[0].field), 0.7 <= found.columns[0].confidence < 1.0) == (field, True)


@pytest.mark.parametrize(
    ("csv", "field"),
    [
        ("NIP,Status\n1,Menikah\n2,Lajang\n", "employment"),
        ("NIP,Status\n1,TK/0\n2,K/1\n", "employment"),
        ("NIP,Manager\n1,Yes\n2,No\n", "manager"),
        ("NIP,Title\n1,Mr\n2,Mrs\n", "position"),
        ("NIP,YearsWithCurrManager\n1,2\n2,3\n", "manager"),
        ("NIP,Nomor Rekening\n1,2\n2,3\n", "staff_number_2"),
    ],
)
def test_values_speak_against_a_header(csv: str, field: str) -> None:
    assert field not in mapping(intake(csv)).values()


def test_addresses_are_recognised_under_an_unknown_header() -> None:
    found = intake("NIP,Kontak kerja\n1,ayu@kirana.example\n2,bram@kirana.example\n")

    assert (found.columns[1].field, found.columns[1].is_sure) == (Field.EMAIL, False)


def test_choice_overrules_suggestions() -> None:
    csv = "NIP,Divisi,Departemen,Nama\n1,Niaga,Ritel,Ayu\n"

    assert mapping(intake(csv)) == {
        "NIP": "staff_number",
        "Divisi": "parent_unit",
        "Departemen": "unit",
        "Nama": "full_name",
    }
    found = intake(csv, chosen={"divisi": Field.UNIT, "Nama": None})
    assert mapping(found) == {"NIP": "staff_number", "Divisi": "unit"}
    assert found.rows.rows == [(2, ("1", "Niaga"))]


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({"Gaji Pokok": Field.LEVEL}, ColumnPrivate),
        ({"Pangkalan": Field.SITE}, ColumnUnknown),
        ({"Nama": Field.UNIT, "NIP": Field.UNIT}, FieldTwice),
    ],
)
def test_choice_that_cannot_be_is_refused(chosen: dict[str, Field], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        intake("NIP,Nama,Gaji Pokok\n1,Ayu,9000000\n", chosen=chosen)


def test_yes_under_attrition_means_left() -> None:
    found = intake("NIP,Attrition\n1,Yes\n2,No\n3,1\n4,0\n", chosen={"Attrition": Field.EMPLOYMENT})

    assert found.rows.column(Field.EMPLOYMENT) == ["left", "active", "left", "active"]


def test_empty_signs_repeated_headers_and_our_own_apostrophe_are_taken_out() -> None:
    found = intake("NIP,Nama,Email\n1,'=Ayu,-\nNIP,Nama,Email\n2,  Bram   W. ,n/a\n,,-\n")

    assert found.rows.rows == [(2, ("1", "=Ayu", "")), (4, ("2", "Bram W.", ""))]


def test_failed_formulas_of_mapped_columns_are_remembered() -> None:
    content = workbook([["NIP", "Nama", "Gaji"], ["1", "=A2&B9", "=1+1"]])

    assert intake(content, "staf.xlsx").rows.marked == [Marked(2, Field.FULL_NAME, Code.FORMULA_WITHOUT_VALUE)]


def test_mapped_rows_survive_packing() -> None:
    rows = intake(TALENTA).rows
    rows.left_out.add(3)
    rows.marked.append(Marked(2, Field.EMAIL, Code.FORMULA_ERROR))

    assert MappedRows.unpacked(rows.packed()) == rows
