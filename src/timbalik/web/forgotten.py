"""The page in place of what a pair wrote, once its time is over and its key destroyed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from timbalik.relationships.vault import KeyDestroyed


class ForgottenMiddleware:
    """Any page that would open a destroyed key says that nothing is left, instead of failing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, KeyDestroyed):
            return None
        return render(request, "forgotten.html", {"section": "pair"}, status=410)
