from django.urls import path

from timbalik.web.assistant import views

app_name = "assistant"
urlpatterns = [
    path("", views.home, name="home"),
    path("sesi/<uuid:seat>/jawab/", views.answer, name="answer"),
    path("sesi/<uuid:seat>/pindah/", views.move, name="move"),
]
