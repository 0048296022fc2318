"""What the two prepare, plan, decide and leave behind; under the address of their pair."""

from django.urls import path

from timbalik.web.participant.pair import agreement, decisions, parting, planning, workbook

urlpatterns = [
    path("persiapan/", workbook.workbook, name="workbook"),
    path("kesepakatan/versi/<int:number>/", agreement.version, name="agreement_version"),
    path("rencana/", planning.plan, name="plan"),
    path("tujuan/<uuid:goal>/langkah/", planning.step_add, name="step_add"),
    path("langkah/<uuid:step>/", planning.step, name="step"),
    path("keputusan/lewati/", decisions.skip, name="phase_skip"),
    path("keputusan/perpanjang/", decisions.extend, name="pair_extend"),
    path("keputusan/<uuid:move>/", decisions.decision, name="decision"),
    path("keputusan/<uuid:move>/tarik/", decisions.withdraw, name="decision_withdraw"),
    path("surat/", parting.letter, name="letter"),
    path("merapikan/", parting.tidy, name="tidy"),
    path("catatan-tumbuh/", parting.record, name="growth_record"),
    path("catatan-tumbuh/berkas/", parting.record_file, name="growth_record_file"),
]
