"""Sign in by a code from an e-mail, and out again: allauth's flow with our pages."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ActingRequest


class RequestCode(RequestLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """Unknown addresses get a mail too, so neither page nor time tells who has an account."""

    def form_valid(self, form: Any) -> HttpResponse:
        if form._user is None:
            email = form.cleaned_data["email"]
            get_adapter().send_mail("account/email/unknown_account", email, {"request": self.request})
        response: HttpResponse = super().form_valid(form)
        return response


class SignOut(LogoutView):  # type: ignore[misc]  # allauth ships no types
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _answer(view: Any, request: HttpRequest) -> HttpResponse:
    response: HttpResponse = view(request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def request_code(request: ActingRequest) -> HttpResponse:
    return _answer(RequestCode.as_view(), request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def confirm_code(request: ActingRequest) -> HttpResponse:
    return _answer(ConfirmLoginCodeView.as_view(), request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def sign_out(request: ActingRequest) -> HttpResponse:
    return _answer(SignOut.as_view(), request)


@require_safe
@allow(anyone)
def account_inactive(request: ActingRequest) -> HttpResponse:
    return render(request, "account/account_inactive.html", status=403)
