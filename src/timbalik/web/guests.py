"""Whom to invite as a guest: the least that is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.states import PartnerKind
from timbalik.programmes.models import Programme
from timbalik.programmes.operations.guests import LONGEST_NAME, GuestRefused, GuestWords
from timbalik.programmes.states import EnrolmentRole
from timbalik.programmes.wording import role_label

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))
REFUSALS = {
    "name": _("Write what this person is called."),
    "address": _("This is not a mail address."),
    "works_here": _("Somebody of this organisation has that address already; invite them as a colleague."),
    "elsewhere": _("A guest of another organisation has that address already."),
}


class GuestForm(forms.Form):
    """Nothing of anybody's employment is asked for."""

    called = forms.CharField(
        label=_("What they are called"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write what this person is called.")},
    )
    email = forms.EmailField(
        label=_("Mail address"),
        error_messages={"required": _("The link goes to a mail address."), "invalid": _("This is not a mail address.")},
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES)

    def words(self) -> GuestWords:
        said = self.cleaned_data
        return GuestWords(said["called"], said["email"], said["language"])

    def refuse(self, refusal: GuestRefused) -> None:
        field = "called" if refusal.code == "name" else "email"
        self.add_error(field, REFUSALS[refusal.code])


class InviteGuestForm(GuestForm):
    role = forms.ChoiceField(label=_("Takes part as"))

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        super().__init__(data)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(key, role_label(programme.direction, key)) for key in EnrolmentRole.values]


class PartnerForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Write the name of the organisation.")},
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=PartnerKind.choices)
