from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "marelle.domains.calls"
    label = "calls"
