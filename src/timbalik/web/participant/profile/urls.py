from django.urls import path

from timbalik.web.participant.profile import assistants, avoidances, consents, erasure, views

urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("profil/ubah/", views.change, name="profile_change"),
    path("profil/waktu/", views.hours, name="profile_hours"),
    path("profil/jeda/", views.pause, name="profile_pause"),
    path("profil/data/", views.take_data, name="profile_data"),
    path("profil/asisten/", assistants.assistants, name="assistants"),
    path("profil/asisten/akhiri/", assistants.end, name="assistant_end"),
    path("profil/persetujuan/", consents.consents, name="consents"),
    path("profil/persetujuan/tarik/", consents.withdraw, name="consent_withdraw"),
    path("profil/hindari/", avoidances.avoidances, name="avoidances"),
    path("profil/hindari/hapus/", avoidances.remove, name="avoidance_remove"),
    path("profil/hapus/", erasure.erase, name="erase"),
]
