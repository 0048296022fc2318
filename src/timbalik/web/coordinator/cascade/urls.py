from django.urls import path

from timbalik.web.coordinator.cascade import views

urlpatterns = [
    path("program/<uuid:programme>/kaskade/", views.cascade, name="cascade"),
    path("program/<uuid:programme>/kaskade/gelombang/", views.wave, name="cascade_wave"),
]
