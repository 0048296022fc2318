"""What would help a leader most: three short questions, answered once, kept without a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.operations import AlreadyAnswered, AnswerRefused, DataRests, WaveClosed, answer_needs
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.needs import read_needs, standing


def _asked(request: ActingRequest, programme: UUID) -> NeedsRequest | None:
    rows = NeedsRequest.objects.of(acting(request).organisation_id).filter(person=acting(request))
    return rows.filter(survey__programme__public_id=programme).select_related("survey__programme", "person").first()


def was_asked(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Is one of the leaders the survey asks."""
    return request.person is not None and _asked(request, kwargs["programme"]) is not None


@require_http_methods(["GET", "HEAD", "POST"])
@allow(was_asked)
def needs(request: ActingRequest, programme: UUID) -> HttpResponse:
    asked = _asked(request, programme)
    assert asked is not None
    page: dict[str, Any] = {"section": "home", "programme": asked.survey.programme, "survey": asked.survey}
    if outcome := standing(asked, now=request.now):
        return render(request, "participant/needs/over.html", page | {"outcome": outcome})
    form = read_needs(request.POST.dict(), is_sent=request.method == "POST")
    if not form.is_bound:
        return render(request, "participant/needs/needs.html", page | {"form": form})
    if form.is_valid():
        try:
            answer_needs(asked.survey, form.answers(), person=acting(request), now=request.now)
        except AnswerRefused:
            form.add_error(None, _("One of the topics is not known. Search once more."))
            return render(request, "participant/needs/needs.html", page | {"form": form}, status=422)
        except (AlreadyAnswered, DataRests, WaveClosed):
            pass  # the page says so
        return redirect("participant:needs", programme=programme)
    return render(request, "participant/needs/needs.html", page | {"form": form}, status=422)
