from django.apps import AppConfig


class CoordinatorConfig(AppConfig):
    name = "timbalik.web.coordinator"
    label = "web_coordinator"
