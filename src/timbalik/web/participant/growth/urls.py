from django.urls import path

from timbalik.web.participant.growth import applied, benefit, experiments, insights, ledger, promises

PAIR = "pasangan/<uuid:pair>/"

urlpatterns = [
    path(f"{PAIR}tukar/", ledger.exchange, name="exchange"),
    path(f"{PAIR}manfaat/", benefit.benefit, name="benefit"),
    path(f"{PAIR}janji/", promises.promises, name="promises"),
    path(f"{PAIR}janji/<uuid:promise>/", promises.close, name="promise_close"),
    path(f"{PAIR}percobaan/", experiments.experiments, name="experiments"),
    path(f"{PAIR}percobaan/<uuid:experiment>/", experiments.end, name="experiment"),
    path(f"{PAIR}wawasan/", insights.insights, name="insights"),
    path(f"{PAIR}wawasan/<uuid:decision>/izin/", insights.consent, name="insight_consent"),
    path(f"{PAIR}penerapan/", applied.applied, name="applied"),
    path(f"{PAIR}penerapan/<uuid:applied>/hapus/", applied.erase, name="applied_erase"),
]
