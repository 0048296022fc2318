from django.urls import path

from timbalik.web.participant.home import views

urlpatterns = [
    path("", views.home, name="home"),
]
