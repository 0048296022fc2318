"""The upload, the mapping of columns, and the mend of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timbalik.people.importing.fields import Field
from timbalik.people.importing.suggestions import SURE, Dropped
from timbalik.people.models.imports import ImportBatch
from timbalik.people.states import ImportScope

ACCEPTED = ".xlsx,.csv,.tsv,.txt"
NEVER = (Dropped.PRIVATE, Dropped.NATIONAL_NUMBER, Dropped.EMPTY)


class PeopleFileInput(forms.FileInput):
    def __init__(self) -> None:
        super().__init__({"accept": ACCEPTED})


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with people"),
        widget=PeopleFileInput(),
        max_length=None,
        allow_empty_file=True,  # said by the reader, in words that help
        help_text=gettext_lazy("Excel (.xlsx) or CSV, as your HR system gives it. No need to change anything first."),
        error_messages={"required": gettext_lazy("Choose a file."), "missing": gettext_lazy("Choose a file.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Who is in it?"),
        widget=forms.RadioSelect,
        choices=[
            (ImportScope.PARTIAL, gettext_lazy("Some people")),
            (ImportScope.FULL, gettext_lazy("Everybody who works here")),
        ],
        initial=ImportScope.PARTIAL,
        help_text=gettext_lazy(
            "With everybody in it, people who are missing are proposed to you as left. Nobody is removed by a file."
        ),
    )


class ColumnsForm(forms.Form):
    """One choice for each column. Values of columns without a field were never kept, so using one needs the file again."""

    file = forms.FileField(
        label=gettext_lazy("The same file again"), widget=PeopleFileInput(), required=False, allow_empty_file=True
    )

    def __init__(self, data: Any = None, files: Any = None, *, batch: ImportBatch) -> None:
        super().__init__(data, files)
        self.kept: list[dict[str, Any]] = batch.mapping.get("columns", [])
        self.others = [one for one in batch.dropped_columns if Dropped(one["reason"]) not in NEVER]
        self.never = [one["header"] for one in batch.dropped_columns if one["reason"] in NEVER and one["header"]]
        self.samples: dict[str, list[str]] = batch.mapping.get("samples", {})
        choices = [("", _("Don't import")), *Field.choices]
        for number, column in enumerate([*self.kept, *self.others]):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column["header"], choices=choices, required=False, initial=column.get("field", "")
            )

    def kept_rows(self) -> Iterator[dict[str, Any]]:
        """What the page shows of each column that is kept."""
        for number, column in enumerate(self.kept):
            yield {
                "header": column["header"],
                "samples": self.samples.get(column["field"], []),
                "is_sure": column["confidence"] >= SURE,
                "field": self[f"column_{number}"],
            }

    def other_rows(self) -> Iterator[tuple[BoundField, str]]:
        for number, column in enumerate(self.others, len(self.kept)):
            yield self[f"column_{number}"], str(Field(column["hint"]).label) if column.get("hint") else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        fields = [value for name, value in cleaned.items() if name.startswith("column_") and value]
        if twice := next((one for one in fields if fields.count(one) > 1), None):
            raise forms.ValidationError(
                _("Two columns are both “%(field)s”. Choose one.") % {"field": Field(twice).label}
            )
        if self._wants_others(cleaned) and not cleaned.get("file"):
            self.add_error("file", _("Choose the file once more: what stands in that column was never kept."))
        return cleaned

    def _wants_others(self, cleaned: dict[str, Any]) -> bool:
        return any(
            cleaned.get(f"column_{number}") for number in range(len(self.kept), len(self.kept) + len(self.others))
        )

    @property
    def file_again(self) -> UploadedFile[bytes] | None:
        """The file, when a column that was not kept is wanted now."""
        found: UploadedFile[bytes] | None = (
            self.cleaned_data.get("file") if self._wants_others(self.cleaned_data) else None
        )
        return found

    def by_header(self) -> dict[str, Field | None]:
        return {
            column["header"]: Field(value) if (value := self.cleaned_data[f"column_{number}"]) else None
            for number, column in enumerate([*self.kept, *self.others])
        }

    def by_field(self) -> dict[Field, Field | None]:
        return {
            Field(column["field"]): Field(value) if (value := self.cleaned_data[f"column_{number}"]) else None
            for number, column in enumerate(self.kept)
        }


class MendForm(forms.Form):
    row = forms.IntegerField(min_value=1)
    field = forms.ChoiceField(choices=Field.choices)
    value = forms.CharField(required=False, max_length=300)
    everywhere = forms.BooleanField(required=False)
