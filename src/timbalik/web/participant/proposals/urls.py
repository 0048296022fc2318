from django.urls import path

from timbalik.web.participant.proposals import objection, ranking, remedy, views

urlpatterns = [
    path("usulan/", views.proposals, name="proposals"),
    path("usulan/<uuid:proposal>/", views.proposal, name="proposal"),
    path("keputusan/<uuid:enrolment>/", objection.objection, name="objection"),
    path("keputusan/<uuid:enrolment>/tarik/", objection.objection_withdraw, name="objection_withdraw"),
    path("urutan/<uuid:enrolment>/", ranking.ranking, name="ranking"),
    path("pertanyaan/<uuid:remedy>/", remedy.remedy, name="remedy"),
]
