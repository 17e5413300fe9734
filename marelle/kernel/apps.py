from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "marelle.kernel"
    label = "kernel"
