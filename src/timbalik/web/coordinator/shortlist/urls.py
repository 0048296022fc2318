from django.urls import path

from timbalik.web.coordinator.shortlist import columns, files, views, working

OWN = "program/<uuid:programme>/calon-mentor/daftar/"

urlpatterns = [
    path(OWN, views.shortlist, name="shortlist"),
    path(f"{OWN}tanya/", views.ask, name="shortlist_ask"),
    path(f"{OWN}tutup/", views.close, name="shortlist_close"),
    path(f"{OWN}berkas/", files.look, name="shortlist_file"),
    path(f"{OWN}berkas/kolom/", columns.columns, name="shortlist_columns"),
    path(f"{OWN}berkas/langkah/", working.steps, name="shortlist_steps"),
    path(f"{OWN}berkas/ditolak.csv", columns.rejected, name="shortlist_rejected"),
    path(f"{OWN}berkas/baris/", files.mend, name="shortlist_row"),
    path(f"{OWN}berkas/pakai/", files.use, name="shortlist_use"),
    path(f"{OWN}berkas/buang/", files.discard, name="shortlist_discard"),
]
