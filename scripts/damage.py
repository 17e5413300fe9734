"""Imports a folder of the State's files beside damaged copies of them, and looks whether anything was harmed.

    .venv/bin/python scripts/damage.py FOLDER [--home var/damage] [--keep] [--only CODE …]

First the folder alone; what the register then holds is the truth. Then, over it and again from nothing, the folder with
its damaged copies, twice. Exit code 1 where a copy changed the register, was not told as it should be, left a trace of
Python, or where the second time changes something. Measures nothing: `benchmarks/territories.py` does.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from marelle.domains.territories.tests.damages import DAMAGES, Damage, copied, fate_of  # noqa: E402

MARELLE = str(ROOT / ".venv" / "bin" / "marelle")
HELD = """
import hashlib, json, sys
from collections import Counter
from django.apps import apps
SILENT = {"ImportRun", "ImportJob", "ColumnMapping", "Source", "SearchEntry", "RuleSet"}
NAMED = {"Site": "slug", "Source": "name"}
held = {}
for model in apps.get_app_config("territories").get_models():
    if model.__name__ in SILENT:
        continue
    fields = [f for f in model._meta.concrete_fields if f.name not in ("id", "recorded_at", "program", "person_id")]
    fields = [f for f in fields if not getattr(f, "auto_created", False)]
    names = []
    for f in fields:
        named = NAMED.get(f.related_model.__name__) if f.related_model else None
        names.append(f"{f.name}__{named}" if named else f.attname)
    found = model._default_manager.values_list(*names)
    rows = sorted(json.dumps(row, default=str, ensure_ascii=False) for row in found)
    held[model.__name__] = rows
json.dump(held, sys.stdout)
"""


def marelle(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MARELLE_HOME": str(home)}
    return subprocess.run([MARELLE, *words], cwd=ROOT, env=environment, capture_output=True, text=True)


def installed(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for words in (("migrate",), ("import", "reference")):
        done = marelle(home, *words)
        if done.returncode:
            sys.exit(done.stderr)


def held(home: Path) -> dict[str, list[str]]:
    """The rows of every table of the territory, without what numbers them and when they were written."""
    done = marelle(home, "manage", "shell", "-v", "0", "-c", HELD)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


class Findings:
    """What was found wrong, told as it comes."""

    def __init__(self) -> None:
        self.count = 0

    def say(self, sentence: str) -> None:
        self.count += 1
        print(f"    FAUTE {sentence}")


def imported(home: Path, folder: Path, findings: Findings) -> dict[str, object]:
    began = time.monotonic()
    done = marelle(home, "import", "territories", str(folder), "--json")
    if done.returncode > 2 or "Traceback" in done.stderr + done.stdout:
        findings.say("une trace de Python : " + done.stderr[-1500:])
        sys.exit(1)
    told = json.loads(done.stdout)
    taken, left, seconds = len(told["files"]), len(told["left"]), time.monotonic() - began
    print(f"  {taken} fichiers pris ou refusés, {left} laissés, {seconds:.0f} s")
    return told


def compare(truth: dict[str, list[str]], now: dict[str, list[str]], findings: Findings) -> None:
    for name, rows in truth.items():
        lost, more = Counter(rows) - Counter(now[name]), Counter(now[name]) - Counter(rows)
        if lost or more:
            findings.say(f"{name} : {sum(lost.values())} lignes perdues, {sum(more.values())} de trop")
            for mark, some in (("-", lost), ("+", more)):
                for row in list(some)[:3]:
                    print(f"        {mark} {row[:200]}")


def check_told(names: dict[str, Damage], told: dict, findings: Findings, *, first: bool, fresh: bool) -> None:
    for name, damage in sorted(names.items(), key=lambda item: item[1].code):
        fate, said = fate_of(name, told)
        if first:
            print(f"  {damage.code:32}{fate:9}{said[0][:150] if said else ''}")
        harmless = damage.fate == "same" and fate == "lines"  # remarks that the original deserves too
        if fate != damage.fate and not harmless and not (fate == "changed" and first and fresh):
            findings.say(f"{name} : {fate} au lieu de {damage.fate}")
        if damage.says and not any(re.search(damage.says, sentence) for sentence in said):
            findings.say(f"{name} : rien ne dit « {damage.says} »")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "damage")
    parser.add_argument("--keep", action="store_true", help="garder l’installation et les copies")
    parser.add_argument("--only", nargs="*", default=[], help="seulement ces dommages")
    options = parser.parse_args()
    findings = Findings()
    damages = [damage for damage in DAMAGES if not options.only or damage.code in options.only]
    try:
        torment(options.folder, options.home.resolve(), damages, findings)
    finally:
        if not options.keep:
            shutil.rmtree(options.home, ignore_errors=True)
    print(f"{len(damages)} copies abîmées, {findings.count} fautes.")
    return 1 if findings.count else 0


def torment(folder: Path, home: Path, damages: list[Damage], findings: Findings) -> None:
    print("Le dossier seul")
    installed(home / "one")
    imported(home / "one", folder, findings)
    truth = held(home / "one")
    print(f"  {sum(map(len, truth.values()))} lignes dans {len(truth)} tables")
    for label, place, some, fresh in (
        ("Puis avec ses copies abîmées", "zz_apres", damages, False),
        ("À neuf, les copies abîmées d’abord", "0_avant", [d for d in damages if not d.plausible], True),
    ):
        print(label)
        files = home / place
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(folder, files)
        files.chmod(0o755)
        names = {copied(damage, folder, files, place): damage for damage in some}
        at = home / ("two" if fresh else "one")
        if fresh:
            installed(at)
        check_told(names, imported(at, files, findings), findings, first=True, fresh=fresh)
        compare(truth, held(at), findings)
        again = imported(at, files, findings)
        check_told(names, again, findings, first=False, fresh=fresh)
        if not again["changes_nothing"]:
            changed = [f["file"] for f in again["files"] if f.get("added") or f.get("changed")]
            findings.say(f"la seconde fois change quelque chose : {changed} {again['links']}")
        compare(truth, held(at), findings)


if __name__ == "__main__":
    sys.exit(main())
