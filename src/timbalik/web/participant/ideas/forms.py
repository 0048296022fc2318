"""A programme in three sentences: why, what leaders gain, and with which topics it begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.operations.ideas import IdeaText
from timbalik.programmes.states import EnrolmentRole
from timbalik.programmes.validators import LONGEST_TEXT, MOST_CONCEPTS
from timbalik.web.participant.enrolment.widgets import Concepts


class IdeaForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the programme"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("For example: Fresh eyes on our dashboards")}),
        error_messages={"required": _("Give it a name that people will recognise.")},
    )
    reason = forms.CharField(
        label=_("Why, and why now?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Leaders read this in their invitation. What do you see every day that they do not?"),
        error_messages={"required": _("One sentence is enough.")},
    )
    leader_gains = forms.CharField(
        label=_("What do leaders gain?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("They read this too. A concrete gain is worth more than a large one."),
        error_messages={"required": _("One sentence is enough. Nobody takes part without a gain.")},
    )
    takes_part = forms.BooleanField(
        label=_("I am ready to be one of the first mentors myself."), required=False, initial=True
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        concepts = list(SkillConcept.objects.all())
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("First topics"),
            help_text=_("Choose one to five."),
            choices=[(concept.key, str(concept)) for concept in concepts],
            widget=Concepts(concepts, experience_first=False, role=EnrolmentRole.MENTOR),
            error_messages={"required": _("Choose at least one topic to begin with.")},
        )
        self.order_fields(["name", "reason", "leader_gains", "topics", "takes_part"])

    def clean_topics(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["topics"]
        if len(chosen) > MOST_CONCEPTS:
            raise forms.ValidationError(
                _("You chose %(number)d. Keep the five that matter most."), params={"number": len(chosen)}
            )
        return chosen

    def said(self) -> IdeaText:
        return IdeaText(**self.cleaned_data | {"topics": tuple(self.cleaned_data["topics"])})
