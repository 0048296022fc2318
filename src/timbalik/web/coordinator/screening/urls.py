from django.urls import path

from timbalik.web.coordinator.screening import views

urlpatterns = [
    path("program/<uuid:programme>/kesiapan/", views.screening, name="screening"),
    path("program/<uuid:programme>/kesiapan/<uuid:enrolment>/", views.answer, name="screening_answer"),
]
