"""The rows that stay out, as a file to mend and import again: mapped columns only, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from timbalik.lib.spreadsheets.writing import write_csv
from timbalik.people.importing.checked import Checked
from timbalik.people.importing.fields import Field
from timbalik.people.importing.mapped import MappedRows
from timbalik.people.importing.problems import Problem, Severity


def rejected_rows(rows: MappedRows, checked: Checked) -> list[tuple[int, tuple[str, ...], list[Problem]]]:
    """(row number, values, errors) of each row that has an error or was left out by a person."""
    errors: dict[int, list[Problem]] = defaultdict(list)
    for problem in checked.problems:
        if problem.severity == Severity.ERROR:
            errors[problem.row].append(problem)
    out = checked.rejected | checked.left_out
    return [(number, values, errors[number]) for number, values in rows.rows if number in out]


def rejected_csv(
    rows: MappedRows,
    checked: Checked,
    *,
    explain: Callable[[Problem], str],
    row_header: str,
    reason_header: str,
    left_out: str,
) -> bytes:
    """CSV whose headers are the field names the importer knows; empty when every row comes in."""
    out = rejected_rows(rows, checked)
    if not out:
        return b""
    header = [row_header, reason_header, *(str(Field(one).label) for one in rows.fields)]
    return write_csv(
        header, ([number, "; ".join(map(explain, errors)) or left_out, *values] for number, values, errors in out)
    )
