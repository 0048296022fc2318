"""How sign-in by code behaves here: accounts are made by operations, never by signing up."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from timbalik.audit.operations import record
from timbalik.people.queries import persons_of
from timbalik.web.public.codes import code_of, new_seed

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code. Take the one from our newest e-mail."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("Too many requests. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        return new_seed()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once. Nothing tells a known address from an unknown one, a mail server out of reach included."""
        if "code" in context:
            context = context | {"code": code_of(context["code"])}
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as failure:
            log.error("sign-in mail not sent: %s", type(failure).__name__)
            request = allauth_context.request
            messages.error(request, _("Our mail server cannot be reached just now. Try again in a few minutes."))

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any
    ) -> None:
        """Only what went wrong: the pages themselves say what went right."""
        if message:
            messages.add_message(request, level, message)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        for person in persons_of(user):
            record("account.signed_in", organisation=person.organisation, by=person, subject=person, now=request.now)  # type: ignore[attr-defined]  # PersonMiddleware
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response
