"""Every address of the product. Each audience keeps its own list; error pages are templates named by their number."""

from django.urls import URLPattern, URLResolver, include, path

from timbalik.web.public.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("timbalik.web.public.signin_urls")),
    path("", include("timbalik.web.public.urls")),
    path("pengelola/", include("timbalik.web.coordinator.urls")),
    path("saya/", include("timbalik.web.participant.urls")),
    path("sponsor/", include("timbalik.web.sponsor.urls")),
    path("mitra/", include("timbalik.web.partner.urls")),
    path("asisten/", include("timbalik.web.assistant.urls")),
    path("kontak/", include("timbalik.web.confidant.urls")),
    path("api/", include("timbalik.api.urls")),
]
