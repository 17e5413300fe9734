"""The roles and permissions as `roles.toml` declares them, read and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from marelle.kernel.access import DataClass

from ..states import PERIMETER_KINDS

SOURCE = Path(__file__).resolve().parents[1] / "roles.toml"


class CatalogueFault(ValueError):
    """`roles.toml` contradicts itself; says where."""


@dataclass(frozen=True, slots=True)
class PermissionEntry:
    code: str
    label: str
    opens: DataClass


@dataclass(frozen=True, slots=True)
class RoleEntry:
    code: str
    label: str
    description: str
    perimeters: tuple[str, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every permission and every role, in the order of the file."""

    permissions: tuple[PermissionEntry, ...]
    roles: tuple[RoleEntry, ...]

    def codes(self) -> frozenset[str]:
        """The codes of every permission that exists."""
        return frozenset(entry.code for entry in self.permissions)


def read_catalogue(text: str | None = None) -> Catalogue:
    """The catalogue of the product, or of a text in the same form. Raises `CatalogueFault`."""
    data = tomllib.loads(SOURCE.read_text("utf-8") if text is None else text)
    try:
        permissions = tuple(
            PermissionEntry(code, given["label"], DataClass[given["opens"]])
            for code, given in data["permissions"].items()
        )
        roles = tuple(_role(code, given) for code, given in data["roles"].items())
    except KeyError as missing:
        raise CatalogueFault(f"roles.toml lacks or misnames {missing}") from missing
    return _checked(Catalogue(permissions, roles))


def _role(code: str, given: dict[str, object]) -> RoleEntry:
    return RoleEntry(
        code,
        str(given["label"]),
        str(given["description"]),
        tuple(given["perimeters"]),  # type: ignore[arg-type]
        tuple(given["permissions"]),  # type: ignore[arg-type]
    )


def _checked(catalogue: Catalogue) -> Catalogue:
    known = catalogue.codes()
    for role in catalogue.roles:
        if stray := set(role.permissions) - known:
            raise CatalogueFault(f"role {role.code} has unknown permissions {sorted(stray)}")
        if stray := set(role.perimeters) - set(PERIMETER_KINDS):
            raise CatalogueFault(f"role {role.code} has unknown perimeters {sorted(stray)}")
        if role.permissions and not role.perimeters:
            raise CatalogueFault(f"role {role.code} has permissions and nowhere to hold them")
    return catalogue
