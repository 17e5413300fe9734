"""Every route says who may take it, and every right it names exists."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from marelle.kernel.access import RouteAccess, access_of

ROOT = Path(__file__).resolve().parents[2]
ROLES = tomllib.loads((ROOT / "marelle/domains/accounts/roles.toml").read_text())


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, RouteAccess | None]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            yield name, access_of(pattern.callback, name)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


def permissions() -> set[str]:
    return (
        {str(entry["code"]) for entry in ROLES["permission"]}
        if isinstance(ROLES.get("permission"), list)
        else set(ROLES["permissions"])
    )


def test_every_route_has_its_right() -> None:
    table = dict(routes())
    assert len(table) > 20
    assert not [name for name, access in table.items() if access is None]


def test_the_rights_of_routes_exist() -> None:
    named = {access.permission for _name, access in routes() if access and access.permission}
    assert named <= permissions()


def test_every_permission_asked_in_the_code_exists() -> None:
    asked = set()
    for path in (ROOT / "marelle").rglob("*.py"):
        if "tests" not in path.parts:
            asked |= set(re.findall(r"\.(?:must|may|perimeters)\(\s*\"([a-z_]+\.[a-z_]+)\"", path.read_text()))
    assert asked
    assert asked <= permissions()
