"""People files as HR systems give them; every person is invented."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from tests.lib.spreadsheets.files import workbook
from timbalik.lib.spreadsheets.writing import Value
from timbalik.people.importing.fields import Field
from timbalik.people.importing.intake import Intake, take_in
from timbalik.people.importing.mapped import MappedRows

_TALENTA = (
    "Employee ID*|Full Name*|Email*|Organization*|Job Position*|Job Level|Branch|Employment Status|Join Date|"
    "Approval Line|Birth Date|Religion|Marital Status|Basic Salary|NPWP|Mobile Phone|Citizen ID",
    "KN-0017|Suharti|suharti@kirana.example|Direksi|Direktur Utama|5|Jakarta|Permanent|01/03/2001||"
    "12/05/1968|Islam|K/2|95000000|09.111|0812|3174012345678901",
    "KN-0042|Ni Luh Putu Ayu Cahyani Maharani|ayu@kirana.example|Ritel|Analis|2|Denpasar|Contract|15/08/2023|KN-0017|"
    "30/01/1998|Hindu|TK/0|9000000|09.222|0813|5171012345678902",
    "KN-0043|Yohanes Tabuni||Logistik|Kepala Gudang|3|Jayapura|Permanent|24/11/2015|KN-0017|"
    "-|Kristen|K/1|15000000|-|0852|9171012345678903",
)
TALENTA = "\n".join(_TALENTA).replace("|", ",") + "\n"

# Keys above labels, managers before their people, numbers that begin with zeros.
_SUCCESS_FACTORS = (
    "STATUS|USERID|USERNAME|FIRSTNAME|LASTNAME|MI|GENDER|EMAIL|MANAGER|HR|DEPARTMENT|DIVISION|"
    "LOCATION|TITLE|HIREDATE|TIMEZONE",
    "Status|User ID|Username|First Name|Last Name|Middle Name|Gender|Email|Manager|HR|Department|Division|"
    "Location|Title|Hire Date|Time Zone",
    "active|000101|fsiregar|Frans|Siregar||M|frans@kirana.example|NO_MANAGER|000900|Direksi|Korporat|Jakarta|Direktur|"
    "2010-02-01|Asia/Jakarta",
    "active|000102|wulan|Wulan|||F|wulan@kirana.example|000101|000900|Pemasaran|Komersial|Makassar|Manajer Merek|"
    "2018-07-16|Asia/Makassar",
    "inactive|000103|baiq|Baiq|Rahmawati||F|baiq@kirana.example|000102|000900|Pemasaran|Komersial|Mataram|Staf|"
    "2021-01-04|Asia/Makassar",
)
SUCCESS_FACTORS = [line.split("|") for line in _SUCCESS_FACTORS]

HR_ANALYTICS_HEADERS = (
    "Age Attrition BusinessTravel DailyRate Department DistanceFromHome Education EducationField EmployeeCount "
    "EmployeeNumber EnvironmentSatisfaction Gender HourlyRate JobInvolvement JobLevel JobRole JobSatisfaction "
    "MaritalStatus MonthlyIncome MonthlyRate NumCompaniesWorked Over18 OverTime PercentSalaryHike "
    "PerformanceRating RelationshipSatisfaction StandardHours StockOptionLevel TotalWorkingYears "
    "TrainingTimesLastYear WorkLifeBalance YearsAtCompany YearsInCurrentRole YearsSinceLastPromotion "
    "YearsWithCurrManager"
)


def hr_analytics(people: int = 120, seed: int = 7) -> bytes:
    """A file nobody shaped for us: 35 columns, no names, no addresses, no reporting lines, numbers with gaps."""
    draw = random.Random(seed)
    headers = HR_ANALYTICS_HEADERS.split()
    number, rows = 0, []
    for _ in range(people):
        number += draw.choice((1, 1, 2, 3))
        row: dict[str, Value] = {header: draw.randint(1, 4) for header in headers}
        row |= {"Age": draw.randint(19, 60), "Attrition": draw.choice((0, 0, 0, 1)), "EmployeeNumber": number}
        row |= {"EmployeeCount": 1, "Over18": "Y", "StandardHours": 80, "JobLevel": draw.randint(1, 5)}
        row |= {"BusinessTravel": draw.choice(("Travel_Rarely", "Non-Travel")), "OverTime": draw.choice(("Yes", "No"))}
        row |= {"Gender": draw.choice(("Male", "Female")), "MaritalStatus": draw.choice(("Single", "Married"))}
        row |= {
            "Department": draw.choice(("Sales", "Human Resources")),
            "EducationField": "Other",
            "MonthlyIncome": 5000,
        }
        row["JobRole"] = draw.choice(("Sales Executive", "Manager", "Research Director"))
        rows.append([row[header] for header in headers])
    return workbook([headers, *rows])


def intake(content: bytes | str, name: str = "staf.csv", **options: object) -> Intake:
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return take_in(source, name=name, **options)  # type: ignore[arg-type]


def mapping(found: Intake) -> dict[str, str]:
    """Header → field of the columns that are kept."""
    return {one.header: str(one.field) for one in found.columns if one.field}


def dropped(found: Intake) -> dict[str, str]:
    return {one.header: str(one.dropped) for one in found.columns if one.dropped}


def rows_of(fields: Sequence[Field], *rows: Sequence[str]) -> MappedRows:
    """Mapped rows as they would come from a file whose headers stand in row 1."""
    return MappedRows(tuple(fields), [(number, tuple(row)) for number, row in enumerate(rows, 2)])
