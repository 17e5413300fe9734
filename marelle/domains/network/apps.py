from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "marelle.domains.network"
    label = "network"
