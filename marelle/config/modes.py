"""What an installation is: the real thing, or a demonstration. The file `mode` of its home says so."""

import os
from pathlib import Path

from .databases import VARIABLES
from .home import home_folder
from .sentences import Stop

EXTERNAL = VARIABLES["web"]
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
    if os.environ.get(EXTERNAL):
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


def start_django(role: str | None = None, *, new: bool = False) -> Path:
    """`settle`, then loads Django. Refuses a home that has no database yet, unless a `new` one is meant to be made:
    a question asked too early must not leave an empty installation behind."""
    home = settle(role)
    if not new and not os.environ.get(EXTERNAL) and not (home / "postgres").exists():
        raise Stop(f"Il n’y a pas encore de base dans {home}. Lancez d’abord make demo, ou marelle serve.")
    import django

    django.setup()
    return home
