"""Ask for help outside the line: a talk with a confidential contact, in private and without a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from timbalik.journey.confidential import contacts_for, own_talks
from timbalik.journey.operations import NoContact, TooManyOpen, ask_for_talk, withdraw_talk
from timbalik.journey.operations.talking import LONGEST_WORDS
from timbalik.people.models.persons import Person
from timbalik.programmes.queries import coordinators_of
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space


class HelpForm(forms.Form):
    contact = forms.ChoiceField(label=gettext_lazy("With whom"), widget=forms.RadioSelect, required=False)
    words = forms.CharField(
        label=gettext_lazy("A few words, if you like"),
        help_text=gettext_lazy("Sealed: the contact reads them, nobody else. You may leave this empty."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, contacts: list[Person]) -> None:
        super().__init__(data, initial={"contact": ""})
        self.by_ref = {str(one.public_id): one for one in contacts}
        named = [(ref, one.display_name) for ref, one in self.by_ref.items()]
        chosen = self.fields["contact"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Whoever has time first")), *named]
        if len(named) < 2:
            del self.fields["contact"]

    def chosen(self) -> Person | None:
        return self.by_ref.get(self.cleaned_data.get("contact", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def ask(request: ActingRequest, pair: UUID) -> HttpResponse:
    space, me = the_space(request, pair), acting(request)
    contacts = contacts_for(me, space.programme)
    form = HelpForm(request.POST if request.POST.get("act") == "ask" else None, contacts=contacts)
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        return _withdraw(request, pair)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_talk(me, space.programme, contact=form.chosen(), words=form.cleaned_data["words"], now=request.now)
            messages.success(
                request, _("Your wish was passed on, and to nobody else. You read in your news who answers.")
            )
        except TooManyOpen:
            messages.info(request, _("Several wishes of yours wait already. Somebody gets in touch soon."))
        except NoContact:
            messages.error(request, _("The contact has changed in the meantime. Please choose again."))
        return redirect("participant:pair_help", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "me": me,
        "form": form,
        "contacts": contacts,
        "coordinators": [] if contacts else coordinators_of(space.programme),
        "talks": [one for one in own_talks(me, space.programme) if one.closed_at is None],
    }
    return render(request, "participant/pair/help_page.html", page, status=422 if form.errors else 200)


def _withdraw(request: ActingRequest, pair: UUID) -> HttpResponse:
    me, programme = acting(request), the_space(request, pair).programme
    found = next((one for one in own_talks(me, programme) if str(one.public_id) == request.POST.get("talk")), None)
    if found is None:
        raise Http404
    withdraw_talk(found, by=me, now=request.now)
    messages.success(request, _("Taken back. What you wrote with it is gone for good."))
    return redirect("participant:pair_help", pair=pair)
