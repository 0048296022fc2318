from django.urls import path

from timbalik.web.participant.enrolment import invitation, own_words, rematch, side, views

urlpatterns = [
    path("undangan/<str:token>/", invitation.invitation, name="invitation"),
    path("daftar/<uuid:enrolment>/", views.resume, name="enrolment"),
    path("daftar/<uuid:enrolment>/selesai/", views.done, name="enrolment_done"),
    path("daftar/<uuid:enrolment>/menolak/", views.decline, name="enrolment_decline"),
    path("daftar/<uuid:enrolment>/mundur/", views.withdraw, name="enrolment_withdraw"),
    path("daftar/<uuid:enrolment>/pasangan-baru/", rematch.new_partner, name="new_partner"),
    path("daftar/<uuid:enrolment>/sisi/", side.side, name="side"),
    path("daftar/<uuid:enrolment>/<slug:screen>/", views.screen, name="enrolment_screen"),
    path("daftar/<uuid:enrolment>/<slug:screen>/topik/", own_words.suggest, name="enrolment_suggest"),
]
