"""`marelle doctor`: examines the installation and says in plain words what is wrong and what to do about it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psycopg

from marelle.kernel.embedded_postgres import ClusterFault, find_binaries, status
from marelle.kernel.errors.command_line import Parser

from . import fingerprints, installation
from .modes import DEMONSTRATION, mode, settle
from .pins import locked
from .serving import instance
from .serving.preparing import LEAST_ROOM


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination: what was looked at, what was seen, and what to do when it is not well."""

    about: str
    seen: str
    remedy: str = ""

    @property
    def ok(self) -> bool:
        return not self.remedy


def main(arguments: list[str]) -> int:
    parser = Parser(prog="marelle doctor", description="Examine l’installation.")
    parser.parse_args(arguments)
    home, bad = settle("web"), 0
    for finding in examine(home):
        bad += not finding.ok
        print(f"{'OK     ' if finding.ok else 'À FAIRE'}  {finding.about} : {finding.seen}")
        if finding.remedy:
            print(f"         → {finding.remedy}")
    print("\nTout va bien." if not bad else f"\n{bad} point(s) à régler.")
    return 1 if bad else 0


def examine(home: Path) -> Iterator[Finding]:
    """Every finding in order; the later ones need a database that answers."""
    for look in (_python, _pins, _binaries, _home, _room, _mode, _mail, _hosts):
        yield look(home)
    running = _cluster(home)
    yield running
    if running.ok and installation.is_empty(home):
        yield Finding("Structure de la base", "la base est vide", "Lancez make demo, ou marelle migrate.")
    elif running.ok:
        for about, question in QUESTIONS.items():
            yield _asked(home, about, question)


def _python(_home: Path) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Finding("Python", version, "" if good else "Installez Python 3.11, 3.12 ou 3.13, puis relancez make demo.")


def _pins(_home: Path) -> Finding:
    wrong = []
    for name, version in locked(fingerprints.PINS):
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            there = "absent"
        if there != version:
            wrong.append(f"{name} {there} au lieu de {version}")
    if wrong:
        return Finding(
            "Bibliothèques", ", ".join(wrong[:5]), "Relancez make demo : il remet les versions verrouillées."
        )
    return Finding("Bibliothèques", "versions verrouillées")


def _binaries(_home: Path) -> Finding:
    if installation.is_external():
        return Finding("Programmes PostgreSQL", "serveur externe")
    try:
        found = find_binaries()
    except ClusterFault as fault:
        return Finding("Programmes PostgreSQL", "introuvables", str(fault))
    return Finding("Programmes PostgreSQL", f"version {found.major}, {found.folder}")


def _home(home: Path) -> Finding:
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if os.access(nearest, os.W_OK | os.X_OK) and nearest.is_dir():
        return Finding("Dossier de l’installation", str(home))
    return Finding(
        "Dossier de l’installation",
        f"{home} n’est pas accessible en écriture",
        "Donnez-vous ce dossier, ou MARELLE_HOME.",
    )


def _room(home: Path) -> Finding:
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    remedy = "" if free > LEAST_ROOM * 10 else "Libérez de la place : la base s’arrête quand le disque est plein."
    return Finding("Place sur le disque", f"{free / 1e9:.1f} Go libres".replace(".", ","), remedy)


def _mode(home: Path) -> Finding:
    is_demo = mode(home) == DEMONSTRATION
    return Finding(
        "Mode", f"{'démonstration' if is_demo else 'installation réelle'} ({os.environ['DJANGO_SETTINGS_MODULE']})"
    )


def _mail(home: Path) -> Finding:
    if mode(home) == DEMONSTRATION:
        return Finding("Courriel", f"écrit dans {home / 'mail'}, rien ne part")
    server = os.environ.get("MARELLE_SMTP_HOST")
    return Finding("Courriel", server or "pas de serveur d’envoi", "" if server else "Donnez MARELLE_SMTP_HOST.")


def _hosts(home: Path) -> Finding:
    names = os.environ.get("MARELLE_HOSTS")
    if names or mode(home) == DEMONSTRATION:
        return Finding("Noms du site", names or "cette machine seulement")
    return Finding("Noms du site", "aucun", "Donnez MARELLE_HOSTS, par exemple MARELLE_HOSTS=cite.exemple.fr")


def _cluster(home: Path) -> Finding:
    if installation.is_external():
        return _external(home)
    found = status(home)
    if found:
        return Finding("Base de données", f"PostgreSQL {found.version}, processus {found.pid}")
    if not (home / "postgres").exists():
        return Finding("Base de données", "pas encore créée", "Lancez make demo, ou marelle serve.")
    return Finding("Base de données", "arrêtée", "Lancez make demo, ou marelle serve.")


