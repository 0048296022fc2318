from django.apps import AppConfig


class SponsorConfig(AppConfig):
    name = "timbalik.web.sponsor"
    label = "web_sponsor"
