from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "marelle.domains.territories"
    label = "territories"
