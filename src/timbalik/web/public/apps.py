from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "timbalik.web.public"
    label = "web_public"
