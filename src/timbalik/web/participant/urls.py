from django.urls import URLPattern, URLResolver, include, path

app_name = "participant"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("timbalik.web.participant.enrolment.urls")),
    path("", include("timbalik.web.participant.proposals.urls")),
]
