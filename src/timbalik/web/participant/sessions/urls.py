from django.urls import path

from timbalik.web.participant.sessions import acts, booking, plans, talk, views

ONE = "pasangan/<uuid:pair>/sesi/<uuid:session>/"

urlpatterns = [
    path("pasangan/<uuid:pair>/sesi/baru/", booking.book, name="session_book"),
    path(ONE, views.session, name="session"),
    path(f"{ONE}pindah/", booking.move, name="session_move"),
    path(f"{ONE}batal/", views.cancel, name="session_cancel"),
    path(f"{ONE}dua-ketukan/", views.check_in, name="session_check_in"),
    path(f"{ONE}rencana/", plans.plan, name="session_plan"),
    path(f"{ONE}yang-terlihat/", plans.seen, name="session_seen"),
    path(f"{ONE}transkrip/", talk.talk_share, name="talk_share"),
    path(f"{ONE}transkrip/hapus/", talk.erase, name="talk_share_erase"),
    path(f"{ONE}jawab/", acts.answer, name="session_answer"),
    path(f"{ONE}pilih/", acts.choose, name="session_choose"),
    path(f"{ONE}terlaksana/", acts.held, name="session_held"),
    path(f"{ONE}tidak-terlaksana/", acts.missed, name="session_missed"),
]
