"""Who waits for a person to read how they work with others; yes, talk first, or not this wave, with a reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.programmes.conduct import statements_of
from timbalik.programmes.models import Enrolment, Programme, Screening
from timbalik.programmes.operations import note_reading
from timbalik.programmes.operations.screening import NotScreenable, ScreeningReasonMissing, answer_screening
from timbalik.programmes.rules import is_coordinator
from timbalik.programmes.screenings import screening_queue
from timbalik.programmes.states import Conduct, EnrolmentState, ScreeningVerdict
from timbalik.programmes.validators import LONGEST_TEXT
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest

PAGE = 25


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[choice for choice in ScreeningVerdict.choices if choice[0] != ScreeningVerdict.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The person reads it, word for word. Needed for “talk first” and “not this wave”."),
    )


@require_safe
@allow(on_programme(is_coordinator))
def screening(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    verdict = request.GET.get("verdict", "")
    if verdict not in ScreeningVerdict.values:
        verdict = ScreeningVerdict.WAITING
    rows = screening_queue(shown, verdict)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "section": "participants",
        "programme": shown,
        "page": page,
        "people": [{"enrolment": one, "screening": _of(one)} for one in page],
        "verdict": verdict,
        "verdicts": [
            {"label": label, "url": f"?{urlencode({'verdict': key})}", "current": key == verdict}
            for key, label in ScreeningVerdict.choices
        ],
        "query": urlencode({"verdict": verdict}) + "&",
    }
    return render(request, "coordinator/screening/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def answer(request: ActingRequest, programme: UUID, enrolment: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    found = _enrolment(shown, enrolment)
    me = acting(request)
    said = _of(found)
    initial = {"verdict": said.verdict, "reason": said.reason} if said else {}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            answer_screening(found, facts["verdict"], reason=facts["reason"], by=me, now=request.now)
        except ScreeningReasonMissing:
            form.add_error("reason", _("Write your reason; the person reads it."))
        except NotScreenable:
            form.add_error(None, _("Nobody screens themselves, or who has not handed in. Ask another coordinator."))
        else:
            messages.success(request, _("Your answer for %(name)s is kept.") % {"name": found.person.display_name})
            return redirect("coordinator:screening", programme=programme)
    if request.method != "POST":
        note_reading(found, by=me, now=request.now)
    page: dict[str, Any] = {
        "section": "participants",
        "programme": shown,
        "enrolment": found,
        "screening": said,
        "conduct": _in_words(found, said),
        "form": form,
    }
    return render(request, "coordinator/screening/answer.html", page, status=422 if form.errors else 200)


def _enrolment(shown: Programme, ref: UUID) -> Enrolment:
    rows = Enrolment.objects.of(shown.organisation_id).filter(
        programme=shown, public_id=ref, state=EnrolmentState.SUBMITTED, person__restricted_at__isnull=True
    )
    found = rows.select_related("person__unit", "screening", "programme", "organisation").first()
    if found is None:
        raise Http404
    return found


def _of(enrolment: Enrolment) -> Screening | None:
    try:
        found: Screening = enrolment.screening
    except ObjectDoesNotExist:
        return None
    return found


def _in_words(enrolment: Enrolment, said: Screening | None) -> list[tuple[Any, Any]]:
    """Each statement with what the person said of it; or that nothing was said yet."""
    labels = dict(Conduct.choices)
    kept = said.conduct if said else {}
    return [
        (words, labels.get(kept.get(key, ""), _("Not told yet")))
        for key, words in statements_of(enrolment.role).items()
    ]
