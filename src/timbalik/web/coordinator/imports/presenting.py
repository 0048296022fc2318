"""What the pages of an import say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from timbalik.people.importing import words
from timbalik.people.importing.batches import gaps_of_batch
from timbalik.people.importing.fields import REQUIRED, Field
from timbalik.people.importing.problems import Code, Problem, Severity
from timbalik.people.models.imports import ImportBatch
from timbalik.people.states import ImportState

PROBLEMS_ON_A_PAGE = 8
# Problems of these are shown without an input: there is nothing to type.
_NOTHING_TO_TYPE = (
    Code.ROW_REPEATED,
    Code.ZEROS_LOST,
    Code.KNOWN_AS_LEFT,
    Code.DATE_AMBIGUOUS,
    Code.NATIONAL_NUMBER,
    Code.ERASED_BEFORE,
)


def steps_of(batch: ImportBatch | None) -> list[dict[str, str]]:
    """Upload, columns, rows, import."""
    at = 0
    if batch is not None:
        at = {ImportState.CHECKED: 2, ImportState.APPLYING: 3, ImportState.APPLIED: 4}.get(ImportState(batch.state), 1)
    labels = (_("Upload"), _("Match columns"), _("Check rows"), _("Import"))
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else "wait"}
        for place, label in enumerate(labels)
    ]


def job_steps(batch: ImportBatch) -> list[dict[str, str]]:
    """The named steps of work in the background."""
    at = 2 if batch.state == ImportState.APPLYING else 1
    labels = [_("Read the file"), _("Check every row")]
    if at == 2:
        labels.append(_("Write people and reporting lines"))
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else "wait"}
        for place, label in enumerate(labels)
    ]


def is_at_work(batch: ImportBatch) -> bool:
    return batch.state == ImportState.APPLYING or (batch.state == ImportState.UPLOADED and batch.step == "checking")


def problem_rows(batch: ImportBatch, page: str | None) -> dict[str, Any]:
    """One page of problems: the row, its person, what is wrong, and the mend beside it."""
    told = Paginator(batch.problems, PROBLEMS_ON_A_PAGE).get_page(page)
    return {"problems": [_problem(one) for one in told], "page": told}


def _problem(told: dict[str, Any]) -> dict[str, Any]:
    problem = Problem.from_json(told)
    rows = problem.facts.get("rows", 1)
    return {
        "row": problem.row,
        "who": told.get("who", ""),
        "field": str(problem.field),
        "label": Field(problem.field).label,
        "text": words.explanation(problem),
        "is_error": problem.severity == Severity.ERROR,
        "is_note": problem.severity == Severity.NOTE,
        "value": problem.suggestion or (problem.value if len(problem.value) < 120 else ""),
        "suggestion": problem.suggestion,
        "empties": problem.suggestion == "",
        "can_mend": problem.code not in _NOTHING_TO_TYPE,
        "everywhere": rows > 1,
        "was_erased": problem.code == Code.ERASED_BEFORE,
    }


def bar_of(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Ready, to mend, passed over, as parts of a bar (x and width in percent)."""
    ready = counts.get("ready", 0)
    passed = counts.get("repeated", 0) + counts.get("left_out", 0)
    parts = (("h-good", ready), ("h-risk", counts.get("rejected", 0)), ("f-compare", passed))
    total = sum(number for _kind, number in parts) or 1
    bars, x = [], 0.0
    for kind, number in parts:
        width = number / total * 100
        if number:
            bars.append({"kind": kind, "x": round(x, 2), "width": round(max(width - 0.3, 0.3), 2)})
        x += width
    return bars


def summary_of(batch: ImportBatch) -> dict[str, Any]:
    """Counts under their names, ready for the templates."""
    counts: dict[str, int] = batch.counts
    return {
        **{name: counts.get(name, 0) for name in ("read", "ready", "new", "known", "rejected", "leaving", "absent")},
        **{name: counts.get(name, 0) for name in ("created", "changed", "unchanged", "left", "problems")},
        "warnings": counts.get("severity_warning", 0),
        "passed_over": counts.get("repeated", 0) + counts.get("left_out", 0),
        "bar": bar_of(counts),
        "more_problems": max(0, counts.get("problems", 0) - len(batch.problems)),
    }


def gaps_in_words(batch: ImportBatch) -> list[str]:
    return [words.gap(one) for one in gaps_of_batch(batch)]


def missing_fields(batch: ImportBatch) -> list[str]:
    """Fields without which nobody can be told apart, and that no column gives yet."""
    given = {column["field"] for column in batch.mapping.get("columns", [])}
    return [str(Field(one).label) for one in REQUIRED if one not in given]


def never_imported(batches: Iterable[dict[str, Any]]) -> list[str]:
    return [one["header"] for one in batches if one["header"]]
