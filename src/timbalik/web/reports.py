"""A frozen report on the screen and as a file: the same sheet for the sponsor and for whoever runs the programme."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from timbalik.evaluation.models import Report
from timbalik.evaluation.pdf import report_pdf
from timbalik.evaluation.tables import answered_by_wave, statement_tables, verdicts
from timbalik.evaluation.words import ChangeRow, FunnelRow, ReportWords, report_in_words
from timbalik.web.charts.drawing import Role, Tick, nice_ticks
from timbalik.web.charts.forest import Estimate, Forest, ForestHeadings, ForestRow, forest
from timbalik.web.charts.two_sides import Funnel, FunnelStep, Sides, funnel
from timbalik.web.templatetags.wording import signed

ROLES: dict[str, Role] = {"mentor": "mentor", "mentee": "mentee", "both": "both"}


def report_page(report: Report) -> dict[str, Any]:
    """What ``parts/report.html`` shows."""
    words = report_in_words(report)
    zone = ZoneInfo(report.programme.organisation.time_zone)
    return {
        "report": report,
        "programme": report.programme,
        "words": words,
        "funnel": _funnel(words),
        "forest": _forest([row for row in words.changes if row.estimate is not None]),
        "verdicts": verdicts(words),
        "means": statement_tables(words),
        "answered": answered_by_wave(words),
        "sessions": _sessions(report.content["sessions"]),
        "frozen_on": date_format(report.frozen_at.astimezone(zone), "j F Y"),
    }


def pdf_response(report: Report) -> HttpResponse:
    """The report as a file to keep, in the reader's language."""
    name = f"{slugify(report.programme.name) or 'timbalik'}-{report.frozen_at:%Y-%m-%d}.pdf"
    made = report_pdf(report, language=(get_language() or "id")[:2])
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"},
    )


def _funnel(words: ReportWords) -> SafeString:
    """Both roles in one picture; a step is a dash as soon as one of them may not be shown."""
    (_mentors, mentors), (_mentees, mentees) = words.funnels
    steps = tuple(_step(mentor, mentee) for mentor, mentee in zip(mentors, mentees, strict=True))
    return funnel(Funnel(_("How many came how far"), steps))


def _step(mentor: FunnelRow, mentee: FunnelRow) -> FunnelStep:
    if mentor.people is None or mentee.people is None:
        return FunnelStep(mentor.label, None, mentor.value if mentor.people is None else mentee.value, _("Not shown"))
    counts = {"mentors": mentor.value, "mentees": mentee.value}
    label = _("%(mentors)s mentors, %(mentees)s mentees") % counts
    total = number_format(mentor.people + mentee.people, 0, use_l10n=True, force_grouping=True)
    return FunnelStep(mentor.label, Sides(mentor.people, mentee.people), total, label)


def _forest(rows: list[ChangeRow]) -> SafeString | None:
    if not rows:
        return None
    limits = [limit for row in rows for limit in (row.low, row.high) if limit is not None]
    ticks = tuple(Tick(value, signed(value, 1) if value else "0") for value in nice_ticks([0.0, *limits]))
    headings = ForestHeadings(
        _("Statement"), _("Before"), _("At the end"), pgettext("a difference", "Change"), _("Strength")
    )
    return forest(Forest(tuple(_row(row) for row in rows), headings, ticks))


def _row(row: ChangeRow) -> ForestRow:
    assert row.estimate is not None
    assert row.low is not None
    assert row.high is not None
    interval = _("%(low)s to %(high)s") % {"low": signed(row.low, 1), "high": signed(row.high, 1)}
    return ForestRow(
        name=row.text,
        detail=_("%(who)s, %(count)s people") % {"who": row.who, "count": row.n},
        role=ROLES[row.side],
        estimate=Estimate(row.estimate, row.low, row.high, signed(row.estimate, 1), interval),
        label=f"{row.text} {row.interval_in_words}. {' '.join(row.sentences)}",
        strength=row.strength,
        strength_text=row.strength_in_words.capitalize(),
        participants=row.waves[0][1],
        comparison=row.waves[-1][1],
    )


def _sessions(counts: dict[str, int]) -> dict[str, Any]:
    widest = max(counts["planned_so_far"], counts["held"], 1)
    return {
        "held": counts["held"],
        "planned": counts["planned_so_far"],
        "held_width": 100 * counts["held"] / widest,
        "planned_width": 100 * counts["planned_so_far"] / widest,
        "cancelled": counts["cancelled"],
        "missed": counts["missed"],
        "ahead": counts["ahead"],
    }
