"""The report as PDF/UA-1 by typst: the data goes in as JSON, so no text of anybody becomes markup."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.evaluation.models import Report
from timbalik.evaluation.tables import StatementTable, answered_by_wave, statement_tables, verdicts
from timbalik.evaluation.words import HIDDEN, ChangeRow, ReportWords, report_in_words
from timbalik.lib.typesetting import typeset

SOURCE = "typst/report.typ"


def report_pdf(report: Report, *, language: str, mark: str = "") -> bytes:
    """The PDF in that language. ``mark`` stands on every page, in the header and across it (``SIMULASI``)."""
    with translation.override(language):
        data = _data(report_in_words(report), report, language=language, mark=mark)
    source = files("timbalik.evaluation").joinpath(SOURCE).read_bytes()
    return typeset(source, data, at=report.frozen_at)


def _data(words: ReportWords, report: Report, *, language: str, mark: str) -> dict[str, Any]:
    sessions = report.content["sessions"]
    return {
        "language": language,
        "mark": mark,
        "title": words.title,
        "programme": words.programme,
        "organisation": words.organisation,
        "as_of_line": _("As of %(date)s") % {"date": words.as_of},
        "met": words.met,
        "caveat": words.caveat,
        "strength": words.strength,
        "strength_in_words": words.strength_in_words,
        "checks": [list(check) for check in words.checks],
        "changes": [_change(row) for row in words.changes if row.estimate is not None],
        "verdicts": verdicts(words),
        "funnels": [
            {"role": role, "code": funnel["role"], "rows": [asdict(row) for row in rows]}
            for funnel, (role, rows) in zip(report.content["funnels"], words.funnels, strict=True)
        ],
        "sessions": {"held": sessions["held"], "planned": sessions["planned_so_far"]},
        "session_rows": [list(row) for row in words.sessions],
        "sessions_sentence": words.sessions_sentence,
        "goals": list(words.goals_sentences),
        "statements": [_statements(table) for table in statement_tables(words)],
        "answered": [[wave, " · ".join(sides)] for wave, sides in answered_by_wave(words)],
        "limits": [words.design, *words.limits],
        "headings": _headings(),
    }


def _headings() -> dict[str, str]:
    return {
        "strength": _("Strength of evidence"),
        "changes": _("What changed among those who answered twice"),
        "scale": _("Scale 1–5. Point: mean change. Line: 95% confidence interval."),
        "means": _("Mean on a scale of 1–5, in brackets how many answered."),
        "statements": _("What they answered"),
        "funnel": _("Participation"),
        "sessions": _("Sessions"),
        "goals": _("Goals"),
        "answered": _("Who answered"),
        "reading": _("How to read this page"),
        "mentors": _("Mentors"),
        "mentees": _("Mentees"),
    }


def _change(row: ChangeRow) -> dict[str, Any]:
    return {
        "text": row.text,
        "who": _("%(who)s, %(count)s people") % {"who": row.who, "count": row.n},
        "side": row.side,
        "from": row.waves[0][1],
        "to": row.waves[-1][1],
        "estimate": row.estimate,
        "low": row.low,
        "high": row.high,
        "in_words": row.interval_in_words,
    }


def _statements(table: StatementTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "waves": list(table.waves),
        "rows": [
            {
                "text": line.row.text,
                "side": line.row.side,
                "cells": [
                    {"mean": cell[0], "n": cell[1]} if cell else {"mean": HIDDEN if hidden else "", "n": None}
                    for _wave, cell, hidden in line.cells
                ],
            }
            for line in table.rows
        ],
    }
