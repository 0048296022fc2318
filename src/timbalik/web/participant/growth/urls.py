from django.urls import path

from timbalik.web.participant.growth import applied, benefit, decisions, experiments, ledger, promises

PAIR = "pasangan/<uuid:pair>/"

urlpatterns = [
    path(f"{PAIR}tukar/", ledger.exchange, name="exchange"),
    path(f"{PAIR}manfaat/", benefit.benefit, name="benefit"),
    path(f"{PAIR}janji/", promises.promises, name="promises"),
    path(f"{PAIR}janji/<uuid:promise>/", promises.close, name="promise_close"),
    path(f"{PAIR}percobaan/", experiments.experiments, name="experiments"),
    path(f"{PAIR}percobaan/<uuid:experiment>/", experiments.end, name="experiment"),
    path(f"{PAIR}keputusan/", decisions.decisions, name="decisions"),
    path(f"{PAIR}keputusan/<uuid:decision>/izin/", decisions.consent, name="decision_consent"),
    path(f"{PAIR}penerapan/", applied.applied, name="applied"),
    path(f"{PAIR}penerapan/<uuid:applied>/hapus/", applied.erase, name="applied_erase"),
]
