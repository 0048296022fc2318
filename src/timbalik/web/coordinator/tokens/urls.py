from django.urls import path

from timbalik.web.coordinator.tokens import views

urlpatterns = [
    path("token/", views.tokens, name="tokens"),
    path("token/cabut/", views.revoke, name="token_revoke"),
]
