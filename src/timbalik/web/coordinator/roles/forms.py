"""Whom to give which role, and for what. Choices hold only what the acting person may give."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.persons import Person
from timbalik.people.queries import named
from timbalik.programmes.models import Programme
from timbalik.programmes.queries import appointable, programmes_coordinated_by
from timbalik.programmes.rules import GIVEN_BY_COORDINATORS, is_administrator, may_appoint
from timbalik.programmes.states import ProgrammeState, Role

MOST_FOUND = 12
WHOLE = "semua"


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name or staff number"), max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )


def people_found(by: Person, said: str) -> list[Person]:
    """One more than is shown, so that the page can say there are more."""
    if not said.strip():
        return []
    people = appointable(by.organisation_id).filter(named(said.strip())).select_related("unit")
    if not is_administrator(by):
        people = people.exclude(pk=by.pk)
    return list(people.order_by("full_name", "staff_number")[: MOST_FOUND + 1])


class GiveForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role.")}
    )
    scope = forms.ChoiceField(label=_("For"), error_messages={"required": _("Choose what the role is for.")})

    def __init__(self, data: Any = None, *, by: Person, programme: str = "") -> None:
        scopes = _programmes(by)
        first = programme if programme in {str(one.public_id) for one in scopes} else ""
        super().__init__(data, initial={"scope": first})
        self.by, self.programmes = by, {str(one.public_id): one for one in scopes}
        is_admin = is_administrator(by)
        places: list[tuple[str, Any]] = [(WHOLE, _("the whole organisation"))] if is_admin else []
        places += [(key, one.name) for key, one in self.programmes.items()]
        if len(places) > 1:  # nothing wide is chosen by mistake
            places.insert(0, ("", _("Choose")))
        roles: list[tuple[str, Any]] = [
            (key, label)
            for key, label in Role.choices
            if key != Role.PARTNER_COORDINATOR and (is_admin or key in GIVEN_BY_COORDINATORS)
        ]
        for name, choices in (("role", roles), ("scope", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("scope") not in (None, WHOLE):
            self.add_error("scope", _("An administrator looks after the whole organisation. Choose it here."))
        person = find_person(self.by, self.data.get("person", ""))
        if person is None:
            self.add_error(None, _("Choose who gets the role."))
        elif not self.errors and not may_appoint(self.by, person, cleaned["role"], self.programme_of(cleaned)):
            self.add_error(None, _("You cannot give yourself a role. Ask an administrator."))
        cleaned["person"] = person
        return cleaned

    def programme_of(self, cleaned: dict[str, Any]) -> Programme | None:
        return self.programmes.get(cleaned.get("scope", ""))


def _programmes(by: Person) -> list[Programme]:
    rows = Programme.objects.of(by.organisation_id) if is_administrator(by) else programmes_coordinated_by(by)
    return list(rows.exclude(state=ProgrammeState.CLOSED).order_by("-starts_on", "name"))


def find_person(by: Person, key: str) -> Person | None:
    try:
        wanted = UUID(str(key))
    except ValueError:
        return None
    return appointable(by.organisation_id).filter(public_id=wanted).select_related("organisation", "unit").first()
