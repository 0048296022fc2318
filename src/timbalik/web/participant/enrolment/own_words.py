"""What can be given or gained, in the person's own words: topics are suggested, and the person ticks those that are right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from timbalik.people.models.skills import SkillConcept
from timbalik.people.suggesting import suggest_concepts
from timbalik.programmes.basics import out_of_place
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.topics import LONGEST_WISH
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.validators import LONGEST_REASON
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.enrolment.forms import ConceptsForm, OffersForm, WantsForm


class OwnWordsForm(ConceptsForm):
    """A list with a field for one's own words above it. A topic ticked in both counts once."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["words"] = forms.CharField(
            label=_("Write it in your own words"),
            required=False,
            max_length=LONGEST_WISH,
            widget=forms.TextInput({"placeholder": _("For example: make reels for selling"), "autocomplete": "off"}),
        )
        self.fields["wish"] = forms.BooleanField(required=False)

    def clean_chosen(self) -> list[str]:
        self.cleaned_data["chosen"] = list(dict.fromkeys(self.cleaned_data["chosen"]))
        return super().clean_chosen()

    @property
    def wish(self) -> str:
        """The words to keep as a wish for a new topic, if the person ticked that."""
        return self.cleaned_data.get("words", "") if self.cleaned_data.get("wish") else ""

    @property
    def programme_topics(self) -> list[SkillConcept]:
        """The topics of the programme, on the side that teaches them or learns them."""
        if self.is_mentor != (self.side == "offers"):
            return []
        return [topic.concept for topic in self.enrolment.programme.topics.select_related("concept")]

    @property
    def chosen_now(self) -> list[str]:
        return list(self["chosen"].value() or ())


class OffersInWordsForm(OwnWordsForm, OffersForm):
    pass


class WantsInWordsForm(OwnWordsForm, WantsForm):
    """Business basics are not what learning from the young is about: a warning, which a reason overrules (GR-18)."""

    basics: tuple[str, ...] = ()

    def prepare(self) -> None:
        super().prepare()
        self.fields["basics_reason"] = forms.CharField(
            label=_("Why this all the same?"),
            required=False,
            max_length=LONGEST_REASON,
            initial=self.draft.get("basics_reason", ""),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = [] if self.is_mentor else out_of_place(self.enrolment.programme, cleaned.get("chosen", ()))
        if named and not cleaned.get("basics_reason", "").strip():
            names = {concept.key: str(concept) for concept in SkillConcept.objects.filter(key__in=named)}
            self.basics = tuple(names[key] for key in named)
            self.add_error("basics_reason", _("Say in a few words why, or choose another topic."))
        return cleaned

    @property
    def asks_reason(self) -> bool:
        return bool(self.basics or self.draft.get("basics_reason"))

    def keep(self) -> dict[str, Any]:
        return super().keep() | {"basics_reason": self.cleaned_data.get("basics_reason", "").strip()}


FORMS = {"memberi": OffersInWordsForm, "mendapat": WantsInWordsForm}


def suggested(words: str, chosen: list[str]) -> dict[str, Any]:
    """What ``suggested.html`` shows: topics that may be meant, ticked where they are chosen."""
    said = " ".join(words.split())[:LONGEST_WISH]
    found = suggest_concepts(said) if said else []
    return {
        "words": said,
        "suggestions": [{"key": one.key, "name": one.name, "checked": one.key in chosen} for one in found],
    }


@require_POST
@allow(signed_in)
def suggest(request: ActingRequest, enrolment: UUID, screen: str) -> HttpResponse:
    """The suggestions alone, while somebody types. Keeps nothing; the words come in the body, so no log has them."""
    mine = _own(request, enrolment)
    if screen not in FORMS:
        raise Http404
    found = suggested(request.POST.get("words", ""), request.POST.getlist("chosen"))
    return render(request, "participant/enrolment/suggested.html", found | {"enrolment": mine})


def _own(request: ActingRequest, public_id: UUID) -> Enrolment:
    found = own_enrolments(acting(request)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
