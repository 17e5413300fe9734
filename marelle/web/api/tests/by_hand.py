"""The State's files read again by hand: the `csv` module and nothing of Marelle's readers.

What is here decides nothing: it counts lines, so that what Marelle says may be held against what the files say.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SEED = 2026
SCHOOLS = "schools"


def read(path: Path, separator: str = ",") -> list[dict[str, str]]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def bare(name: str) -> str:
    """« L'Haÿ-les-Roses » → LHAYLESROSES; SAINT and ST are one."""
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore")
    words = re.findall("[A-Z0-9]+", letters.decode().upper())
    return "".join({"ST": "SAINT", "STE": "SAINTE"}.get(word, word) for word in words)


@dataclass
class Folder:
    """A folder of the State's files, line by line."""

    path: Path

    @cached_property
    def communes(self) -> dict[str, dict[str, str]]:
        return {row["code_insee"]: row for row in read(self.path / "geo/communes_2026.csv.gz")}

    @cached_property
    def academies(self) -> dict[str, dict[str, str]]:
        return {row["departement"]: row for row in read(self.path / "geo/academies_departements.csv")}

    @cached_property
    def quarters(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in read(self.path / "qpv/qpv_2024_communes.csv"):
            found[row["insee_com"]].add(row["code_qp"])
        return found

    @cached_property
    def contracts(self) -> dict[str, list[dict[str, str]]]:
        """By holder. A line of too few cells has None for the others: it is not counted."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in read(self.path / "qpv/contrats_de_ville_2024.csv"):
            if None not in row.values():
                found[row["siren_epci"]].append(row)
        return found

    @cached_property
    def poverty(self) -> dict[str, dict[str, str]]:
        return {row["code_qp"]: row for row in read(self.path / "qpv/qpv_2015_occitanie_stats.csv")}

    @cached_property
    def ips(self) -> dict[str, float]:
        found = {}
        for kind, column in (("ecoles", "ips"), ("colleges", "ips"), ("lycees", "ips_ensemble_gt_pro")):
            for row in self._ips_of(kind):
                alone = [row[name] for name in ("ips_voie_gt", "ips_voie_pro") if row.get(name)]
                value = row[column] or (alone[0] if len(alone) == 1 else "")
                if value:
                    found[row["uai"]] = float(value)
        return found

    def _ips_of(self, kind: str) -> list[dict[str, str]]:
        return read(self.path / f"{SCHOOLS}/ips_{kind}_2022_2023.csv.gz", ";")

    @cached_property
    def sectors(self) -> dict[str, str]:
        return {row["uai"]: row["secteur"] for kind in ("ecoles", "colleges", "lycees") for row in self._ips_of(kind)}

    @cached_property
    def networks(self) -> dict[str, str]:
        """REP or REP+, by school; an isolated école has its code where the head of its network is."""
        rows = read(self.path / f"{SCHOOLS}/rep_2022.csv.gz")
        return {row["uai"] or row["uai_tete_reseau"]: row["ep"] for row in rows}

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, row in self.communes.items():
            found[row["departement"], bare(row["nom"])].append(code)
        return found

    def _placed(self, code: str, name: str, departement: str) -> str:
        """A commune by its code, by its arrondissement, else by the only one of its name in the département."""
        if code.zfill(5) in self.communes and code:
            return code.zfill(5)
        town = re.match(r"(PARIS|LYON|MARSEILLE)0*(\d{1,2})", bare(name))
        if town:
            return str({"PARIS": 75100, "LYON": 69380, "MARSEILLE": 13200}[town[1]] + int(town[2]))
        codes = self._names[departement, bare(name)]
        return codes[0] if len(codes) == 1 else ""

    @cached_property
    def schools(self) -> dict[str, set[str]]:
        """Codes of the open schools of each commune: the newest list that places a school is believed."""
        placed: dict[str, str] = {}
        closed: set[str] = set()
        for row in read(self.path / f"{SCHOOLS}/colleges_proches_qpv_2015.csv"):
            self._put(placed, row["NUMERO_UAI"], row["Code_commune_Insee"], row["Libellé Commune"])
        for row in read(self.path / f"{SCHOOLS}/colleges_ep_qpv_coordonnees_2019.csv"):
            self._put(placed, row["Code UAI"], "", row["Commune"], only_new=True)
            if "Ferm" in row["ETABLISSEMENT"]:
                closed.add(row["Code UAI"].upper())
        for row in read(self.path / f"{SCHOOLS}/rep_2022.csv.gz"):
            self._put(placed, row["uai"] or row["uai_tete_reseau"], "", row["commune"], only_new=True)
        for row in read(self.path / "cites/etablissements_communes_sites_2019.csv.gz"):
            self._put(placed, row["uai"], row["insee"], row["commune"])
        for kind in ("ecoles", "colleges", "lycees"):
            for row in self._ips_of(kind):
                self._put(placed, row["uai"], row["code_insee_de_la_commune"], row["nom_de_la_commune"])
        closed -= set(self.sectors)  # a newer list shows them
        found: dict[str, set[str]] = defaultdict(set)
        for uai, code in placed.items():
            if code and uai not in closed:
                found[code].add(uai)
        return found

    def _put(self, placed: dict[str, str], uai: str, code: str, name: str, *, only_new: bool = False) -> None:
        uai = uai.upper()
        if len(uai) != 8 or (only_new and placed.get(uai)):
            return
        departement = {"620": "2A", "720": "2B"}.get(uai[:3], uai[1:3] if uai[0] == "0" else uai[:3])
        where = self._placed(code, name, departement)
        if where:
            placed[uai] = where

    @cached_property
    def merged(self) -> list[str]:
        """Communes that took in another one since 2022: a school's line has the code of the one that is gone."""
        gone = {
            row["code_insee_de_la_commune"]: row["nom_de_la_commune"]
            for row in self._ips_of("ecoles")
            if row["code_insee_de_la_commune"] not in self.communes
        }
        return sorted({code for old, name in gone.items() for code in self._names[old[:2], bare(name)]})

    def drawn(self) -> list[str]:
        """Ten communes at random: one overseas, one of Corsica, an arrondissement, a new commune of a merger, one whose
        quarters have figures of poverty, two with quarters, three from anywhere. None is in a directory of 2023 or
        2026: those say more of schools than is read again here."""
        chance = random.Random(SEED)
        plain = [code for code, row in sorted(self.communes.items()) if row["departement"] not in ("35", "94")]
        with_quarters = [code for code in plain if self.quarters.get(code)]
        towns = {row["nom_commune"] for row in self.poverty.values()}
        groups: list[tuple[list[str], int]] = [
            ([code for code in with_quarters if code.startswith("97")], 1),
            ([code for code in plain if code.startswith("2") and code[1] in "AB" and self.schools.get(code)], 1),
            ([code for code in plain if self.communes[code]["commune_parente"]], 1),
            (self.merged, 1),
            ([code for code in with_quarters if self.communes[code]["nom"] in towns], 1),
            (with_quarters, 2),
            (plain, 3),
        ]
        found: list[str] = []
        for codes, count in groups:
            found += chance.sample([code for code in codes if code not in found], count)
        return found
