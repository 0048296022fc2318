from django.urls import path

from timbalik.web.coordinator.participants import views

urlpatterns = [
    path("program/<uuid:programme>/peserta/", views.participants, name="participants"),
    path("program/<uuid:programme>/peserta/<uuid:enrolment>/", views.participant, name="participant"),
]
