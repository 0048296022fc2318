"""Two-week try-outs: what, until when, what happened."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.relationships.operations.experiments import end_experiment, start_experiment
from timbalik.relationships.states import ExperimentState
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.growth.answering import answered
from timbalik.web.participant.growth.forms import ExperimentForm, OutcomeForm
from timbalik.web.participant.pair.access import in_pair, the_space


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def experiments(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = ExperimentForm(
        request.POST or None, today=request.now.astimezone(ZoneInfo(space.me.person.time_zone)).date()
    )
    return answered(
        request,
        space,
        "experiments",
        form,
        lambda: start_experiment(space.relationship, **form.cleaned_data, by=acting(request), now=request.now),
        _("The experiment runs. Come back when its day has come, or earlier."),
        then="participant:experiments",
        page=lambda: {
            "running": [one for one in space.experiments if one.experiment.state == ExperimentState.RUNNING],
            "ended": [one for one in space.experiments if one.experiment.state == ExperimentState.ENDED],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def end(request: ActingRequest, pair: UUID, experiment: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = next((one for one in space.experiments if one.experiment.public_id == experiment), None)
    if found is None:
        raise Http404
    found.experiment.relationship = space.relationship
    form = OutcomeForm(request.POST or None)
    return answered(
        request,
        space,
        "experiment",
        form,
        lambda: end_experiment(found.experiment, **form.cleaned_data, by=acting(request), now=request.now),
        _("What happened is kept."),
        then="participant:experiments",
        page=lambda: {"found": found},
    )
