from django.urls import path

from timbalik.web.coordinator.roles import views

urlpatterns = [
    path("peran/", views.roles, name="roles"),
    path("peran/beri/", views.give, name="role_give"),
    path("peran/<uuid:assignment>/akhiri/", views.end, name="role_end"),
]
