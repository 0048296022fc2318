"""Name a colleague who would be a good mentor. What they answer is theirs alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.programmes.models import Programme
from timbalik.programmes.nominations import open_to_nominations, own_nominations
from timbalik.programmes.operations.ideas import CannotBeAsked
from timbalik.programmes.operations.nominations import TooManyNominations, nominate
from timbalik.programmes.rules import can_propose_programme
from timbalik.programmes.validators import LONGEST_TEXT
from timbalik.web.access import acting, allow, holding
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.profile.forms import Search, chosen_colleague

PAGE = 20


class NominationForm(forms.Form):
    good_at = forms.CharField(
        label=gettext_lazy("What are they good at?"),
        max_length=300,
        widget=forms.TextInput({"placeholder": gettext_lazy("For example: explaining dashboards")}),
        error_messages={"required": gettext_lazy("Name one thing a leader could learn from them.")},
    )
    example = forms.CharField(
        label=gettext_lazy("An example"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What did you see them do? They read this first."),
        error_messages={"required": gettext_lazy("One thing you saw yourself is enough.")},
    )


@require_safe
@allow(holding(can_propose_programme))
def nominations(request: ActingRequest) -> HttpResponse:
    """Where a colleague can be named now, and whom one named; the answers are shown to nobody."""
    me = acting(request)
    page: dict[str, Any] = {
        "section": "nominations",
        "programmes": open_to_nominations(me),
        "page": Paginator(own_nominations(me), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "participant/nominations/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_propose_programme))
def name_colleague(request: ActingRequest, programme: UUID) -> HttpResponse:
    me = acting(request)
    shown = _programme(request, programme)
    nominee = chosen_colleague(me, request.POST.get("person", request.GET.get("person", "")))
    is_named = request.method == "POST" and "good_at" in request.POST
    form = NominationForm(request.POST if is_named else None)
    if request.method == "POST" and nominee is None:
        raise Http404
    if is_named and nominee is not None and form.is_valid():
        try:
            nominate(shown, nominee, by=me, now=request.now, **form.cleaned_data)
        except CannotBeAsked:
            form.add_error(None, _("This colleague cannot be asked now. Nothing was sent."))
        except TooManyNominations:
            form.add_error(None, _("You have named ten colleagues already. Thank you; that is enough."))
        else:
            messages.success(
                request, _("Thank you. %(name)s is asked first and decides.") % {"name": nominee.display_name}
            )
            return redirect("participant:nominations")
    page: dict[str, Any] = {
        "section": "nominations",
        "programme": shown,
        "nominee": nominee,
        "form": form,
        "search": Search(me, request.GET.get("q", "")),
    }
    return render(request, "participant/nominations/name.html", page, status=422 if form.errors else 200)


def _programme(request: ActingRequest, ref: UUID) -> Programme:
    found = next((one for one in open_to_nominations(acting(request)) if one.public_id == ref), None)
    if found is None:
        raise Http404
    return found
