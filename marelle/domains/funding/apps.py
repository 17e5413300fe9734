from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "marelle.domains.funding"
    label = "funding"
