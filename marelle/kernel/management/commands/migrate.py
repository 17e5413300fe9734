"""Django's migrate, followed by the grants and the row policies that the models declare."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from marelle.kernel.access.rows import apply_rights


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied")):
            apply_rights()
