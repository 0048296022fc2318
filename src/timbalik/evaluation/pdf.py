"""The report as PDF/UA-1 by typst: the data goes in as JSON, so no text of anybody becomes markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.evaluation.models import Report
from timbalik.evaluation.words import ReportWords, report_in_words

SOURCE = "typst/report.typ"


def report_pdf(report: Report, *, language: str, mark: str = "") -> bytes:
    """The PDF in that language. ``mark`` stands on every page, in the header and across it (``SIMULASI``)."""
    import typst  # slow import

    with translation.override(language):
        data = _data(report_in_words(report), report, language=language, mark=mark)
    source: bytes = files("timbalik.evaluation").joinpath(SOURCE).read_bytes()
    fonts: list[str] = [_font_folder()]
    made = typst.compile(  # type: ignore[misc]  # one variable for two kinds of path in its stubs
        source,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=report.frozen_at.astimezone(UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _font_folder() -> str:
    import fontpkg_plus_jakarta_sans as font  # slow import

    return str(Path(font.__file__).parent)


def _data(words: ReportWords, report: Report, *, language: str, mark: str) -> dict[str, object]:
    roles = [funnel["role"] for funnel in report.content["funnels"]]
    return {
        "language": language,
        "mark": mark,
        "title": words.title,
        "programme": words.programme,
        "organisation": words.organisation,
        "as_of_line": _("As of %(date)s") % {"date": words.as_of},
        "headline": words.headline,
        "design": words.design,
        "funnels": [
            {"role": role, "code": code, "rows": [asdict(row) for row in rows]}
            for code, (role, rows) in zip(roles, words.funnels, strict=True)
        ],
        "sessions": [list(row) for row in words.sessions],
        "sessions_sentence": words.sessions_sentence,
        "goals": list(words.goals_sentences),
        "changes": [
            {
                "text": row.text,
                "who": row.who,
                "waves": [list(wave) for wave in row.waves],
                "interval": row.interval_in_words,
                "sentences": list(row.sentences),
            }
            for row in words.changes
        ],
        "answered": [list(row) for row in words.answered],
        "limits": list(words.limits),
        "headings": {
            "funnel": _("Participation"),
            "sessions": _("Sessions"),
            "state": _("State"),
            "count": _("Number"),
            "goals": _("Goals"),
            "pulses": _("Baseline and end"),
            "no_pulses": _("No answers that may be shown."),
            "answered": _("Who answered"),
            "change_columns": [_("Statement (1 to 5)"), _("Who"), _("Mean"), _("Change of those who answered twice")],
        },
    }
