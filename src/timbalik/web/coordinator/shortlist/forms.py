"""Which topics are sought, for how many days, and a file that names who knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timbalik.lib.versions import in_language
from timbalik.people.content import group_names
from timbalik.programmes.operations.shortlists import KEEP_DAYS, MOST_SOUGHT
from timbalik.programmes.queries import concepts_by_group
from timbalik.web.coordinator.imports.forms import PeopleFileInput


class TalentFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File from HRIS, ATS or e-recruitment"),
        widget=PeopleFileInput(),
        max_length=None,
        allow_empty_file=True,  # said by the reader, in words that help
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV: staff number or e-mail, and columns of skills, certificates, courses, trainings given, "
            "presentations, or how somebody communicates."
        ),
        error_messages={"required": gettext_lazy("Choose a file."), "missing": gettext_lazy("Choose a file.")},
    )


class ShortlistForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics that are sought"),
        error_messages={"required": gettext_lazy("Choose at least one topic.")},
    )
    keep_days = forms.TypedChoiceField(
        label=gettext_lazy("How long may it be kept?"),
        coerce=int,
        widget=forms.RadioSelect,
        initial=KEEP_DAYS[-1],
        help_text=gettext_lazy("Then the list and all that was read for it are erased, or earlier when you close it."),
    )

    def __init__(self, data: QueryDict | None = None, *, chosen: Iterable[str] = ()) -> None:
        super().__init__(data)
        self._groups = concepts_by_group()
        self._chosen = list(chosen) if data is None else list(data.getlist("topics"))
        topics, days = self.fields["topics"], self.fields["keep_days"]
        assert isinstance(topics, forms.MultipleChoiceField)
        assert isinstance(days, forms.TypedChoiceField)
        topics.choices = [(one.key, one.key) for _group, concepts in self._groups for one in concepts]
        days.choices = [(count, ngettext("%d day", "%d days", count) % count) for count in KEEP_DAYS]

    def clean_topics(self) -> list[str]:
        topics: list[str] = list(dict.fromkeys(self.cleaned_data["topics"]))
        if len(topics) > MOST_SOUGHT:
            raise forms.ValidationError(_("Choose %(most)d topics at most."), params={"most": MOST_SOUGHT})
        return topics

    def chosen(self) -> list[Any]:
        return [one for _group, concepts in self._groups for one in concepts if one.key in self._chosen]

    def others(self) -> list[dict[str, Any]]:
        """The topics not chosen yet, by group."""
        names = group_names()
        rows = [
            {
                "name": in_language(names.get(key) or {"id": key}),
                "concepts": [one for one in concepts if one.key not in self._chosen],
            }
            for key, concepts in self._groups
        ]
        return [row for row in rows if row["concepts"]]
