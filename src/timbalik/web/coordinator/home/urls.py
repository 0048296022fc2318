from django.urls import path

from timbalik.web.coordinator.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:programme>/", views.home, name="programme_home"),
]
