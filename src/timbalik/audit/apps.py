from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "timbalik.audit"
    label = "audit"
