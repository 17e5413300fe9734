"""`marelle import communes FILE` and `marelle import reference`: what officers bring in from the command line."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from marelle.domains.territories import services
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.errors import Refused

from .reference import load_reference


def main(argv: Sequence[str]) -> int:
    """Runs one import; returns the exit status: 0 done, 1 some lines refused, 2 the file was refused."""
    parser = argparse.ArgumentParser(prog="marelle import", description="Importer un fichier de référence")
    parser.add_argument("kind", choices=["communes", "reference"], help="ce que contient le fichier")
    parser.add_argument("file", nargs="?", type=Path, help="le fichier CSV, compressé ou non")
    parser.add_argument("--json", action="store_true", help="écrire le compte rendu en JSON")
    parser.add_argument("--preview", action="store_true", help="montrer ce qui changerait, sans rien écrire")
    options = parser.parse_args(argv)
    if options.kind == "communes" and options.file is None:
        parser.error("donnez le fichier des communes")
    try:
        with acting(Viewer.machine("import")):
            return _run(options)
    except (Refused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _say(done: int, total: int, label: str) -> None:
    sys.stderr.write(f"{done}/{total} {label}\n")


def _run(options: argparse.Namespace) -> int:
    by = Viewer.machine("import")
    if options.kind == "reference":
        load_reference(by, _say)
        return 0
    content = options.file.read_bytes()
    report = services.import_communes(by=by, content=content, file_name=options.file.name, preview=options.preview)
    refused = [{"line": fault.line, "reason": fault.sentence} for fault in report.refused]
    if options.json:
        counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        sys.stdout.write(json.dumps({**counts, "refused": refused}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(
            "Rien à changer.\n" if report.changes_nothing else f"{report.added} ajoutées, {report.changed} modifiées.\n"
        )
        for fault in refused:
            sys.stdout.write(f"ligne {fault['line']} : {fault['reason']}\n")
    return 1 if refused else 0
