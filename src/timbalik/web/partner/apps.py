from django.apps import AppConfig


class PartnerConfig(AppConfig):
    name = "timbalik.web.partner"
    label = "web_partner"
