from django.urls import path

from timbalik.web.coordinator.nominations import views

urlpatterns = [
    path("program/<uuid:programme>/calon-mentor/", views.candidates, name="candidates"),
    path("program/<uuid:programme>/calon-mentor/undang/", views.invite_one, name="candidate_invite"),
]
