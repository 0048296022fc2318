"""Read a unit, section by section, then answer its questions.

Reading is remembered; what was answered wrongly is explained and asked again, as often as one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.learning.operations import complete_unit, keep_place, start_unit
from timbalik.learning.queries import UnitState, own_units, practices
from timbalik.learning.units import Choice, Option, Question, Section, Unit, in_words
from timbalik.programmes.models import Enrolment
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import EnrolmentState
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@dataclass(frozen=True)
class Row:
    enrolment: Enrolment
    state: UnitState
    words: Unit

    @property
    def shown(self) -> int:
        """The part at which the reader goes on, counted from one."""
        furthest = self.state.progress.section if self.state.progress else 0
        return min(furthest + 1, len(self.words.sections))


@dataclass(frozen=True)
class Judged:
    """A question with the answer given to it."""

    question: Question
    chosen: Choice | None

    @property
    def is_right(self) -> bool:
        return self.chosen is not None and self.chosen.key == self.question.right


@require_safe
@allow(signed_in)
def trainings(request: ActingRequest) -> HttpResponse:
    """The units of every programme the person is enrolled in, those that open the first session before the others."""
    rows = [
        Row(enrolment, state, in_words(state.unit.key, state.unit.content))
        for enrolment in _enrolments(request)
        for state in own_units(acting(request), enrolment.programme, enrolment.role)
    ]
    required = [row for row in rows if row.state.is_required]
    scenes = practices() if rows else []
    roles = {row.enrolment.role for row in rows}
    page = {
        "section": "training",
        "rows": required,
        "further": [row for row in rows if not row.state.is_required],
        "open_count": sum(not row.state.is_done for row in required),
        "practices": sorted(scenes, key=lambda one: one.side not in roles),
    }
    return render(request, "participant/training/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def unit(request: ActingRequest, programme: UUID, unit: str) -> HttpResponse:
    """One section at a time on a phone; the address holds which. Going on is a POST, since it is remembered."""
    row = _row(request, programme, unit)
    sections = row.words.sections
    if request.method == "POST":
        number = _number(request.POST.get("bagian"), len(sections)) + 1
        progress = start_unit(row.enrolment.programme, row.state.unit, person=acting(request), now=request.now)
        keep_place(progress, min(number, len(sections)))
        if number >= len(sections):
            return redirect("participant:training_check", programme=programme, unit=unit)
        return redirect(f"{request.path}?bagian={number}")
    number = _number(request.GET.get("bagian", str(row.shown - 1)), len(sections))
    page = {
        "section": "training",
        "row": row,
        "part": sections[number],
        "chosen": _option(sections[number], request.GET.get("pilih")),
        "number": number,
        "shown": number + 1,
        "of": len(sections),
        "before": number - 1,
    }
    return render(request, "participant/training/unit.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def check(request: ActingRequest, programme: UUID, unit: str) -> HttpResponse:
    row = _row(request, programme, unit)
    page: dict[str, object] = {"section": "training", "row": row, "of": len(row.words.questions)}
    if request.method != "POST":
        return render(request, "participant/training/check.html", page)
    answers = {question.key: request.POST.get(question.key, "") for question in row.words.questions}
    progress = complete_unit(
        row.enrolment.programme, row.state.unit, person=acting(request), answers=answers, now=request.now
    )
    judged = [
        Judged(question, next((one for one in question.choices if one.key == answers[question.key]), None))
        for question in row.words.questions
    ]
    page |= {
        "progress": progress,
        "judged": judged,
        "wrong_count": sum(not one.is_right for one in judged),
        "has_passed": progress.right_answers >= row.words.pass_mark,
    }
    return render(request, "participant/training/result.html", page)


def _enrolments(request: ActingRequest) -> list[Enrolment]:
    rows = own_enrolments(acting(request)).filter(state=EnrolmentState.SUBMITTED)
    return list(rows.select_related("programme__template", "programme__organisation"))


def _row(request: ActingRequest, programme: UUID, key: str) -> Row:
    """The unit, in whichever role it is theirs; 404 for everything that is not."""
    for enrolment in _enrolments(request):
        if enrolment.programme.public_id != programme:
            continue
        for state in own_units(acting(request), enrolment.programme, enrolment.role):
            if state.unit.key == key:
                return Row(enrolment, state, in_words(key, state.unit.content))
    raise Http404


def _number(text: str | None, of: int) -> int:
    if text is None or not text.isdecimal() or int(text) >= of:
        return 0
    return int(text)


def _option(part: Section, text: str | None) -> Option | None:
    """What the reader would do in a scenario; it stands in the address alone."""
    if text is None or not text.isdecimal() or int(text) >= len(part.options):
        return None
    return part.options[int(text)]
