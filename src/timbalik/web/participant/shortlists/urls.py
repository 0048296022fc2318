from django.urls import path

from timbalik.web.participant.shortlists import views

urlpatterns = [
    path("profil/calon-mentor/", views.own, name="shortlists"),
    path("profil/calon-mentor/keberatan/", views.objection, name="shortlists_objection"),
    path("profil/calon-mentor/<uuid:nomination>/", views.answer, name="nomination_answer"),
]
