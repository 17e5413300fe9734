"""A small folder with the names and the headings of the State's files; its schools, its quarters and its numbers are
invented, its communes are those of Aisne, Oise and Somme or bear numbers that no commune has."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from marelle.domains.territories.rules.identifiers import uai_letter

MANY = 30
COLLEGE_OF = "https://example.org"


def uai(number: int) -> str:
    return f"{number:07}{uai_letter(f'{number:07}')}"


def siren(number: int) -> str:
    """A SIREN that its last digit makes true."""
    digits = [int(figure) for figure in f"{number:08}"]
    doubled = [figure * 2 - 9 * (figure > 4) if place % 2 else figure for place, figure in enumerate(digits)]
    return f"{number:08}{-sum(doubled) % 10}"


def commune(number: int) -> str:
    """« 02500 » and those that follow: the first zero is one that a spreadsheet eats."""
    return f"02{500 + number}"


def lines(heading: str, made: list[str]) -> str:
    return "\n".join([heading, *made, ""])


def _square(number: int) -> dict[str, object]:
    west, south = 3.0 + number / 100, 49.5
    ring = [[west, south], [west + 0.005, south], [west + 0.005, south + 0.005], [west, south + 0.005], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _communes() -> str:
    made = [
        f"{commune(n)},Ville-Haute {n},commune-actuelle,,02,32,{siren(21020000 + n)},{siren(20000001)},{2100 + n:05},"
        f"{1000 + n},{3 + n / 100:.5f},49.50000"
        for n in range(MANY)
    ]
    heading = "code_insee,nom,type,commune_parente,departement,region,siren,epci,codes_postaux,population"
    return lines(f"{heading},mairie_lon,mairie_lat", made)


def _epcis() -> str:
    made = [f"{siren(20000001 + n)},CC Éclaircie n° {n},CC,{9000 + n},7" for n in range(MANY)]
    return lines("code,nom,type,population_municipale,nb_communes", made)


def _quarters() -> str:
    made = [
        f"QN002{n:02}M,Les Tilleuls {n},{commune(n)},Ville-Haute {n},02,32,002,M,{3 + n / 100:.5f},49.5"
        for n in range(MANY)
    ]
    return lines(
        "code_qp,lib_qp,insee_com,lib_com,departement,region,dep_dans_code,suffixe,commune_lon,commune_lat", made
    )


def _contracts() -> str:
    made = [f"CN002{n:02}M,02 - CC Éclaircie n° {n},{siren(20000001 + n)},02,{1500 + n},3.1,49.5" for n in range(MANY)]
    return lines("code_cv,lib_cv,siren_epci,departement,population_qpv,lon,lat", made)


def _old_quarters() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code_qp": f"QP0020{n:02}", "nom_qp": f"Les Charmes {n}", "nom_commune": f"Ville-Haute {n}"},
            "geometry": _square(n),
        }
        for n in range(MANY)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1, ensure_ascii=False)


def _stats() -> str:
    made = [f"QP0020{n:02},Les Charmes {n},Ville-Haute {n},{1100 + n},{30 + n / 10}" for n in range(MANY)]
    return lines("code_qp,nom_qp,nom_commune,pop_mun,tp60", made)


def _ips(kind: str, first: int) -> str:
    place = (
        "academie;code_du_departement;departement;uai;nom_de_l_etablissment;code_insee_de_la_commune;nom_de_la_commune"
    )
    spread = ";ecart_type_de_l_ips" if kind == "COLLEGE" else ""
    made = [
        f"2022-2023;AMIENS;002;AISNE;{uai(first + n)};{kind} DU PRE {n};{commune(n)};VILLE HAUTE {n};public;"
        f"{100 + n}.0;{80 + n}.{1 + n % 9}{';30.1' if spread else ''}"
        for n in range(MANY)
    ]
    return lines(f"rentree_scolaire;{place};secteur;effectifs;ips{spread}", made)


def _networks() -> str:
    made = [
        f"AMIENS,02,AISNE,VILLE HAUTE {n},{uai(20500)},{uai(20100 + n)},DU PRE {n},ECOLE ELEMENTAIRE OU PRIMAIRE,"
        "REP,IEN"
        for n in range(MANY)
    ]
    return lines("academie,departement,nom_departement,commune,uai_tete_reseau,uai,nom,type,ep,circonscription", made)


def _placed() -> str:
    point = '"{""type"":""Point"",""coordinates"":[3.1,49.5]}"'
    made = [f"Aisne,{2100 + n:05},Ville-Haute {n},Du Pré,{uai(20500 + n)},{point}" for n in range(MANY)]
    return lines("Département,zipcode,Commune,ETABLISSEMENT,Code UAI,coordinates", made)


def _directory() -> str:
    heading = "identifiant_de_l_etablissement,nom_etablissement,type_etablissement,statut_public_prive,code_commune"
    made = [
        f"{uai(20100 + n)},École du Pré {n},Ecole,Public,{commune(n)},OUVERT,1970-01-01,2026-05-27" for n in range(MANY)
    ]
    return lines(f"{heading},etat,date_ouverture,date_maj_ligne", made)


def _holidays() -> str:
    made = [f"B,{year}-02-10,{year}-02-25,Vacances d'hiver,16" for year in range(2000, 2000 + MANY)]
    return lines("zone,premier_jour,dernier_jour,libelle,jours", made)


def _listed() -> str:
    heading = (
        "id_cite_anct,nom_site,code_departement,communes,codes_insee,code_insee_principal,quartiers,source_quartiers"
    )
    made = [
        f"cite-{n:03},Ville-Haute {n},02,Ville-Haute {n},{commune(n)},{commune(n)},,,,,,,,,{COLLEGE_OF}"
        for n in range(20)
    ]
    money = "montant_annuel_eur,montant_triennal_eur,periode,base_du_montant,source_montant,note_montant,source_label"
    return lines(f"{heading},{money}", made)


def _cites() -> str:
    pairs = [(n, code) for n in range(20) for code in ((n, n + 1) if n == 19 else (n,))]
    made = [f"cite-{n:03},Ville-Haute {n},2019,{commune(code)},Ville-Haute {code}" for n, code in pairs]
    return lines("id_cite,lib_cite,vague_deduite,insee_com,lib_com", made)


def small_folder(path: Path) -> Path:
    """Writes the folder; returns it."""
    files = {
        "geo/regions_2026.csv": "code,nom,chef_lieu,zone\n32,Hauts-de-France,59350,metro\n",
        "geo/departements_2026.csv": "code,nom,region,chef_lieu,zone\n02,Aisne,32,02408,x\n80,Somme,32,80021,x\n",
        "geo/academies_departements.csv": "departement,academie,zone_vacances\n02,AMIENS,B\n80,AMIENS,B\n",
        "geo/epci_2026.csv": _epcis(),
        "geo/communes_2026.csv.gz": _communes(),
        "qpv/qpv_2024_communes.csv": _quarters(),
        "qpv/contrats_de_ville_2024.csv": _contracts(),
        "qpv/qpv_2015_occitanie_contours.geojson": _old_quarters(),
        "qpv/qpv_2015_occitanie_stats.csv": _stats(),
        "schools/ips_ecoles_2022_2023.csv.gz": _ips("ECOLE ELEMENTAIRE", 20100),
        "schools/ips_colleges_2022_2023.csv.gz": _ips("COLLEGE", 20500),
        "schools/rep_2022.csv.gz": _networks(),
        "schools/colleges_ep_qpv_coordonnees_2019.csv": _placed(),
        "schools/annuaire_val_de_marne_ecoles_2026.csv.gz": _directory(),
        "calendar/vacances_scolaires_zones_abc.csv": _holidays(),
        "labelled_sites_2019.csv": _listed(),
        "cites/cites_educatives_communes.csv": _cites(),
    }
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode()
        file.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    return path
