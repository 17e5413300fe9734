from django.apps import AppConfig

from marelle.kernel.access.words import name_permissions

from .rules.catalogue import read_catalogue


class AccountsConfig(AppConfig):
    name = "marelle.domains.accounts"
    label = "accounts"

    def ready(self) -> None:
        name_permissions({entry.code: entry.label for entry in read_catalogue().permissions})
