"""The addresses of the API. Every one of them asks for a token; a session opens nothing here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from timbalik.api.v1 import api

urlpatterns: list[URLPattern | URLResolver] = [path("v1/", api.urls)]
