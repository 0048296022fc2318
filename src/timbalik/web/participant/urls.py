from django.urls import URLPattern, URLResolver, include, path

app_name = "participant"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("timbalik.web.participant.notices.urls")),
    path("", include("timbalik.web.participant.profile.urls")),
    path("", include("timbalik.web.participant.home.urls")),
    path("", include("timbalik.web.participant.pair.urls")),
    path("", include("timbalik.web.participant.growth.urls")),
    path("", include("timbalik.web.participant.pulse.urls")),
    path("", include("timbalik.web.participant.needs.urls")),
    path("", include("timbalik.web.participant.sessions.urls")),
    path("", include("timbalik.web.participant.training.urls")),
    path("", include("timbalik.web.participant.library.urls")),
    path("", include("timbalik.web.participant.enrolment.urls")),
    path("", include("timbalik.web.participant.ideas.urls")),
    path("", include("timbalik.web.participant.cascade.urls")),
    path("", include("timbalik.web.participant.nominations.urls")),
    path("", include("timbalik.web.participant.shortlists.urls")),
    path("", include("timbalik.web.participant.proposals.urls")),
    path("", include("timbalik.web.participant.search.urls")),
]
