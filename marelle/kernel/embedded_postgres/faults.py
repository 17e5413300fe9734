"""What can go wrong with the server, each in one sentence that says what to do."""

import errno
from pathlib import Path


class ClusterFault(Exception):
    """The embedded server cannot be used; the message is a whole sentence for the person at the keyboard."""


def cannot_write(folder: Path, error: OSError) -> str:
    """The sentence for a folder that refuses what must be written in it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"Le disque est plein : impossible d’écrire dans {folder}. "
            "Libérez de la place (Marelle demande environ 500 Mo), puis relancez."
        )
    reasons = {
        errno.EACCES: "accès refusé",
        errno.EPERM: "accès refusé",
        errno.EROFS: "système de fichiers en lecture seule",
    }
    reason = reasons.get(error.errno or 0, error.strerror or str(error))
    return (
        f"Impossible d’écrire dans {folder} ({reason}). Choisissez un autre dossier, "
        "par exemple : MARELLE_HOME=$HOME/marelle make demo"
    )


def from_log(folder: Path, text: str) -> str:
    """The sentence for what a PostgreSQL program said before it gave up."""
    if "No space left" in text:
        return cannot_write(folder, OSError(errno.ENOSPC, ""))
    if "Read-only file system" in text:
        return cannot_write(folder, OSError(errno.EROFS, ""))
    if "Permission denied" in text:
        return cannot_write(folder, OSError(errno.EACCES, ""))
    words = " ".join(text.split()[-60:])
    return f"PostgreSQL n’a pas démarré. Son journal est dans {folder / 'log'}. Derniers mots : {words}"
