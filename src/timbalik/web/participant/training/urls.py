from django.urls import path

from timbalik.web.participant.training import practising, views

urlpatterns = [
    path("pelatihan/", views.trainings, name="trainings"),
    path("pelatihan/latihan/<slug:practice>/", practising.practice, name="practice"),
    path("pelatihan/<uuid:programme>/<slug:unit>/", views.unit, name="training"),
    path("pelatihan/<uuid:programme>/<slug:unit>/tanya/", views.check, name="training_check"),
]
