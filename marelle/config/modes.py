"""What an installation is: the real thing, or a demonstration. The file `mode` of its home says so."""

import os
from pathlib import Path

from .home import home_folder
from .sentences import Stop

DEMONSTRATION, REAL = "demonstration", "real"
SETTINGS = {DEMONSTRATION: "marelle.config.settings.demo", REAL: "marelle.config.settings.prod"}


def mode(home: Path) -> str:
    """The mode of a home; a home that says nothing is real."""
    try:
        return DEMONSTRATION if (home / "mode").read_text().strip() == DEMONSTRATION else REAL
    except OSError:
        return REAL


def become_demonstration(home: Path) -> None:
    """Marks a new home as a demonstration. Refuses one that already holds a real installation."""
    if mode(home) == DEMONSTRATION:
        return
    if os.environ.get("MARELLE_DATABASE_URL"):
        raise Stop("La démonstration a sa propre base. Effacez la variable MARELLE_DATABASE_URL, puis relancez.")
    if (home / "postgres").exists():
        raise Stop(
            f"Le dossier {home} contient une installation réelle : la démonstration n’y touchera pas. "
            "Choisissez un autre dossier : MARELLE_HOME=/chemin/de/la/demonstration make demo"
        )
    home.mkdir(parents=True, exist_ok=True)
    (home / "mode").write_text(DEMONSTRATION + "\n")


def settle(role: str | None = None) -> Path:
    """Chooses the settings and the database role of this process and its children. Returns the home."""
    home = home_folder()
    os.environ["MARELLE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS[mode(home)])
    if role:
        os.environ["MARELLE_DB_ROLE"] = role
    return home


def start_django(role: str | None = None) -> Path:
    """`settle`, then loads Django."""
    home = settle(role)
    import django

    django.setup()
    return home
