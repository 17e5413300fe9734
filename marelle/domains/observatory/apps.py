from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "marelle.domains.observatory"
    label = "observatory"
