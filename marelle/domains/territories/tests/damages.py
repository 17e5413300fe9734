"""Ways in which files of the State arrive damaged: each makes a copy of one file, and says what must become of it.

Used by `test_damages` on small files, and by `scripts/damage.py` on a whole folder of real ones.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .spoiling import (
    as_workbook,
    bomb,
    bow,
    column,
    cut,
    doubled_keys,
    features,
    line_ends,
    lines,
    middle,
    missing_separator,
    mixed,
    plain,
    ring,
    serial,
    swapped,
    text,
    wide_bomb,
    without,
)

# What becomes of a copy: refused whole; some of its lines refused or remarked; taken, and it changes nothing; left.
Fate = Literal["refused", "lines", "same", "left"]


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged copy: of which file, how, its fate, what must be said of it (a regular expression), its name.

    `plausible`: nothing in the copy tells that it is damaged, so it is only tried after the file that it copies.
    """

    code: str
    file: str  # the beginning of its name, without its folder: « rep_ »
    spoil: Callable[[bytes], bytes]
    fate: Fate
    says: str = ""
    ending: str = ""
    plausible: bool = False


DAMAGES: tuple[Damage, ...] = (
    Damage("gzip-coupe", "communes_2026", lambda c: gzip.compress(plain(c))[:-50], "refused", "compressé"),
    Damage("gzip-suite", "rep_", lambda c: gzip.compress(plain(c)) + b"suite", "refused", "compressé"),
    Damage("gzip-double", "rep_", lambda c: gzip.compress(gzip.compress(plain(c))), "same"),
    Damage("gzip-bombe", "epci_", lambda _c: gzip.compress(b"a,b\n" * 60_000_000, 1), "refused", "lourd", ".csv.gz"),
    Damage("ligne-coupee", "qpv_2024", cut(0.6), "refused", "coupé.*ligne"),
    Damage("ligne-coupee-rep", "rep_", cut(0.5), "refused", "coupé.*ligne"),
    Damage("utf-16", "regions_2026.", lambda c: plain(c).decode("utf-8-sig").encode("utf-16"), "same"),
    Damage("utf-16-sans-marque", "epci_", lambda c: plain(c).decode("utf-8-sig").encode("utf-16-le"), "same"),
    Damage("deux-bom", "academies_", lambda c: b"\xef\xbb\xbf" * 2 + plain(c), "same"),
    Damage("cp1252-et-utf8", "epci_", mixed, "same"),
    Damage(
        "accents-perdus",
        "epci_",
        lambda c: plain(c).decode("utf-8-sig").encode("cp1252", "replace").decode("utf-8", "replace").encode(),
        "refused",
        "accents",
    ),
    Damage("fins-de-ligne", "departements_2026", text(line_ends), "same"),
    Damage("separateur-des-lignes", "qpv_2024", text(lambda t: t.replace(",", ";").replace(";", ",", 9)), "refused"),
    Damage(
        "titres-repetes", "qpv_2024", text(lambda t: middle(t, lambda line: t.split("\n")[0] + "\n" + line)), "lines"
    ),
    Damage("titre-au-dessus", "rep_", text(lambda t: "Réseaux d’éducation prioritaire\n\n" + t), "same"),
    Damage("total-en-bas", "contrats_de_ville", text(lambda t: t + "Total,,,,5500000,,\n"), "lines"),
    Damage("colonne-absente", "rep_", without("uai"), "refused", "uai"),
    Damage("colonne-absente-ecoles", "ips_ecoles", without("rentree_scolaire"), "refused", "rentree_scolaire"),
    Damage("colonnes-echangees", "communes_2026", swapped("code_insee", "nom"), "refused"),
    Damage("colonnes-echangees-ips", "ips_ecoles", swapped("effectifs", "ips"), "refused"),
    Damage(
        "deux-titres-egaux", "communes_2026", text(lambda t: t.replace("population", "nom", 1)), "refused", "double"
    ),
    Damage(
        "octets-nuls", "rep_", text(lambda t: middle(t, lambda line: line[:20] + "\0" + line[20:])), "refused", "ligne"
    ),
    Damage(
        "cellule-immense",
        "epci_",
        text(lambda t: middle(t, lambda line: line.replace(",C", "," + "x" * 3_000_000 + "C", 1))),
        "lines",
    ),
    Damage(
        "guillemet-ouvert",
        "ips_ecoles",
        text(lambda t: middle(t, lambda line: line.replace(";", ';"', 1))),
        "refused",
        "ligne",
    ),
    Damage("bombe-xlsx", "epci_", bomb, "refused", "lourd", ".xlsx"),
    Damage("bombe-large-xlsx", "epci_", wide_bomb, "refused", "", ".xlsx"),
    Damage("csv-nomme-xlsx", "epci_", lambda c: c, "same", "", ".xlsx"),
    Damage("xlsx-nomme-csv", "epci_", as_workbook, "same", "", ".csv"),
    Damage("xlsx-coupe", "epci_", lambda c: as_workbook(c)[:-400], "refused", "classeur", ".xlsx"),
    Damage("xlsx-nombres", "communes_2026", lambda c: as_workbook(c, numbers=True), "same", "", ".xlsx"),
    Damage(
        "page-du-web",
        "epci_",
        lambda _c: b"<!DOCTYPE html><html><body>Erreur 503</body></html>",
        "refused",
        "page du web",
    ),
    Damage("image", "epci_", lambda _c: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9, "refused"),
    Damage("contour-croise", "qpv_2015_occitanie_contours", ring(bow), "lines", "croise"),
    Damage(
        "contour-de-deux-points", "qpv_2015_occitanie_contours", ring(lambda p: [p[0], p[1], p[0]]), "lines", "points"
    ),
    Damage("contour-nan", "qpv_2015_occitanie_contours", ring(lambda p: [[float("nan"), 1.0], *p[1:]]), "lines"),
    Damage(
        "contour-retourne",
        "qpv_2015_occitanie_contours",
        ring(lambda p: [[q[1], q[0]] for q in p]),
        "lines",
        "inversées",
    ),
    Damage("json-coupe", "qpv_2015_occitanie_contours", lambda c: c[: len(c) // 2], "refused", "ligne"),
    Damage(
        "json-caractere-nul",
        "qpv_2015_occitanie_contours",
        features(lambda found: found[0]["properties"].update(nom_qp="a\0b", lib_qp="a\0b")),
        "lines",
    ),
    Damage(
        "json-moitie-de-lettre",
        "qpv_2015_occitanie_contours",
        features(lambda found: found[0]["properties"].update(nom_qp="a\ud800b", lib_qp="a\ud800b")),
        "lines",
    ),
    Damage("virgule-decimale", "communes_2026", column("mairie_lat", lambda cell: cell.replace(".", ",")), "same"),
    Damage(
        "lat-lon-echangees", "communes_2026", swapped("mairie_lon", "mairie_lat", headings=False), "lines", "inversées"
    ),
    Damage(
        "points-echanges",
        "colleges_ep_qpv",
        text(lambda t: re.sub(r"\[(-?[\d.]+),(-?[\d.]+)\]", r"[\2,\1]", t)),
        "lines",
    ),
    Damage("jours-en-nombres", "annuaire_val_de_marne", column("date_maj_ligne", serial), "same"),
    Damage("jours-en-nombres-vacances", "vacances_scolaires", column("premier_jour", serial), "same"),
    Damage(
        "fin-avant-debut",
        "vacances_scolaires",
        swapped("premier_jour", "dernier_jour"),
        "refused",
        "avant de commencer",
    ),
    Damage("population-negative", "communes_2026", column("population", lambda cell: f"-{cell}"), "refused"),
    Damage("effectifs-negatifs", "ips_ecoles", column("effectifs", lambda cell: f"-{cell}", 40), "lines", "négatif"),
    Damage("virgule-perdue", "ips_ecoles", column("ips", lambda cell: cell.replace(".", "")), "refused"),
    Damage(
        "taux-impossible",
        "qpv_2015_occitanie_stats.",
        column("tp60", lambda cell: cell.replace(".", "")),
        "refused",
        "impossible",
    ),
    Damage(
        "commune-inconnue",
        "qpv_2024",
        column("insee_com", lambda _cell: "80999", 50),
        "lines",
        "n’existe plus|inconnue",
    ),
    Damage(
        "cle-double", "rep_", doubled_keys("ep", lambda cell: "REP" if cell == "REP+" else "REP+"), "lines", "ligne"
    ),
    Damage(
        "cle-double-communes", "communes_2026", doubled_keys("population", lambda cell: f"{cell}0"), "lines", "ligne"
    ),
    Damage("vide", "epci_", lambda _c: b"", "refused", "vide"),
    Damage("espaces-seuls", "epci_", lambda _c: b" \n\t\n", "refused", "vide"),
    Damage("titres-seuls", "rep_", text(lambda t: t.split("\n")[0] + "\n"), "refused", "aucune ligne"),
    Damage("espaces-autour", "rep_", column("uai", lambda cell: f" {cell}  "), "same"),
    Damage("espaces-insecables", "qpv_2024", column("insee_com", lambda cell: f"{cell}\u00a0"), "same"),
    Damage("zeros-perdus", "communes_2026", column("code_insee", lambda cell: cell.lstrip("0")), "same"),
    Damage("zeros-perdus-uai", "rep_", column("uai", lambda cell: cell.lstrip("0")), "lines", "zéros"),
    Damage("lettre-o", "rep_", column("uai", lambda cell: cell.replace("0", "O", 1), 30), "lines", "UAI"),
    Damage(
        "formule",
        "ips_ecoles",
        column("nom_de_l_etablissment", lambda _cell: "=cmd|' /C calc'!A0", 60),
        "lines",
        "formule",
    ),
    Damage(
        "formule-communes", "communes_2026", column("nom", lambda cell: f"=HYPERLINK({cell})", 900), "lines", "formule"
    ),
    Damage("caracteres-invisibles", "epci_", column("nom", lambda cell: f"\u200b{cell}\u00ad"), "same"),
    Damage("dix-megaoctets", "communes_2026", lambda _c: b"a,bc," * 2_000_000, "refused"),
    Damage("dix-megaoctets-sans-separateur", "communes_2026", lambda _c: b"abcde" * 2_000_000, "left"),
    Damage("cellule-en-moins", "communes_2026", text(missing_separator), "lines", "cellules"),
    Damage("siren-trop-long", "communes_2026", column("siren", lambda cell: cell * 3, 7000), "lines"),
    Damage("code-postal-trop-long", "communes_2026", column("codes_postaux", lambda cell: cell * 3, 7000), "lines"),
    Damage("numero-trop-long", "labelled_sites", column("id_cite_anct", lambda cell: cell and cell * 20, 9), "lines"),
    Damage("colonne-vide-zone", "academies_", column("zone_vacances", lambda _cell: ""), "same"),
    Damage("colonne-vide-population", "communes_2026", column("population", lambda _cell: ""), "same"),
    Damage("colonne-vide-effectifs", "ips_colleges", column("effectifs", lambda _cell: ""), "same"),
    Damage("colonne-vide-contrats", "contrats_de_ville", column("population_qpv", lambda _cell: ""), "same"),
    # Nothing tells that these are damaged: the file that they copy has been read, and says more.
    Damage("dernieres-lignes-perdues", "rep_", lines(lambda n, total: n < total * 0.95), "same", plausible=True),
    Damage("moitie-perdue", "rep_", lines(lambda n, total: n < total * 0.5), "same", plausible=True),
    Damage(
        "une-ligne-sur-deux-cites",
        "cites_educatives",
        lines(lambda n, _total: n % 2 == 0),
        "lines",
        "du même jour",
        plausible=True,
    ),
    Damage("moitie-perdue-communes", "communes_2026", lines(lambda n, total: n < total * 0.5), "same", plausible=True),
    Damage("sans-jour", "ips_ecoles", lambda c: c, "same", "", "sans_date.csv.gz", plausible=True),
)


def original(folder: Path, damage: Damage) -> Path:
    """The file of a folder that a damage is about."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name.startswith(damage.file)]
    assert found, f"{folder}: {damage.file}"
    return found[0]


def copied(damage: Damage, folder: Path, into: Path, where: str) -> str:
    """Writes the damaged copy; returns its name in the folder `into`."""
    source = original(folder, damage)
    usual = source.name.split(".")[0] + "".join(s for s in source.suffixes if s in (".csv", ".geojson"))
    renamed = source.name.split(".")[0] + damage.ending if damage.ending.startswith(".") else damage.ending
    path = into / where / damage.code / (renamed or usual)
    path.parent.mkdir(parents=True)
    path.write_bytes(damage.spoil(source.read_bytes()))
    return path.relative_to(into).as_posix()


def fate_of(name: str, told: Mapping[str, Any]) -> tuple[str, list[str]]:
    """What became of a file of a folder, in the report of its import, and the sentences that say it."""
    for left in told["left"]:
        if left["file"] == name:
            return "left", [left["reason"]]
    for file in told["files"]:
        if file["file"] == name and "file_refused" in file:
            return "refused", [file["file_refused"]]
        if file["file"] == name:
            said = [f"ligne {one['line']} : {one['reason']}" for one in [*file["refused"], *file["remarks"]]]
            return ("changed" if file["added"] + file["changed"] else "lines" if said else "same"), said
    return "nowhere", []
