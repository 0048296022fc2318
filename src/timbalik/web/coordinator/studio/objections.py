"""The queue of those who asked that a person decides about their pairing."""

from __future__ import annotations

from contextlib import suppress
from math import ceil
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.matching.errors import HardRuleForbids, MatchingRefused, NotInThisRound, PairImpossible, RoundBusy
from timbalik.matching.models import Objection
from timbalik.matching.operations.objecting import OwnObjection, answer_objection, pair_by_hand, prepared_rounds
from timbalik.matching.queries.objections import objections_of, possible_partners, stands
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.rules import CONFIDED
from timbalik.matching.states import WorkKind
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.acts import leave
from timbalik.web.coordinator.studio.finding import coordinates
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.middleware import ActingRequest

SHOWN = 100


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads it in these words."),
    )


class PairForm(forms.Form):
    partner = forms.ChoiceField(label=gettext_lazy("Partner"))
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads it. It is kept with the decision."),
    )

    def __init__(self, *args: Any, objection: Objection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(one.public_id): one for one in possible_partners(objection)}
        names = [(key, _label(one)) for key, one in self.partners.items()]
        self.fields["partner"] = forms.ChoiceField(
            label=gettext_lazy("Partner"), choices=[("", _("Choose a partner")), *names]
        )
        self.order_fields(["partner", "reason"])


def _label(one: Any) -> str:
    return f"{one.person.display_name} · {one.person.unit.name}" if one.person.unit else str(one.person.display_name)


@require_safe
@allow(coordinates)
def queue(request: ActingRequest, programme: UUID) -> HttpResponse:
    """All of them: those that wait first, by the time left; nobody finds their own here."""
    mine = the_programme(request, programme)
    rows = list(objections_of(mine).exclude(person=acting(request))[:SHOWN])
    context = {
        "programme": mine,
        "section": "studio",
        "waiting": [_row(one, request) for one in rows if one.state == "open"],
        "settled": [one for one in rows if one.state != "open"],
    }
    return render(request, "coordinator/studio/objections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(coordinates)
def one(request: ActingRequest, programme: UUID, objection: UUID) -> HttpResponse:
    """What somebody wrote, and the two ways to decide: choose a partner, or answer."""
    mine = the_programme(request, programme)
    found = objections_of(mine).exclude(person=acting(request)).filter(public_id=objection).first()
    if found is None:
        raise Http404
    which = request.POST.get("act", "")
    answer = AnswerForm(request.POST if which == "answer" else None)
    pair = PairForm(request.POST if which == "pair" else None, objection=found)
    done = False
    if request.method == "POST":
        done = _answered(request, found, answer) if which == "answer" else _paired(request, found, pair)
    if done:
        return redirect("coordinator:objections", programme)
    context = {
        "programme": mine,
        "section": "studio",
        "objection": found,
        "row": _row(found, request),
        "stands": stands(found),
        "answer_form": answer,
        "pair_form": pair,
    }
    return render(request, "coordinator/studio/objection.html", context)


def _answered(request: ActingRequest, objection: Objection, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    try:
        answer_objection(objection, answer=form.cleaned_data["answer"], by=acting(request), now=request.now)
    except MatchingRefused as refusal:
        messages.error(request, _in_words(refusal))
    else:
        messages.success(request, _("Your answer was sent. The next round may propose this person again."))
    return True


def _paired(request: ActingRequest, objection: Objection, form: PairForm) -> bool:
    if not form.is_valid():
        return False
    partner = form.partners[form.cleaned_data["partner"]]
    by, now, large = acting(request), request.now, is_large(objection.enrolment.cohort)
    try:
        reason = form.cleaned_data["reason"]
        pair_by_hand(objection, partner=partner, reason=reason, by=by, now=now, solve=not large)
        for round_ in prepared_rounds(objection) if large else ():
            with suppress(RoundBusy):  # what is computed now reads the choice, or is computed anew before it is sent
                leave(round_, WorkKind.SOLVE, by=by, now=now)
    except (HardRuleForbids, NotInThisRound, PairImpossible) as refusal:
        form.add_error("partner", _in_words(refusal))
        return False
    except MatchingRefused as refusal:
        messages.error(request, _in_words(refusal))
    else:
        messages.success(request, _("Chosen. The round being prepared, or the next one, asks both about this pair."))
    return True


def _in_words(refusal: MatchingRefused) -> str:
    if isinstance(refusal, HardRuleForbids):
        rule = "confided" if refusal.rule in CONFIDED else refusal.rule
        return _("This pair may not be: %(rule)s.") % {"rule": rule_in_words(rule)}
    if isinstance(refusal, OwnObjection):
        return _("Nobody decides about their own wish. Another coordinator can.")
    if isinstance(refusal, NotInThisRound | PairImpossible):
        return _("One of them is not available or has no place left.")
    return _("This was answered or taken back in the meantime.")


def _row(objection: Objection, request: ActingRequest) -> dict[str, Any]:
    left = ceil((objection.answer_by - request.now).total_seconds() / 3600)
    return {
        "objection": objection,
        "person": objection.person,
        "hours": left,
        "late": objection.answer_by < request.now,
    }
