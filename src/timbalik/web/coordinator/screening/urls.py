from django.urls import path

from timbalik.web.coordinator.screening import views

urlpatterns = [
    path("program/<uuid:programme>/penyaringan/", views.screening, name="screening"),
    path("program/<uuid:programme>/penyaringan/<uuid:enrolment>/", views.answer, name="screening_answer"),
]
