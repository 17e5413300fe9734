"""Roles and permissions from `roles.toml` into the database."""

from typing import Any

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Permission, Role, RolePermission
from ..rules.catalogue import Catalogue, read_catalogue


@transaction.atomic
def load_roles(*, by: Viewer, catalogue: Catalogue | None = None) -> list[str]:
    """Makes the tables say what `roles.toml` says; answers the codes of the roles that changed.

    Promise: idempotent; a role or a permission that left the file loses its rights, and stays named for the past.
    Refuses (`Forbidden`) anybody but a program of the installation.
    """
    by.must("accounts.register_person")
    changed = write_catalogue(catalogue or read_catalogue(), Role, Permission, RolePermission)
    for role in Role.objects.filter(pk__in=changed):
        allowed = role.granted.order_by("permission_id").values_list("permission_id", flat=True)
        audit.record(by, "accounts.load_roles", role, facts={"permissions": list(allowed)})
    return changed


def write_catalogue(catalogue: Catalogue, roles: Any, permissions: Any, cells: Any) -> list[str]:
    """Writes a catalogue through these three models, which a migration gives as they were on its day."""
    for position, entry in enumerate(catalogue.permissions):
        permissions.objects.update_or_create(
            code=entry.code, defaults={"label": entry.label, "opens": entry.opens.value, "position": position}
        )
    changed = []
    for position, role in enumerate(catalogue.roles):
        roles.objects.update_or_create(
            code=role.code,
            defaults={
                "label": role.label,
                "description": role.description,
                "perimeter_kinds": list(role.perimeters),
                "position": position,
            },
        )
        if _write_cells(role.code, set(role.permissions), cells):
            changed.append(role.code)
    cells.objects.exclude(role_id__in=[role.code for role in catalogue.roles]).delete()
    return changed


def _write_cells(role: str, wanted: set[str], cells: Any) -> bool:
    present = set(cells.objects.filter(role_id=role).values_list("permission_id", flat=True))
    cells.objects.filter(role_id=role, permission_id__in=present - wanted).delete()
    cells.objects.bulk_create([cells(role_id=role, permission_id=code) for code in sorted(wanted - present)])
    return present != wanted
