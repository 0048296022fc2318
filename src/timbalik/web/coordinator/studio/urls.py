from django.urls import include, path

from timbalik.web.coordinator.studio import acts, load, remedying, stopping, two, views, weights, why

urlpatterns = [
    path("", views.studio, name="studio"),
    path("", include("timbalik.web.coordinator.studio.beside_urls")),
    path("buka/", acts.start, name="round_open"),
    path("<int:number>/", views.round_page, name="round"),
    path("<int:number>/langkah/", views.steps, name="round_steps"),
    path("<int:number>/tersisih/", views.unmatched, name="round_unmatched"),
    path("<int:number>/tersisih/hitung/", remedying.prove, name="remedy_prove"),
    path("<int:number>/tersisih/bantu/", remedying.begin, name="remedy_begin"),
    path("<int:number>/tersisih/urungkan/<uuid:remedy>/", remedying.take_back, name="remedy_undo"),
    path("<int:number>/bukti/", views.certificate, name="round_certificate"),
    path("<int:number>/mengapa/", why.why, name="round_why"),
    path("<int:number>/beban/", load.load, name="round_load"),
    path("<int:number>/dua-orang/", two.two, name="round_two"),
    path("<int:number>/dua-mentee/", two.group, name="round_group"),
    path("<int:number>/bobot/", acts.weigh, name="round_weights"),
    path("<int:number>/bobot/coba/", weights.preview, name="round_preview"),
    path("<int:number>/hitung/", acts.compute, name="round_compute"),
    path("<int:number>/hentikan/", stopping.stop, name="round_stop"),
    path("<int:number>/garis-lapor/", acts.unknown_lines, name="round_unknown_lines"),
    path("<int:number>/ubah/", acts.override, name="round_override"),
    path("<int:number>/urungkan/<uuid:override>/", acts.undo, name="round_undo"),
    path("<int:number>/kirim/", acts.send, name="round_send"),
    path("<int:number>/ingatkan/", acts.remind, name="round_remind"),
    path("<int:number>/terbitkan/", acts.publish, name="round_publish"),
    path("<int:number>/sisihkan/", acts.discard, name="round_discard"),
]
