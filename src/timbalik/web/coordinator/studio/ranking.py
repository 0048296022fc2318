"""Ask both sides to rank before a round, and see how many have. What somebody ranked is on no page here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.matching import tasks
from timbalik.matching.errors import MatchingRefused, NobodyToPair, RoundUnderWay
from timbalik.matching.operations.ranking import RankingUnderWay, close_ranking, is_open, open_ranking
from timbalik.matching.queries.rankings import last_call, turnout
from timbalik.matching.ranking_letters import write_to_asked
from timbalik.matching.states import RANKING_ENDED
from timbalik.programmes.models import Cohort, Programme
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Route
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.finding import coordinates
from timbalik.web.coordinator.studio.ranking_work import cohort_of, working
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.middleware import ActingRequest

AT_ONCE = 200  # people; more letters are left to the worker


class RankingForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days to rank"),
        min_value=1,
        max_value=30,
        initial=5,
        help_text=gettext_lazy("Whoever has not answered a day before the end gets one reminder."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(coordinates)
def ranking(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Explained while the way is closed; else the button, and the count while people rank."""
    mine = the_programme(request, programme)
    route_open = is_route_open(mine, Route.RANKED)
    cohort = cohort_of(mine)
    form = RankingForm(request.POST or None)
    if request.method == "POST" and route_open and cohort and form.is_valid():
        return _open(request, mine, cohort, form.cleaned_data["days"])
    call = last_call(cohort) if cohort else None
    if call is not None and call.step and call.step not in RANKING_ENDED:
        return render(request, "coordinator/studio/ranking_work.html", working(mine, call))
    context = {
        "programme": mine,
        "section": "studio",
        "route_open": route_open,
        "call": call if call is None or not call.step else None,
        "ended": call.step if call else "",
        "is_open": call is not None and is_open(call, now=request.now),
        "turnout": turnout(call) if call and not call.step else None,
        "form": form,
    }
    return render(request, "coordinator/studio/ranking.html", context)


@require_POST
@allow(coordinates)
def ranking_close(request: ActingRequest, programme: UUID) -> HttpResponse:
    """End it before its day."""
    cohort = cohort_of(the_programme(request, programme))
    call = last_call(cohort) if cohort else None
    if call is None:
        raise Http404
    close_ranking(call, by=acting(request), now=request.now)
    messages.success(request, _("Ended. What was chosen counts in the next round."))
    return redirect("coordinator:ranking", programme)


def _open(request: ActingRequest, programme: Programme, cohort: Cohort, days: int) -> HttpResponse:
    zone = ZoneInfo(programme.organisation.time_zone)
    last_day = request.now.astimezone(zone).date() + timedelta(days=days)
    closes_at = datetime.combine(last_day, time(23, 59), tzinfo=zone)
    try:
        call = open_ranking(cohort, closes_at=closes_at, by=acting(request), now=request.now, draw=not is_large(cohort))
    except RankingUnderWay:
        messages.error(request, _("People are ranking already."))
    except RoundUnderWay:
        messages.error(request, _("A round is under way. Ask people to rank before you open the next one."))
    except NobodyToPair:
        messages.error(request, _("Nobody could be shown a possible partner yet."))
    except MatchingRefused:
        messages.error(request, _("This is not possible now."))
    else:
        if call.step:
            tasks.draw_ranking.enqueue(call.pk)
            return redirect("coordinator:ranking", programme.public_id)
        if turnout(call).asked <= AT_ONCE:
            write_to_asked(call, now=request.now)
        messages.success(request, _("Everybody who may rank is asked by mail."))
    return redirect("coordinator:ranking", programme.public_id)
