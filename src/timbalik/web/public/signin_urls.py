"""The only addresses of allauth that exist here, under the names its flow asks for. No sign-up, no passwords."""

from django.urls import path

from timbalik.web.public import signin, views

urlpatterns = [
    path("masuk/", signin.request_code, name="account_request_login_code"),
    path("masuk/", signin.request_code, name="account_login"),
    path("masuk/kode/", signin.confirm_code, name="account_confirm_login_code"),
    path("masuk/nonaktif/", signin.account_inactive, name="account_inactive"),
    path("keluar/", signin.sign_out, name="account_logout"),
    path("bahasa/", views.set_language, name="set_language"),
]
