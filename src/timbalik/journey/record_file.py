"""A mentor's growth record as a file: a certificate once all four phases are done, a record on the way before."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.journey.record import RecordView
from timbalik.lib.typesetting import typeset
from timbalik.programmes.directions import is_mutual
from timbalik.programmes.states import Direction

SOURCE = "typst/record.typ"


def record_pdf(view: RecordView, *, language: str, now: datetime) -> bytes:
    source: bytes = files("timbalik.journey").joinpath(SOURCE).read_bytes()
    with translation.override(language):
        return typeset(source, _data(view, language=language, now=now), at=now)


def title_of(view: RecordView) -> str:
    return _("Certificate of mentoring") if view.is_complete else _("Mentoring record, on the way")


def sentence_of(view: RecordView) -> str:
    """What the record says in one sentence: from when to when, and that the way was gone whole where it was."""
    facts = {
        "start": date_format(view.began_on, "j F Y"),
        "end": date_format(view.ended_on, "j F Y") if view.ended_on else "",
        "programme": view.programme,
    }
    whole, ended, going = _sentences(view.direction)
    if view.is_complete:
        return whole % facts
    return (ended if view.ended_on else going) % facts


def _sentences(direction: str) -> tuple[str, str, str]:
    """Of a way gone whole, one that ended before, and one still going on."""
    if is_mutual(direction):
        return (
            _("taught and learnt in turns in “%(programme)s” from %(start)s to %(end)s, through all four phases."),
            _("taught and learnt in turns in “%(programme)s” from %(start)s to %(end)s."),
            _("has been teaching and learning in turns in “%(programme)s” since %(start)s."),
        )
    if direction == Direction.TRADITIONAL:
        return (
            _("taught a colleague in “%(programme)s” from %(start)s to %(end)s, through all four phases."),
            _("taught a colleague in “%(programme)s” from %(start)s to %(end)s."),
            _("has been teaching a colleague in “%(programme)s” since %(start)s."),
        )
    return (
        _("taught a senior colleague in “%(programme)s” from %(start)s to %(end)s, through all four phases."),
        _("taught a senior colleague in “%(programme)s” from %(start)s to %(end)s."),
        _("has been teaching a senior colleague in “%(programme)s” since %(start)s."),
    )


def _data(view: RecordView, *, language: str, now: datetime) -> dict[str, object]:
    return {
        "language": language,
        "title": title_of(view),
        "name": view.name,
        "programme": view.programme,
        "organisation": view.organisation,
        "sentence": sentence_of(view),
        "figures": figures_of(view),
        "ratings": [
            {
                "label": one.label,
                "words": _("%(before)s → %(after)s of 5") % {"before": one.before, "after": one.after},
            }
            for one in view.ratings
        ],
        "words": view.words,
        "goals": list(view.goals),
        "trainings": list(view.trainings),
        "endorsement": view.endorsement,
        "endorsed": ", ".join(
            part
            for part in (view.endorsed_by, date_format(view.endorsed_on, "j F Y") if view.endorsed_on else "")
            if part
        ),
        "footer": _("Made on %(day)s by its owner, from the programme’s dates and the owner’s own words.")
        % {"day": date_format(now, "j F Y")},
        "headings": {
            "ratings": _("Skills, as rated by their owner"),
            "words": _("What teaching taught"),
            "goals": _("Goals reached together"),
            "trainings": _("Training completed"),
            "endorsement": _("A sentence from the partner")
            if is_mutual(view.direction)
            else _("A sentence from the mentee"),
        },
    }


def figures_of(view: RecordView) -> list[tuple[str, str]]:
    """The three counts: sessions, hours, goals reached or partly reached."""
    goals = view.goals_reached + view.goals_partly
    in_turns = is_mutual(view.direction)
    sessions = (
        ngettext("session held together", "sessions held together", view.sessions)
        if in_turns
        else ngettext("session led", "sessions led", view.sessions)
    )
    return [
        (str(view.sessions), sessions),
        (number_format(view.hours, 1), _("hours of teaching and learning") if in_turns else _("hours of teaching")),
        (str(goals), ngettext("goal reached, wholly or partly", "goals reached, wholly or partly", goals)),
    ]
