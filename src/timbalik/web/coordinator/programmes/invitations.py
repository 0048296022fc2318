"""Choose whom to invite, by unit and level, and write again to those who did not answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.people.models.persons import Person
from timbalik.people.models.structure import Unit
from timbalik.programmes import rules
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import EnrolmentNotOpen, NotInvitable, invite, remind_invited
from timbalik.programmes.queries import InvitationFilter, invitable, ladder
from timbalik.programmes.states import EnrolmentRole, ProgrammeState
from timbalik.programmes.wording import role_label
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.coordinator.programmes.forms import level_choices
from timbalik.web.middleware import ActingRequest

PAGE = 50
MOST_AT_ONCE = 100  # an invitation is written and its letter sealed: about a hundredth of a second each


class FilterForm(forms.Form):
    """Whom to suggest; the levels of the programme are filled in to begin with."""

    name = forms.CharField(label=gettext_lazy("Name or staff number"), required=False, max_length=100)
    unit = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Units"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    lowest = forms.TypedChoiceField(label=gettext_lazy("From level"), required=False, coerce=int, empty_value=None)
    highest = forms.TypedChoiceField(label=gettext_lazy("to level"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, *, programme: Programme, role: str) -> None:
        levels = programme.mentor_levels if role == EnrolmentRole.MENTOR else programme.mentee_levels
        given = data.copy()
        if "lowest" not in data and levels:
            given["lowest"], given["highest"] = str(levels[0]), str(levels[1])
        super().__init__(given)
        self.role = role
        ranks = ladder(programme.organisation)
        ends = set(levels) - set(ranks)
        names = [("", _("Any level")), *level_choices(ranks | dict.fromkeys(ends, ""))]
        units = Unit.objects.of(programme.organisation_id).filter(valid_until__isnull=True).order_by("name")
        for field, choices in (("unit", list(units.values_list("pk", "name"))), ("lowest", names), ("highest", names)):
            chosen = self.fields[field]
            if isinstance(chosen, forms.ChoiceField):
                chosen.choices = choices

    def chosen(self) -> InvitationFilter:
        """Of a valid form only: a filter that was not understood must never widen the choice."""
        said = self.cleaned_data
        low, high = said.get("lowest"), said.get("highest")
        levels = [] if low is None and high is None else [low or 0, 32767 if high is None else high]
        return InvitationFilter(self.role, levels, tuple(said["unit"]), said["name"].strip())


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(rules.is_coordinator))
def invite_people(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    role = request.GET.get("role", EnrolmentRole.MENTOR)
    if role not in EnrolmentRole.values:
        role = EnrolmentRole.MENTOR
    form = FilterForm(request.GET, programme=shown, role=role)
    people = invitable(shown, form.chosen()) if form.is_valid() else Person.objects.none()
    if request.method == "POST":
        everyone = "everyone" in request.POST
        wanted = people if everyone else people.filter(public_id__in=_keys(request.POST.getlist("person")))
        return _invite(request, shown, [(person, role) for person in wanted[:MOST_AT_ONCE]])
    page: dict[str, Any] = {
        "programme": shown,
        "section": "programmes",
        "form": form,
        "role": role,
        "roles": [
            {"label": role_label(shown.direction, key), "url": f"?{urlencode({'role': key})}", "current": key == role}
            for key in EnrolmentRole.values
        ],
        "is_open": shown.state == ProgrammeState.OPEN,
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "query": _query_without_page(request.GET),
        "most": MOST_AT_ONCE,
    }
    return render(request, "coordinator/programmes/invite.html", page)


def _invite(request: ActingRequest, shown: Programme, invitations: list[tuple[Any, str]]) -> HttpResponse:
    back = f"{reverse('coordinator:programme_invite', args=[shown.public_id])}?{request.GET.urlencode()}"
    if not invitations:
        messages.error(request, _("Nobody was chosen. Tick the people you want to invite."))
        return redirect(back)
    try:
        asked = invite(shown, invitations, by=acting(request), now=request.now)
    except EnrolmentNotOpen:
        messages.error(request, _("Open enrolment first; then invitations can go out."))
    except NotInvitable as refusal:
        names = ", ".join(person.display_name for person in refusal.people[:3])
        messages.error(request, _("Nobody was invited: %(names)s left or may not be written to.") % {"names": names})
    else:
        text = ngettext("%(number)d invitation is on its way.", "%(number)d invitations are on their way.", len(asked))
        messages.success(request, text % {"number": len(asked)})
    return redirect(back)


@require_POST
@allow(on_programme(rules.is_coordinator))
def remind(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    try:
        number = remind_invited(shown, by=acting(request), now=request.now)
    except EnrolmentNotOpen:
        messages.error(request, _("Open enrolment first; then reminders can go out."))
    else:
        if number:
            text = ngettext("%(number)d reminder is on its way.", "%(number)d reminders are on their way.", number)
            messages.success(request, text % {"number": number})
        else:
            messages.success(request, _("Everybody has answered, or was written to within the last three days."))
    return redirect("coordinator:programme", programme=programme)


def _keys(values: list[str]) -> list[UUID]:
    """What a form sent as public ids; anything else is left out."""
    keys = []
    for value in values[:MOST_AT_ONCE]:
        try:
            keys.append(UUID(value))
        except ValueError:
            continue
    return keys


def _query_without_page(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
