from django.urls import URLPattern, URLResolver, include, path

app_name = "coordinator"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("timbalik.web.coordinator.home.urls")),
    path("", include("timbalik.web.coordinator.programmes.urls")),
    path("", include("timbalik.web.coordinator.participants.urls")),
    path("", include("timbalik.web.coordinator.ideas.urls")),
    path("", include("timbalik.web.coordinator.cascade.urls")),
    path("", include("timbalik.web.coordinator.screening.urls")),
    path("", include("timbalik.web.coordinator.nominations.urls")),
    path("", include("timbalik.web.coordinator.shortlist.urls")),
    path("", include("timbalik.web.coordinator.imports.urls")),
    path("", include("timbalik.web.coordinator.roles.urls")),
    path("", include("timbalik.web.coordinator.tokens.urls")),
    path("", include("timbalik.web.coordinator.pairs.urls")),
    path("", include("timbalik.web.coordinator.report.urls")),
    path("program/<uuid:programme>/kebutuhan/", include("timbalik.web.coordinator.needs.urls")),
    path("program/<uuid:programme>/studio/", include("timbalik.web.coordinator.studio.urls")),
    path("program/<uuid:programme>/studio/", include("timbalik.web.coordinator.studio.wishes_urls")),
]
