from django.urls import path

from timbalik.web.participant.nominations import views

urlpatterns = [
    path("calon-mentor/", views.nominations, name="nominations"),
    path("calon-mentor/<uuid:programme>/", views.name_colleague, name="nominate"),
]
