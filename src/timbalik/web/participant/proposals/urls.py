from django.urls import path

from timbalik.web.participant.proposals import views

urlpatterns = [
    path("usulan/", views.proposals, name="proposals"),
    path("usulan/<uuid:proposal>/", views.proposal, name="proposal"),
]
