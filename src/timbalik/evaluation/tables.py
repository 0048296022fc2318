"""What page and PDF both lay out: statements in tables, sentences said once, who answered wave by wave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timbalik.evaluation.words import ChangeRow, ReportWords
from timbalik.lib import numerals

Cell = tuple[str, int] | None  # mean in words, how many answered


@dataclass(frozen=True)
class StatementLine:
    """A statement with its cells: wave, mean and count, and whether the wave asked it but nothing may be shown."""

    row: ChangeRow
    cells: tuple[tuple[str, Cell, bool], ...]


@dataclass(frozen=True)
class StatementTable:
    title: str
    waves: tuple[str, ...]
    rows: tuple[StatementLine, ...]


def statement_tables(words: ReportWords) -> list[StatementTable]:
    """Statements without a change that may be stated: the mean of each wave, beside how many answered, in two columns.

    Until there is a change to show, what was asked before the programme stands apart from what is asked as it runs.
    """
    rows = [row for row in words.changes if row.estimate is None]
    before, running = [row for row in rows if row.is_before], [row for row in rows if not row.is_before]
    if before and running and len(rows) == len(words.changes):
        columns = [(_("Asked before the programme"), before), (_("Asked while it runs"), running)]
    else:
        half = (len(rows) + 1) // 2
        columns = [(_("Statement"), rows[:half]), (_("Statement"), rows[half:])]
    return [_table(words, title, some) for title, some in columns if some]


def verdicts(words: ReportWords) -> list[str]:
    """The sentences the rows may use, each said once; one that is not about all of them says about how many."""
    rows = [row for row in words.changes if row.sentences]
    said = Counter(sentence for row in rows for sentence in row.sentences)
    return [
        sentence
        if count == len(rows)
        else _("%(count)s of %(all)s statements: %(sentence)s")
        % {"count": _spelled(count).capitalize(), "all": _spelled(len(rows)), "sentence": sentence}
        for sentence, count in said.items()
    ]


def answered_by_wave(words: ReportWords) -> list[tuple[str, list[str]]]:
    """Each wave with both sides behind it."""
    waves: dict[str, list[str]] = {}
    for wave, who, share in words.answered:
        waves.setdefault(wave, []).append(f"{who} {share}")
    return list(waves.items())


def _table(words: ReportWords, title: str, rows: list[ChangeRow]) -> StatementTable:
    given = [{wave: (mean, n) for wave, mean, n in row.waves} for row in rows]
    waves = tuple(wave for wave in words.waves if any(wave in cells for cells in given))
    lines = (
        StatementLine(row, tuple((wave, known.get(wave), wave in row.hidden) for wave in waves))
        for row, known in zip(rows, given, strict=True)
    )
    return StatementTable(title, waves, tuple(lines))


def _spelled(number: int) -> str:
    return numerals.spelled(number, language=get_language() or "id")
