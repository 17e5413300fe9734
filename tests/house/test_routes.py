"""Every route says who may take it, and every right it names exists."""

import re
import tomllib
from pathlib import Path

from .addresses import routes

ROOT = Path(__file__).resolve().parents[2]
ROLES = tomllib.loads((ROOT / "marelle/domains/accounts/roles.toml").read_text())


def permissions() -> set[str]:
    return (
        {str(entry["code"]) for entry in ROLES["permission"]}
        if isinstance(ROLES.get("permission"), list)
        else set(ROLES["permissions"])
    )


def test_every_route_has_its_right() -> None:
    table = list(routes())
    assert len(table) > 20
    assert not [route.name for route in table if route.access is None]


def test_the_rights_of_routes_exist() -> None:
    named = {route.access.permission for route in routes() if route.access and route.access.permission}
    assert named <= permissions()


def test_every_permission_asked_in_the_code_exists() -> None:
    asked = set()
    for path in (ROOT / "marelle").rglob("*.py"):
        if "tests" not in path.parts:
            asked |= set(re.findall(r"\.(?:must|may|perimeters)\(\s*\"([a-z_]+\.[a-z_]+)\"", path.read_text()))
    assert asked
    assert asked <= permissions()
