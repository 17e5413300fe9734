from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marelle.domains.accounts"
    label = "accounts"
