from django.urls import path

from timbalik.web.coordinator.imports import acts, leavers, views

urlpatterns = [
    path("impor/", views.imports, name="imports"),
    path("impor/keluar/", leavers.leavers, name="leavers"),
    path("impor/keluar/<uuid:proposal>/", leavers.decide, name="leaver_decide"),
    path("impor/<uuid:batch>/", views.import_page, name="import"),
    path("impor/<uuid:batch>/langkah/", views.steps, name="import_steps"),
    path("impor/<uuid:batch>/ditolak.csv", views.rejected, name="import_rejected"),
    path("impor/<uuid:batch>/kolom/", acts.columns, name="import_columns"),
    path("impor/<uuid:batch>/perbaiki/", acts.mend, name="import_mend"),
    path("impor/<uuid:batch>/kembali/", acts.welcome, name="import_welcome_back"),
    path("impor/<uuid:batch>/lewati/", acts.leave_out, name="import_leave_out"),
    path("impor/<uuid:batch>/cakupan/", acts.scope, name="import_scope"),
    path("impor/<uuid:batch>/periksa/", acts.check_again, name="import_check"),
    path("impor/<uuid:batch>/masukkan/", acts.bring_in, name="import_bring_in"),
    path("impor/<uuid:batch>/batal/", acts.discard, name="import_discard"),
]
