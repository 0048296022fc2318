"""Which topics are sought, for how many days, and a file that names who knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timbalik.lib.versions import in_language
from timbalik.people.content import group_names
from timbalik.people.importing.fields import Field
from timbalik.programmes.operations.shortlists import KEEP_DAYS, MOST_SOUGHT
from timbalik.programmes.queries import concepts_by_group
from timbalik.programmes.states import Evidence
from timbalik.web.coordinator.imports.forms import PeopleFileInput

WHO: Final = (Field.STAFF_NUMBER, Field.EMAIL)
EVIDENCE: Final = tuple(one for one in Evidence if one != Evidence.OFFER)
MOST_HEADERS: Final = 200


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


class TalentColumnsForm(forms.Form):
    """What each header means. Only what fits was kept of the file, so that it is needed once more."""

    file = forms.FileField(
        label=gettext_lazy("The same file again"),
        widget=PeopleFileInput(),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Choose the file once more: what stands in that column was never kept.")
        },
    )

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, meant: Mapping[str, str] | None = None
    ) -> None:
        """``meant``: headers with what they were read as; from ``data`` where that is sent."""
        super().__init__(data, files, auto_id="id_again_%s")  # beside another form with a file
        if data is not None:
            meant = dict.fromkeys(data.getlist("header")[:MOST_HEADERS], "")
        self.headers = list(meant or {})
        choices = [("", _("Not used")), *((one.value, one.label) for one in (*WHO, *EVIDENCE))]
        for number, (header, value) in enumerate((meant or {}).items()):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header[:120], choices=choices, required=False, initial=value
            )

    def rows(self) -> list[BoundField]:
        return [self[f"column_{number}"] for number in range(len(self.headers))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = [value for name, value in cleaned.items() if name.startswith("column_") and value]
        if not any(value in WHO for value in said) or not any(value in EVIDENCE for value in said):
            raise forms.ValidationError(
                _("Name one column with the staff number or e-mail, and one with what somebody knows.")
            )
        return cleaned

    def chosen(self) -> dict[str, Field | Evidence | None]:
        values = [self.cleaned_data[f"column_{number}"] for number in range(len(self.headers))]
        return {
            header: None if not value else Field(value) if value in WHO else Evidence(value)
            for header, value in zip(self.headers, values, strict=True)
        }


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
