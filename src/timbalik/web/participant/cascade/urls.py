from django.urls import path

from timbalik.web.participant.cascade import views

urlpatterns = [
    path("kaskade/<uuid:programme>/", views.mine, name="cascade_mine"),
    path("kaskade/<uuid:programme>/tarik/", views.withdraw, name="cascade_withdraw"),
    path("teladan/<uuid:programme>/", views.statement, name="statement"),
]
