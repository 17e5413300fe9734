"""Everything that this machine can check, in order, with a table at the end.

make test                        everything possible here; says what it left out and how to enable it
MARELLE_TEST_ALL=1 make test     whatever is left out is a failure
make test, on one subject        ./run test units            (names are those of the table)
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.setup import install_line

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
PLUGINS = ("django", "xdist", "randomly", "hypothesispytest")  # by their entry points: they look for each other by name


@dataclass
class Check:
    """One thing to run, and why it cannot be run here when that is so."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)
    left_out: str = ""


@dataclass
class Result:
    name: str
    verdict: str
    seconds: float = 0.0
    note: str = ""


def main(wanted):
    known = checks()
    unknown = set(wanted) - {check.name for check in known}
    if unknown:
        print(f"Inconnu : {', '.join(sorted(unknown))}. Au choix : {', '.join(check.name for check in known)}.")
        return 2
    try:
        results = [run(check) for check in known if not wanted or check.name in wanted]
    finally:
        subprocess.run([BIN / "python", "-c", STOP_SERVERS], cwd=ROOT)
    return summary(results, os.environ.get("MARELLE_TEST_ALL") == "1")


def checks():
    django = [BIN / "python", "-m", "django"]
    return [
        Check("lint", [BIN / "ruff", "check", "."]),
        Check("format", [BIN / "ruff", "format", "--check", "."]),
        Check(
            "templates", [BIN / "djade", "--check", "--target-version", "5.2", *templates()], left_out=no_templates()
        ),
        Check("types", [BIN / "mypy", "marelle"]),
        Check("imports", [BIN / "lint-imports"]),
        Check("pins", [BIN / "python", "-c", PINS_WITHOUT_ADDRESSES]),
        Check("migrations", [*django, "makemigrations", "--check", "--dry-run"], settings()),
        Check("units", pytest("-n", "2", "--ignore=tests/journeys"), settings()),
        Check("browser", pytest("tests/journeys"), settings(MARELLE_CHROMIUM=browser()), no_browser()),
        Check(
            "postgres-15",
            pytest("-n", "2", "--ignore=tests/journeys", "--ignore=marelle/config/tests", "--ignore=tests/house"),
            settings(**on_15()),
            no_postgres_15(),
        ),
    ]


PINS_WITHOUT_ADDRESSES = """
import pathlib, re, sys
bad = [p for p in pathlib.Path("requirements").glob("*.txt") if re.search("https?://", p.read_text())]
print("".join(f"{p}: une adresse\\n" for p in bad) or "requirements: aucune adresse")
sys.exit(bool(bad))
"""


STOP_SERVERS = """
from pathlib import Path
from marelle.config.installation import is_used_by_others
from marelle.kernel.embedded_postgres import status, stop
for home in Path("var").resolve().glob("test*"):
    if status(home) and not is_used_by_others(home):
        stop(home)
"""


def pytest(*words):
    plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
    return [BIN / "python", "-m", "pytest", *plugins, "-q", *words]


def settings(**more):
    return {
        "DJANGO_SETTINGS_MODULE": "marelle.config.settings.test",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        **{name: str(value) for name, value in more.items() if value},
    }


def on_15():
    return {"MARELLE_PG_BINDIR": DEBIAN_15}


def templates():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "marelle").rglob("templates/**/*.html"))


def no_templates():
    return "" if templates() else "aucun gabarit"


def browser():
    asked = os.environ.get("MARELLE_CHROMIUM")
    return next((path for path in ([asked] if asked else BROWSERS) if path and os.access(path, os.X_OK)), "")


def no_browser():
    if browser():
        return ""
    return f"pas de navigateur : {install_line('chromium')} (ou MARELLE_CHROMIUM=/chemin/du/navigateur)"


def no_postgres_15():
    if os.access(DEBIAN_15 / "postgres", os.X_OK):
        return ""
    return f"pas de PostgreSQL 15 : {install_line('postgresql-15')} (son serveur n’a pas à tourner)"


def run(check):
    if check.left_out:
        return Result(check.name, "laissé", note=check.left_out)
    print(f"\n── {check.name} " + "─" * max(0, 70 - len(check.name)), flush=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("MARELLE_HOME", "MARELLE_PG_BINDIR")}
    began = time.monotonic()
    done = subprocess.run([str(word) for word in check.command], cwd=ROOT, env={**kept, **check.environment})
    return Result(check.name, "échec" if done.returncode else "bon", time.monotonic() - began)


def summary(results, everything):
    print("\n" + "═" * 74)
    for result in results:
        took = f"{result.seconds:7.1f} s" if result.seconds else " " * 9
        print(f"  {result.name:<12} {result.verdict:<7} {took}")
    left = [result for result in results if result.verdict == "laissé"]
    if left:
        print("\nLaissé de côté sur cette machine :")
        for result in left:
            print(f"  {result.name} : {result.note}")
    failed = [result.name for result in results if result.verdict == "échec"]
    if left and everything:
        failed += [result.name for result in left]
    total = sum(result.seconds for result in results)
    print(f"\n{'Échec : ' + ', '.join(failed) if failed else 'Tout est bon.'} ({total:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
