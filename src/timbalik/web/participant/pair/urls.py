from django.urls import include, path

from timbalik.web.participant.pair import agreement, asking_help, closure, goals, notes, phases, space

urlpatterns = [
    path("pasangan/<uuid:pair>/", include("timbalik.web.participant.pair.deciding_urls")),
    path("pasangan/", space.pairs, name="pairs"),
    path("pasangan/<uuid:pair>/", space.pair_space, name="pair"),
    path("pasangan/<uuid:pair>/lanjut/", phases.advance, name="phase_advance"),
    path("pasangan/<uuid:pair>/mundur/", phases.back, name="phase_back"),
    path("pasangan/<uuid:pair>/jeda/", phases.pause, name="pair_pause"),
    path("pasangan/<uuid:pair>/mulai-lagi/", phases.resume, name="pair_resume"),
    path("pasangan/<uuid:pair>/bantuan/", asking_help.ask, name="pair_help"),
    path("pasangan/<uuid:pair>/berhenti/", phases.leave, name="pair_leave"),
    path("pasangan/<uuid:pair>/kesepakatan/", agreement.agreement, name="agreement"),
    path("pasangan/<uuid:pair>/kesepakatan/ubah/", agreement.edit, name="agreement_edit"),
    path("pasangan/<uuid:pair>/kesepakatan/tanda-tangan/", agreement.sign, name="agreement_sign"),
    path("pasangan/<uuid:pair>/tujuan/", goals.add, name="goal_add"),
    path("pasangan/<uuid:pair>/tujuan/<uuid:goal>/", goals.change, name="goal"),
    path("pasangan/<uuid:pair>/tujuan/<uuid:goal>/hasil/", goals.close, name="goal_close"),
    path("pasangan/<uuid:pair>/catatan/", notes.write, name="note_add"),
    path("pasangan/<uuid:pair>/catatan/<uuid:note>/", notes.change, name="note"),
    path("pasangan/<uuid:pair>/catatan/<uuid:note>/hapus/", notes.erase, name="note_erase"),
    path("pasangan/<uuid:pair>/penutupan/", closure.closure, name="closure"),
    path("pasangan/<uuid:pair>/penutupan/selesai/", closure.complete, name="closure_complete"),
    path("pasangan/<uuid:pair>/penutupan/<slug:part>/", closure.part, name="closure_part"),
]
