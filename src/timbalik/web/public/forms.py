from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.web.public.codes import is_code_of
from timbalik.web.public.limits import may_ask_for_code, may_try_code


class RequestCodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    email = forms.EmailField(
        label=_("Office e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "autofocus": True}),
        error_messages={
            "required": _("Write your office e-mail address."),
            "invalid": _("Complete the address, for example rizky@kirana.example"),
        },
    )

    def clean_email(self) -> str:
        if not may_ask_for_code(context.request, self.cleaned_data["email"]):
            raise get_adapter().validation_error("too_many_login_attempts")
        email: str = super().clean_email()
        return email


class ConfirmCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        help_text=_("No code yet? Look in the spam folder, or ask for a new one below."),
        error_messages={"required": _("Write the six digits from our e-mail.")},
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        seed: str = self.expected_code or ""
        # The budget is taken before the check, so that tries sent side by side can't share one.
        if not may_try_code(context.request, seed or context.request.session.session_key or ""):
            raise get_adapter().validation_error("too_many_login_attempts")
        if not is_code_of(seed, typed):
            raise get_adapter().validation_error("incorrect_code")
        return typed
