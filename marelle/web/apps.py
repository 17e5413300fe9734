from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "marelle.web"
    label = "web"
