from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "timbalik.web"
    label = "web"
