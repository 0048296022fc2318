from django.urls import path

from timbalik.web.participant.search import asking, find, received, talks

OWN = "cari/<uuid:enrolment>/"
TALKS = "kenalan/<uuid:question>/"

urlpatterns = [
    path("cari/", find.searches, name="searches"),
    path(OWN, find.search, name="search"),
    path(f"{OWN}minta/<uuid:wanted>/", asking.ask, name="search_ask"),
    path(f"{OWN}pilihan/", asking.choices, name="search_choices"),
    path("permintaan/", received.inbox, name="questions"),
    path("permintaan/<uuid:question>/", received.question, name="question"),
    path("permintaan/<uuid:question>/tarik/", asking.withdraw, name="question_withdraw"),
    path("permintaan/<uuid:question>/naik/", asking.up, name="question_up"),
    path("ditemukan/<uuid:enrolment>/", received.be_found, name="be_found"),
    path(TALKS, talks.talks, name="first_talks"),
    path(f"{TALKS}waktu/", talks.times, name="first_talk_times"),
    path(f"{TALKS}pilih/", talks.choose, name="first_talk_choose"),
    path(f"{TALKS}batal/", talks.cancel, name="first_talk_cancel"),
    path(f"{TALKS}luput/", talks.missed, name="first_talk_missed"),
    path(f"{TALKS}jawab/", talks.answer, name="first_talk_answer"),
]
