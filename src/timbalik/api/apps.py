from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "timbalik.api"
    label = "api"
