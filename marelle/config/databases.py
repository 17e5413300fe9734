"""How a process reaches the database, and as which of the three roles."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROLES = {"web": "marelle_web", "owner": "marelle_owner", "maintenance": "marelle_maintenance"}
VARIABLES = {
    "web": "MARELLE_DATABASE_URL",
    "owner": "MARELLE_OWNER_DATABASE_URL",
    "maintenance": "MARELLE_MAINTENANCE_DATABASE_URL",
}


def database(home: Path) -> dict[str, Any]:
    """Django's description of the database for the role named by `MARELLE_DB_ROLE` (default: web).

    Without an address in the environment HOST stays empty: the engine then starts, at the first connection,
    the embedded PostgreSQL that lives in `home`.
    """
    role = os.environ.get("MARELLE_DB_ROLE", "web")
    common: dict[str, Any] = {
        "ENGINE": "marelle.kernel.embedded_postgres.backend",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "MARELLE_HOME": str(home),
    }
    url = os.environ.get(VARIABLES[role])
    if not url and os.environ.get(VARIABLES["web"]):
        raise ImproperlyConfigured(
            f"Le serveur PostgreSQL est externe : donnez aussi {VARIABLES[role]} ({ROLES[role]})."
        )
    if not url:
        return {**common, "NAME": "marelle", "USER": ROLES[role], "HOST": "", "OPTIONS": {}}
    parts = urlsplit(url)
    return {
        **common,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ROLES[role]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {},
    }
