from django.urls import path

from timbalik.web.participant.ideas import views

urlpatterns = [
    path("usulan-program/", views.ideas, name="ideas"),
    path("usulan-program/baru/", views.new, name="idea_new"),
    path("usulan-program/<uuid:idea>/", views.idea, name="idea"),
    path("usulan-program/<uuid:idea>/tarik/", views.withdraw, name="idea_withdraw"),
]
