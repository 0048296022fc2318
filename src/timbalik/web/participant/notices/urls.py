from django.urls import path

from timbalik.web.participant.notices import views

urlpatterns = [
    path("kabar/", views.notices, name="notices"),
    path("kabar/dibaca/", views.read, name="notices_read"),
]
