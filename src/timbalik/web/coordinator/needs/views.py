"""What leaders need, from their answers and from talks, and which topics the programme makes of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.lib.versions import in_language
from timbalik.people.content import business_basics, group_names
from timbalik.people.models.persons import Person
from timbalik.people.queries import named, working
from timbalik.people.suggesting import concept_name
from timbalik.programmes import rules
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import BasicsNeedReason, ProgrammeIsOver, choose_topics
from timbalik.programmes.queries import concepts_by_group
from timbalik.programmes.states import ProgrammeState
from timbalik.programmes.wishes import wished_topics
from timbalik.surveys.operations import (
    NobodyToAsk,
    NotInterviewable,
    WaveClosed,
    open_needs_survey,
    record_interview,
    remove_interview,
)
from timbalik.surveys.queries import interviews_of, needs_of
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.coordinator.needs.forms import AskForm, InterviewForm, TopicsForm
from timbalik.web.middleware import ActingRequest

MOST_FOUND = 20
UNFOLDED = 3  # areas whose topics stand open


@require_safe
@allow(on_programme(rules.is_coordinator))
def needs(request: ActingRequest, programme: UUID) -> HttpResponse:
    return _page(request, the_programme(request, programme))


@require_POST
@allow(on_programme(rules.is_coordinator))
def ask(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Ask the leaders of these levels; again, to add whoever is new or to move the end."""
    shown = the_programme(request, programme)
    form = AskForm(request.POST, programme=shown, today=_today(shown, request))
    if not form.is_valid():
        return _page(request, shown, ask_form=form, status=422)
    said = form.cleaned_data
    leaders = working(shown.organisation).filter(is_guest=False)
    if said["lowest"] is not None:
        leaders = leaders.filter(level_rank__gte=said["lowest"])
    if said["highest"] is not None:
        leaders = leaders.filter(level_rank__lte=said["highest"])
    midnight = datetime.combine(said["until"] + timedelta(days=1), time(), _zone(shown))
    try:
        survey = open_needs_survey(shown, leaders.only("pk"), by=acting(request), now=request.now, closes_at=midnight)
    except (NobodyToAsk, ProgrammeIsOver, WaveClosed):
        messages.error(request, _("Nobody was asked: the survey is over, or nobody works at these levels."))
    else:
        count = survey.requests.count()
        done = ngettext("One leader is asked.", "%(count)d leaders are asked.", count) % {"count": count}
        messages.success(request, done)
    return redirect("coordinator:needs", programme=programme)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(rules.is_coordinator))
def interview(request: ActingRequest, programme: UUID) -> HttpResponse:
    """First whom one spoke with, then what it came to: areas, each with a weight."""
    shown = the_programme(request, programme)
    text = request.GET.get("cari", "").strip()[:80]
    people = working(shown.organisation).filter(is_guest=False).select_related("unit")
    page: dict[str, Any] = {"programme": shown, "section": "programmes", "text": text}
    if text:
        page["found"] = list(people.filter(named(text)).order_by("full_name", "pk")[:MOST_FOUND])
    leader = (
        _leader(request.POST.get("leader") or request.GET.get("dengan", ""), people) if _says_who(request) else None
    )
    page["leader"] = leader
    form = InterviewForm(request.POST or None, today=_today(shown, request))
    if request.method == "POST" and leader is not None and form.is_valid():
        try:
            record_interview(
                shown,
                leader,
                held_on=form.cleaned_data["held_on"],
                areas=form.areas(),
                by=acting(request),
                now=request.now,
            )
        except (NotInterviewable, ProgrammeIsOver):
            messages.error(request, _("That is not possible any more. Nothing was changed."))
        else:
            messages.success(request, _("The talk was kept as areas with weights."))
        return redirect("coordinator:needs", programme=programme)
    status = 422 if request.method == "POST" else 200
    return render(request, "coordinator/needs/interview.html", page | {"form": form}, status=status)


@require_POST
@allow(on_programme(rules.is_coordinator))
def forget(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    found = next((one for one in interviews_of(shown) if str(one.public_id) == request.POST.get("interview")), None)
    if found is not None:
        remove_interview(found, by=acting(request), now=request.now)
        messages.success(request, _("The talk was removed."))
    return redirect("coordinator:needs", programme=programme)


@require_POST
@allow(on_programme(rules.is_coordinator))
def topics(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    form = TopicsForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, topics_form=form, status=422)
    try:
        choose_topics(shown, form.choices(business_basics()), by=acting(request), now=request.now)
    except BasicsNeedReason as refusal:
        names = ", ".join(concept_name(key) for key in refusal.keys)
        form.add_error(
            "reason",
            _(
                "Business basics are not what learning from younger colleagues is about: %(names)s. They help most with "
                "technology, digital culture, new ways to communicate, and inclusion. Say why, or choose other topics."
            )
            % {"names": names},
        )
        return _page(request, shown, topics_form=form, status=422)
    except ProgrammeIsOver:
        messages.error(request, _("This programme is closed. Nothing was changed."))
    else:
        messages.success(request, _("The topics of the programme were set. The enrolment offers them first."))
    return redirect("coordinator:needs", programme=programme)


def _page(
    request: ActingRequest,
    shown: Programme,
    *,
    ask_form: AskForm | None = None,
    topics_form: TopicsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = needs_of(shown, now=request.now)
    names = {key: in_language(name) for key, name in group_names().items()}
    standing = {topic.concept.key: topic.reason for topic in shown.topics.select_related("concept")}
    chosen = topics_form.data.getlist("chosen") if topics_form is not None else list(standing)  # type: ignore[attr-defined]
    reason = next((reason for reason in standing.values() if reason), "")
    ranked = [area.area for area in found.ranking.areas]
    groups = sorted(concepts_by_group(), key=lambda one: ranked.index(one[0]) if one[0] in ranked else len(ranked))
    wished = wished_topics(shown)
    page = {
        "programme": shown,
        "section": "programmes",
        "needs": found,
        "areas": [(names[area.area], area) for area in found.ranking.areas],
        "questions": [(concept_name(key), count) for key, count in found.ranking.questions],
        "interviews": [
            (talk, [(names.get(area, area), weight) for area, weight in talk.areas.items()])
            for talk in interviews_of(shown)
        ],
        "ask_form": ask_form or AskForm(programme=shown, today=_today(shown, request)),
        "topics_form": topics_form or TopicsForm(initial={"reason": reason}),
        "groups": [
            {
                "name": names.get(key, key),
                "is_ranked": key in ranked[:UNFOLDED],
                "concepts": [(one, one.key in chosen) for one in concepts],
                "chosen": sum(one.key in chosen for one in concepts),
            }
            for key, concepts in groups
        ],
        "topics": [concept_name(key) for key in standing],
        "wished": wished,
        "near": [(concept_name(key), count) for key, count in wished.near],
        "is_over": shown.state == ProgrammeState.CLOSED,
    }
    return render(request, "coordinator/needs/needs.html", page, status=status)


def _says_who(request: ActingRequest) -> bool:
    return "leader" in request.POST or "dengan" in request.GET


def _leader(said: str, people: Any) -> Person:
    try:
        found: Person | None = people.filter(public_id=UUID(said)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _zone(programme: Programme) -> ZoneInfo:
    return ZoneInfo(programme.organisation.time_zone)


def _today(programme: Programme, request: ActingRequest) -> Any:
    return request.now.astimezone(_zone(programme)).date()
