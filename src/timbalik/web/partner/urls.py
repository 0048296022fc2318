from django.urls import URLPattern, URLResolver, path

from timbalik.web.partner import views

app_name = "partner"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("<uuid:programme>/", views.guests, name="guests"),
    path("<uuid:programme>/ingatkan/", views.remind, name="remind"),
]
