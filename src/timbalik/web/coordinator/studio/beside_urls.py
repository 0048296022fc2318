from django.urls import path

from timbalik.web.coordinator.studio import adjusting, decisions, drafts, files, sheets

urlpatterns = [
    path("banding/", drafts.comparison, name="round_compare"),
    path("<int:number>/konsep/", drafts.keep, name="round_keep"),
    path("<int:number>/konsep/<uuid:draft>/ambil/", drafts.take, name="draft_take"),
    path("<int:number>/konsep/<uuid:draft>/buang/", drafts.throw_away, name="draft_throw"),
    path("<int:number>/keputusan/", decisions.decisions, name="round_decisions"),
    path("<int:number>/sesuaikan/", adjusting.adjust, name="round_adjust"),
    path("<int:number>/sesuaikan/hitung/", adjusting.plan, name="round_adjust_plan"),
    path("<int:number>/impor/", sheets.hand_in, name="round_sheet"),
    path("<int:number>/impor/<uuid:sheet>/", sheets.check, name="round_sheet_check"),
    path("<int:number>/impor/<uuid:sheet>/perbaiki/", sheets.mend, name="round_sheet_mend"),
    path("<int:number>/impor/<uuid:sheet>/harga/", sheets.price, name="round_sheet_price"),
    path("<int:number>/impor/<uuid:sheet>/batal/", sheets.discard, name="round_sheet_discard"),
    path("<int:number>/pasangan.pdf", files.print_list, name="round_list"),
    path("<int:number>/pasangan.<str:kind>", files.table, name="round_file"),
]
