from django.urls import path

from timbalik.web.coordinator.needs import views

urlpatterns = [
    path("", views.needs, name="needs"),
    path("tanya/", views.ask, name="needs_ask"),
    path("wawancara/", views.interview, name="needs_interview"),
    path("wawancara/hapus/", views.forget, name="needs_interview_forget"),
    path("topik/", views.topics, name="needs_topics"),
]
