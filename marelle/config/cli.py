"""The command `marelle`: one word, then its options. Everything heavy is imported by the command that needs it."""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence

from .home import home_folder
from .sentences import Stop, sentence_for

# The word, the function that obeys, the line of help. Words given to « as they are » commands are not read here.
COMMANDS = {
    "demo": ("marelle.config.demo:main", "démarre la démonstration : données inventées, horloge que l’on déplace"),
    "serve": ("marelle.config.serve:main", "démarre une installation : base, site et travail de fond"),
    "worker": ("marelle.config.worker:main", "le travail de fond seul (courriels, sceaux du journal, tâches)"),
    "migrate": ("marelle.config.orders:migrate", "met la base au niveau du code, avec les droits du propriétaire"),
    "invite": ("marelle.config.invite:main", "invite la première personne d’une installation réelle"),
    "import": ("marelle.config.orders:import_", "importe un fichier de référence (marelle import --help)"),
    "select": ("marelle.config.select:main", "calcule une liste sous enveloppe, seule (marelle select --help)"),
    "doctor": ("marelle.config.doctor:main", "examine l’installation et dit ce qui ne va pas"),
    "clock": ("marelle.config.orders:clock", "montre, déplace ou remet à l’heure l’horloge de la démonstration"),
    "audit": ("marelle.config.orders:audit", "vérifie que le journal n’a pas été altéré"),
    "manage": ("marelle.config.orders:manage", "les commandes de Django, telles quelles"),
    "load-demonstration": ("marelle.config.demo:load", argparse.SUPPRESS),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Obeys one command; answers the exit code. What goes wrong is told in one sentence, without a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        return 0 if words else 2
    if words[0] not in COMMANDS:
        print(f"marelle : commande inconnue « {words[0]} ».\n\n{_help()}", file=sys.stderr)
        return 2
    try:
        return _find(words[0])(words[1:]) or 0
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    except Exception as error:
        sentence, code = _explain(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return code


def _find(word: str) -> Callable[[list[str]], int | None]:
    module, _colon, function = COMMANDS[word][0].partition(":")
    found: Callable[[list[str]], int | None] = getattr(importlib.import_module(module), function)
    return found


def _help() -> str:
    lines = [f"  {word:<9} {line}" for word, (_place, line) in COMMANDS.items() if line != argparse.SUPPRESS]
    return "\n".join(
        [
            "usage : marelle COMMANDE [options]",
            "",
            *lines,
            "",
            "marelle COMMANDE --help décrit ses options. L’état est dans MARELLE_HOME (par défaut : var/).",
        ]
    )


def _explain(error: Exception) -> tuple[str | None, int]:
    """The sentence for an error that a person can do something about; None for a fault of the program."""
    from marelle.kernel.embedded_postgres import ClusterFault

    if isinstance(error, Stop):
        return str(error), error.code
    if isinstance(error, ClusterFault):
        return str(error), 1
    if isinstance(error, OSError):
        return sentence_for(error, home_folder()), 1
    return _explain_further(error)


def _explain_further(error: Exception) -> tuple[str | None, int]:
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from marelle.kernel.embedded_postgres import ClusterFault
    from marelle.kernel.errors import Refused

    if isinstance(error, Refused) or isinstance(error.__cause__, ClusterFault):
        return str(error), 1
    if isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "La base n’est pas au niveau de ce code. Lancez make demo ou marelle serve, ou marelle migrate.", 1
    if isinstance(error, OperationalError | psycopg.OperationalError):
        said = " ".join(str(error).split())
        return f"La base de données ne répond pas : {said} Lancez « marelle doctor » pour un examen complet.", 1
    if isinstance(error, ImproperlyConfigured):
        return f"La configuration est incomplète : {error}", 1
    return None, 1


if __name__ == "__main__":
    sys.exit(main())
