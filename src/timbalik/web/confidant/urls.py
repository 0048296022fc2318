from django.urls import path

from timbalik.web.confidant import views

app_name = "confidant"
urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:talk>/", views.talk, name="talk"),
    path("<uuid:talk>/ambil/", views.take, name="take"),
    path("<uuid:talk>/selesai/", views.close, name="close"),
]
