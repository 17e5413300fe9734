"""`marelle import communes | sites | reference`: what officers bring in from the command line."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marelle.domains.territories import services
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.errors import Refused

from .reference import load_reference

DONE, SOME_REFUSED, FILE_REFUSED = 0, 1, 2
IMPORTS = {"communes": services.import_communes, "sites": services.import_sites}


def main(argv: Sequence[str]) -> int:
    """Runs one import; returns the exit status: 0 done, 1 some lines were refused, 2 the file was refused."""
    parser = argparse.ArgumentParser(prog="marelle import", description="Importer un fichier de référence.")
    parser.add_argument("kind", choices=[*IMPORTS, "reference"], help="ce que contient le fichier")
    parser.add_argument("file", nargs="?", type=Path, help="le fichier CSV, compressé ou non")
    parser.add_argument("--json", action="store_true", help="écrire le compte rendu en JSON")
    parser.add_argument("--preview", action="store_true", help="montrer ce qui changerait, sans rien écrire")
    options = parser.parse_args(argv)
    if (options.kind == "reference") != (options.file is None):
        parser.error("communes et sites demandent un fichier, reference n’en prend pas")
    if options.kind == "reference" and options.preview:
        parser.error("la référence se charge sans aperçu")
    by = Viewer.machine("import")
    try:
        with acting(by):
            reports = _reports(by, options)
    except (Refused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FILE_REFUSED
    _write(reports, options)
    return SOME_REFUSED if any(report.refused for report in reports.values()) else DONE


def _reports(by: Viewer, options: argparse.Namespace) -> dict[str, services.ImportReport]:
    if options.kind == "reference":
        loaded = load_reference(by, _say)
        return {"communes": loaded.communes, "sites": loaded.sites}
    bring: Any = IMPORTS[options.kind]
    content, name = options.file.read_bytes(), options.file.name
    return {options.kind: bring(by=by, content=content, file_name=name, preview=options.preview, progress=_say)}


def _say(done: int, total: int, label: str) -> None:
    sys.stderr.write(f"{done}/{total} {label}\n")


def _write(reports: dict[str, services.ImportReport], options: argparse.Namespace) -> None:
    if options.json:
        told = {kind: _plain(report) for kind, report in reports.items()}
        content = told if options.kind == "reference" else told[options.kind]
        sys.stdout.write(json.dumps({**content, "preview": options.preview}, ensure_ascii=False) + "\n")
        return
    for kind, report in reports.items():
        sys.stdout.write(f"{kind} : {_sentence(report, options.preview)}\n")
        for fault in report.refused:
            sys.stdout.write(f"  ligne {fault.line} : {fault.sentence}\n")


def _plain(report: services.ImportReport) -> dict[str, Any]:
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "absent": report.absent,
        "refused": [{"line": fault.line, "reason": fault.sentence} for fault in report.refused],
    }


def _sentence(report: services.ImportReport, preview: bool) -> str:
    refused = f", {len(report.refused)} refusées" if report.refused else ""
    if report.changes_nothing:
        return f"rien à changer{refused}."
    tense = "à ajouter" if preview else "ajoutées", "à modifier" if preview else "modifiées"
    return f"{report.added} {tense[0]}, {report.changed} {tense[1]}, {report.unchanged} inchangées{refused}."
