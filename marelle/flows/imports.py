"""`marelle import KIND FILE`, `marelle import territories FOLDER`: what officers bring in from the command line.

Not a flow: a command, which gives one order of `territories`, tells one flow, or loads the reference.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from marelle.domains.territories import services
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.errors import Refused
from marelle.kernel.errors.command_line import Parser

from .import_territories import FileReport, FolderReport, import_territories
from .record_past_wave import record_past_wave
from .reference import load_reference, load_rules

DONE, SOME_REFUSED, FILE_REFUSED = 0, 1, 2
TERRITORIES, REFERENCE, WAVE = "territories", "reference", "wave-2019"
SHIPPED = (REFERENCE, WAVE)  # what comes with Marelle: no file is asked for
TOLD = 20  # refusals and remarks of one file that are written to a terminal; the JSON has them all


def main(argv: Sequence[str]) -> int:
    """Runs one import; returns the exit status: 0 done, 1 some lines were refused, 2 a file was refused."""
    parser = _parser()
    options = parser.parse_args(argv)
    if (options.kind in SHIPPED) != (options.file is None):
        parser.error("il faut un fichier ou un dossier, sauf pour reference et wave-2019 qui n’en prennent pas")
    if options.kind not in services.IMPORTERS and (options.day or options.whole is not None):
        parser.error("--day, --whole et --extract sont pour un fichier à la fois, dont on dit la sorte")
    if options.kind in SHIPPED and options.preview:
        parser.error("ce qui est livré avec Marelle se charge sans aperçu")
    by = Viewer.machine("import")
    try:
        if options.kind == TERRITORIES:
            return _folder(by, options)
        with acting(by):
            reports = _reports(by, options)
    except (Refused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FILE_REFUSED
    _write(reports, options)
    return SOME_REFUSED if any(report.refused for report in reports.values()) else DONE


def _parser() -> Parser:
    parser = Parser(
        prog="marelle import",
        description="Importer un fichier de référence, ou tout un dossier de fichiers de l’État (territories).",
    )
    kinds = [TERRITORIES, *SHIPPED, "sites", *services.IMPORTERS]
    parser.add_argument("kind", choices=kinds, help="ce que contient le fichier")
    parser.add_argument("file", nargs="?", type=Path, help="le fichier (CSV, tableur, GeoJSON, compressé ou non)")
    parser.add_argument("--json", action="store_true", help="écrire le compte rendu en JSON")
    parser.add_argument("--day", type=_day, help="le jour auquel le fichier était vrai, comme 2026-01-01")
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument("--whole", action="store_true", default=None, help="la liste est complète : ce qui manque finit")
    whole.add_argument("--extract", dest="whole", action="store_false", help="c’est un extrait : rien ne finit")
    parser.add_argument("--preview", action="store_true", help="montrer ce qui changerait, sans rien écrire")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un jour ; écrivez-le 2026-01-01") from None


def _reports(by: Viewer, options: argparse.Namespace) -> dict[str, services.ImportReport]:
    if options.kind in SHIPPED:
        loaded = load_reference(by, _say)
        load_rules(by, clock.now())
        if options.kind == WAVE:
            record_past_wave(by, clock.now(), _say)
        return {"communes": loaded.communes, "sites": loaded.sites}
    content, name = options.file.read_bytes(), options.file.name
    if options.kind == "sites":
        report = services.import_sites(by=by, content=content, file_name=name, preview=options.preview, progress=_say)
    else:
        importer = services.IMPORTERS[options.kind]
        report = services.bring(
            importer,
            by=by,
            content=content,
            file_name=name,
            facts_on=options.day,
            whole=options.whole,
            preview=options.preview,
            progress=_say,
        )
    return {options.kind: report}


def _folder(by: Viewer, options: argparse.Namespace) -> int:
    if not options.file.is_dir():
        sys.stderr.write(f"Ce dossier n’existe pas : {options.file}. Donnez le dossier qui contient les fichiers.\n")
        return FILE_REFUSED
    told = import_territories(by=by, folder=options.file, preview=options.preview, progress=_say)
    if options.json:
        sys.stdout.write(json.dumps(_plain_folder(told, options.preview), ensure_ascii=False) + "\n")
    else:
        _write_folder(told, options.preview)
    if any(file.refused for file in told.files):
        return FILE_REFUSED
    return SOME_REFUSED if any(file.report and file.report.refused for file in told.files) else DONE


def _say(done: int, total: int, label: str) -> None:
    sys.stderr.write(f"{done}/{total} {label}\n")


def _write(reports: dict[str, services.ImportReport], options: argparse.Namespace) -> None:
    if options.json:
        told = {kind: _plain(report) for kind, report in reports.items()}
        content = told if options.kind in SHIPPED else told[options.kind]
        sys.stdout.write(json.dumps({**content, "preview": options.preview}, ensure_ascii=False) + "\n")
        return
    for kind, report in reports.items():
        sys.stdout.write(f"{kind} : {_sentence(report, options.preview)}\n")
        _write_lines(report)


def _write_folder(told: FolderReport, preview: bool) -> None:
    for file in told.files:
        said = _sentence(file.report, preview) if file.report else f"refusé. {file.reason}"
        sys.stdout.write(f"{file.file} ({file.label}) : {said}\n")
        if file.report:
            _write_lines(file.report)
    for file in told.left:
        sys.stdout.write(f"{file.file} : laissé. {file.reason}\n")
    for name, count in told.after.items():
        if count:
            sys.stdout.write(f"{name} : {count}\n")
    end = "Rien à changer : tout était déjà là." if told.changes_nothing else "Terminé."
    sys.stdout.write(f"{end} {len(told.files)} fichiers, {told.seconds:.1f} s.\n")


def _write_lines(report: services.ImportReport) -> None:
    for faults, word in ((report.refused, "refusée"), (report.remarked, "prise, à savoir")):
        for fault in faults[:TOLD]:
            sys.stdout.write(f"  ligne {fault.line}, {word} : {fault.sentence}\n")
        if len(faults) > TOLD:
            sys.stdout.write(f"  … et {len(faults) - TOLD} autres.\n")


def _plain_folder(told: FolderReport, preview: bool) -> dict[str, Any]:
    return {
        "files": [_plain_file(file) for file in told.files],
        "left": [{"file": file.file, "reason": file.reason} for file in told.left],
        "links": told.after,
        "changes_nothing": told.changes_nothing,
        "seconds": round(told.seconds, 2),
        "preview": preview,
    }


def _plain_file(file: FileReport) -> dict[str, Any]:
    head = {"file": file.file, "kind": file.kind, "label": file.label, "seconds": round(file.seconds, 2)}
    return {**head, **(_plain(file.report) if file.report else {"file_refused": file.reason})}


def _plain(report: services.ImportReport) -> dict[str, Any]:
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "absent": report.absent,
        "facts_on": report.facts_on.isoformat() if report.facts_on else None,
        "unknown_columns": list(report.unknown),
        "refused": [{"line": fault.line, "reason": fault.sentence} for fault in report.refused],
        "remarks": [{"line": fault.line, "reason": fault.sentence} for fault in report.remarked],
    }


def _sentence(report: services.ImportReport, preview: bool) -> str:
    refused = f", {len(report.refused)} refusées" if report.refused else ""
    if report.changes_nothing:
        return f"rien à changer{refused}."
    tense = "à ajouter" if preview else "ajoutées", "à modifier" if preview else "modifiées"
    return f"{report.added} {tense[0]}, {report.changed} {tense[1]}, {report.unchanged} inchangées{refused}."
