"""Where an installation keeps its state: `MARELLE_HOME`, by default the folder `var` of the checkout."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def home_folder() -> Path:
    """The folder that holds database, mail, files, logs and the secret key of this installation."""
    return Path(os.environ.get("MARELLE_HOME") or ROOT / "var").expanduser().resolve()


def secret_key(home: Path) -> str:
    """`MARELLE_SECRET_KEY`, else the key kept in the home folder (made once, readable by its owner only)."""
    given = os.environ.get("MARELLE_SECRET_KEY")
    if given:
        return given
    path = home / "secret_key"
    try:
        return path.read_text().strip()
    except OSError:
        return _make_key(path)


def _make_key(path: Path) -> str:
    key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(key)
    except FileExistsError:
        return path.read_text().strip()
    except OSError:
        pass  # a read-only folder: `marelle doctor` says so; this process still gets a key of its own
    return key