def _external(home: Path) -> Finding:
    try:
        psycopg.connect(installation.address(home, "web"), connect_timeout=5).close()
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        return Finding(
            "Base de données", f"le serveur externe ne répond pas ({said})", "Vérifiez MARELLE_DATABASE_URL."
        )
    return Finding("Base de données", "serveur externe, répond")


Cursor = psycopg.Cursor[tuple[object, ...]]
Question = Callable[[Path, psycopg.Connection[tuple[object, ...]]], Finding]


def _asked(home: Path, about: str, question: Question) -> Finding:
    """A question put to the database, on a connection of its own: one that fails does not silence the next."""
    try:
        with psycopg.connect(installation.address(home, "web"), connect_timeout=5) as connection:
            connection.execute("SELECT set_config('app.duty', 'postman', true)")
            return question(home, connection)
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedFunction):
        return Finding(about, "la base n’est pas préparée", "Lancez make demo, ou marelle migrate.")
    except psycopg.Error as error:
        return Finding(about, " ".join(str(error).split()), f"Lisez {home / 'log' / 'postgres.log'}.")


def _one(connection: psycopg.Connection[tuple[object, ...]], query: str) -> tuple[object, ...]:
    return connection.execute(query).fetchone() or (None,)


def _migrations(home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    _one(connection, "SELECT count(*) FROM django_migrations")
    if installation.notes(home).get("code") == fingerprints.of_code():
        return Finding("Structure de la base", "au niveau du code")
    return Finding(
        "Structure de la base", "préparée par une autre version du code", "Lancez marelle migrate, ou redémarrez."
    )


def _rights(_home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    name, is_super, bypasses, creates = _one(
        connection,
        "SELECT rolname, rolsuper, rolbypassrls, has_schema_privilege(oid, 'public', 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user",
    )
    if is_super or bypasses or creates:
        return Finding(
            "Rôle du site", f"{name} a trop de droits", "Retirez-lui SUPERUSER, BYPASSRLS et CREATE sur public."
        )
    return Finding("Rôle du site", f"{name}, sans droit sur la structure")


def _rows(_home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    (loose,) = _one(
        connection,
        "SELECT string_agg(relname, ', ') FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
        " AND NOT relforcerowsecurity AND relnamespace = 'public'::regnamespace",
    )
    if loose:
        return Finding("Cloisonnement des lignes", f"non forcé sur {loose}", "Lancez marelle migrate.")
    return Finding("Cloisonnement des lignes", "forcé")


def _outbox(_home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    (stuck,) = _one(
        connection,
        "SELECT count(*) FROM kernel_outgoing_mail WHERE sent_at IS NULL"
        " AND (attempts > 2 OR written_at < marelle_now() - interval '10 minutes')",
    )
    remedy = "Vérifiez le serveur de courriel (MARELLE_SMTP_HOST) et le travail de fond." if stuck else ""
    return Finding(
        "Courriels en attente", f"{stuck} depuis plus de dix minutes" if stuck else "aucun en retard", remedy
    )


def _worker(home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    (age,) = _one(connection, "SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
    if isinstance(age, int) and age < 60:
        return Finding("Travail de fond", f"vivant, vu il y a {age} s")
    if not instance.is_running(home):
        return Finding("Travail de fond", "arrêté, comme le reste de l’installation")
    return Finding("Travail de fond", "ne donne pas signe de vie", f"Lisez {home / 'log' / 'worker.log'}.")


def _clock(home: Path, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    is_demo, moved, now = _one(
        connection,
        "SELECT is_demonstration, clock_offset <> '0', to_char(marelle_now() AT TIME ZONE 'Europe/Paris',"
        " 'DD/MM/YYYY, HH24:MI') FROM kernel_installation",
    )
    if bool(is_demo) != (mode(home) == DEMONSTRATION):
        return Finding("Horloge", "la base et le dossier ne disent pas le même mode", f"Vérifiez {home / 'mode'}.")
    return Finding("Horloge", f"déplacée : elle montre le {now} (démonstration)" if moved else "à l’heure")


QUESTIONS: dict[str, Question] = {
    "Structure de la base": _migrations,
    "Rôle du site": _rights,
    "Cloisonnement des lignes": _rows,
    "Courriels en attente": _outbox,
    "Travail de fond": _worker,
    "Horloge": _clock,
}
