"""What people say about themselves, and whom they look for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.persons import Person
from timbalik.people.profiles import Profile
from timbalik.people.queries import SHORTEST_SEARCH, colleagues, others_here
from timbalik.people.states import Salutation
from timbalik.web.fields import Week
from timbalik.web.participant.enrolment.week import DAYS, SLOTS, ZONES

MOST_FOUND = 8
LANGUAGES = (("id", "Indonesia"), ("en", "English"))


class ProfileForm(forms.Form):
    full_name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("The next people file brings back what your company has. Ask the HR team to correct it there too."),
    )
    salutation = forms.ChoiceField(
        label=_("Form of address"),
        choices=[("", _("None")), *((key, label) for key, label in Salutation.choices if key)],
        required=False,
        widget=forms.RadioSelect,
    )
    nickname = forms.CharField(label=_("What should your partner call you?"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={name: getattr(person, name) for name in self.base_fields})
        if person.time_zone not in dict(ZONES):
            choices = [*ZONES, (person.time_zone, person.time_zone)]
            self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=choices)

    def profile(self) -> Profile:
        said = self.cleaned_data
        return Profile(
            full_name=said["full_name"].strip(),
            nickname=said["nickname"].strip(),
            salutation=said["salutation"],
            language=said["language"],
            time_zone=said["time_zone"],
        )


class HoursForm(forms.Form):
    week = forms.MultipleChoiceField(
        label=_("Hours that are usually free"),
        widget=Week(days=DAYS, slots=SLOTS),
        choices=Week(days=DAYS, slots=SLOTS).values(),
        error_messages={"required": _("Tick at least one. Pairs need an hour that both have free.")},
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name or staff number"),
        max_length=100,
        required=False,
        help_text=_("At least three letters."),
        widget=forms.TextInput({"type": "search", "minlength": SHORTEST_SEARCH}),
    )


class Search:
    """Looking for a colleague by name: what was asked, and who was found."""

    def __init__(self, person: Person, said: str) -> None:
        self.person, self.said = person, said.strip()
        self.form = SearchForm({"q": self.said})
        found = list(colleagues(person, self.said)[: MOST_FOUND + 1])
        self.found, self.has_more = found[:MOST_FOUND], len(found) > MOST_FOUND


def chosen_colleague(person: Person, key: str) -> Person | None:
    """Somebody of the same organisation who is still here; guests choose nobody."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return others_here(person).filter(public_id=wanted).first()
