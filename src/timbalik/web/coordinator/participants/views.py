"""Who was asked, who answered, and what those who handed in their enrolment wrote."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from timbalik.lib.clock import zone_name
from timbalik.people.models.structure import Unit
from timbalik.programmes import queries, rules
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import note_reading
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.programmes.wording import role_label
from timbalik.relationships.rematch import waiting_again
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest

PAGE = 50
WAITS = "waits"  # a pair of theirs ended early: shown for both sides, and never who ended it
TONES = {EnrolmentState.SUBMITTED: "ok", EnrolmentState.WITHDRAWN: "info", EnrolmentState.DECLINED: "info"}


class FilterForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name or staff number"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("Both")), *EnrolmentRole.choices]
    )
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, *, programme: Programme) -> None:
        super().__init__(data)
        units = Unit.objects.of(programme.organisation_id).filter(valid_until__isnull=True).order_by("name")
        chosen = self.fields["unit"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("Every unit")), *units.values_list("pk", "name")]
        sides = self.fields["role"]
        if isinstance(sides, forms.ChoiceField) and programme.is_mutual:
            named = [(side, role_label(programme.direction, side)) for side in EnrolmentRole.values]
            sides.choices = [("", _("Both")), *named]


@require_safe
@allow(on_programme(rules.is_coordinator))
def participants(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    form = FilterForm(request.GET, programme=shown)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    state = request.GET.get("state", "")
    if state not in (*EnrolmentState.values, WAITS):
        state = ""
    waiting = dict(waiting_again(shown).values_list("pk", "waits_since"))
    rows = queries.participants(
        shown,
        role=said.get("role", ""),
        state="" if state == WAITS else state,
        unit=said.get("unit"),
        name=said.get("name", "").strip(),
    )
    if state == WAITS:
        rows = rows.filter(pk__in=waiting)
    counts = queries.funnels([shown])[shown.pk]
    totals = {key: sum(getattr(funnel, key) for funnel in counts.values()) for key in EnrolmentState.values}
    page: dict[str, Any] = {
        "programme": shown,
        "section": "participants",
        "form": form,
        "state": state,
        "states": _states(request.GET, state, totals, len(waiting)),
        "waits": waiting,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": _query(request.GET, page=None, end="&"),
        "tones": TONES,
        "asked": sum(totals.values()),
        "enrolled": totals[EnrolmentState.SUBMITTED],
        "waiting": totals[EnrolmentState.INVITED] + totals[EnrolmentState.STARTED],
        "filtered": bool(state or any(said.values())),
    }
    return render(request, "coordinator/participants/list.html", page)


@require_safe
@allow(on_programme(rules.is_coordinator))
def participant(request: ActingRequest, programme: UUID, enrolment: UUID) -> HttpResponse:
    """What the coordinator may read: everything handed in, nothing of a draft."""
    shown = the_programme(request, programme)
    rows = queries.participants(shown).filter(public_id=enrolment)
    found = rows.first()
    if found is None:
        raise Http404
    page: dict[str, Any] = {"programme": shown, "section": "participants", "enrolment": found, "person": found.person}
    if queries.enrolments_readable_by(acting(request)).filter(pk=found.pk).exists() and _is_handed_in(found):
        note_reading(found, by=acting(request), now=request.now)
        page |= {
            "is_readable": True,
            "offers": found.offers.select_related("concept").order_by("-level", "concept__position"),
            "wants": found.wants.select_related("concept").order_by("-importance", "concept__position"),
            "hours": [(WEEKDAYS[one.weekday], one) for one in found.person.availability.order_by("weekday", "starts")],
            "zone": zone_name(request.now, ZoneInfo(found.person.time_zone)),
            "other_role": EnrolmentRole.MENTEE if found.role == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR,
        }
    return render(request, "coordinator/participants/detail.html", page)


def _is_handed_in(enrolment: Enrolment) -> bool:
    return enrolment.state == EnrolmentState.SUBMITTED


def _states(query: QueryDict, current: str, totals: dict[str, int], waiting: int) -> list[dict[str, Any]]:
    choices = [("", _("All"), sum(totals.values()))]
    choices += [(key, str(label), totals[key]) for key, label in EnrolmentState.choices]
    if waiting or current == WAITS:
        choices.append((WAITS, _("Wait for a new partner"), waiting))
    return [
        {"label": label, "url": f"?{_query(query, state=key, page=None)}", "current": key == current, "count": count}
        for key, label, count in choices
    ]


def _query(query: QueryDict, *, end: str = "", **changes: str | None) -> str:
    """The address as it is, with some parts changed (or dropped: ``None``)."""
    kept = {key: query.getlist(key) for key in query} | {key: [value] for key, value in changes.items() if value}
    for key, value in changes.items():
        if not value:
            kept.pop(key, None)
    return urlencode(kept, doseq=True) + (end if kept else "")
