"""Damaged copies of the files of a folder: each is told for what it is, and what the true file said stays.

`scripts/damage.py` does the same with a whole folder of real files.
"""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from marelle.domains.territories.tests.damages import DAMAGES, Damage, copied, fate_of
from marelle.flows.imports import main

from .small_folder import small_folder

pytestmark = pytest.mark.django_db
TOO_HEAVY = {"gzip-bombe", "bombe-xlsx"}  # hundreds of megabytes to make: the script does
OF_READING = {"ImportRun", "Source", "SearchEntry"}


def held() -> dict[str, Counter[str]]:
    """Every row of the territory but those about readings."""
    models = [one for one in apps.get_app_config("territories").get_models() if one.__name__ not in OF_READING]
    return {one.__name__: Counter(map(str, one._default_manager.values_list())) for one in models}


def imported(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["territories", str(folder), "--json"]) in (0, 1, 2)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_each_damaged_copy_is_told_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = small_folder(tmp_path / "whole")
    first = imported(whole, capsys)
    assert [(one["file"], one["refused"]) for one in first["files"] if not one["added"] + one["changed"]] == []
    assert first["left"] == []
    assert imported(whole, capsys)["changes_nothing"]
    truth = held()
    faults: list[str] = []
    for damage in DAMAGES:
        if damage.code in TOO_HEAVY:
            continue
        with transaction.atomic():
            faults += found_wrong(damage, whole, tmp_path / "copy", truth, capsys)
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def found_wrong(
    damage: Damage, whole: Path, into: Path, truth: dict[str, Counter[str]], capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """What is wrong with what becomes of one copy, read twice."""
    shutil.rmtree(into, ignore_errors=True)
    name = copied(damage, whole, into, ".")
    fate, said = fate_of(name, imported(into, capsys))
    faults = []
    if fate != damage.fate and not (damage.fate == "same" and fate == "lines"):
        faults.append(f"{damage.code} : {fate} au lieu de {damage.fate}, {said[:2]}")
    if damage.says and not any(re.search(damage.says, sentence) for sentence in said):
        faults.append(f"{damage.code} : rien ne dit « {damage.says} », mais {said[:2]}")
    if fate != "refused" and not imported(into, capsys)["changes_nothing"]:
        faults.append(f"{damage.code} : la seconde fois change quelque chose")
    now = held()
    faults += [
        f"{damage.code} : {model} {list((rows - now[model]).elements())[:1]} {list((now[model] - rows).elements())[:1]}"
        for model, rows in truth.items()
        if rows != now[model]
    ]
    return faults
