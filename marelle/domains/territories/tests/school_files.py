"""Small files of schools, as the ministry writes them; the schools are invented, their communes are not."""

from __future__ import annotations

from datetime import date
from typing import Any

from marelle.domains.territories import services
from marelle.domains.territories.models import Figure, School, SchoolNetwork
from marelle.domains.territories.rules.identifiers import uai_letter
from marelle.kernel.access import Viewer

RENTREE = date(2022, 9, 1)


def uai(number: int) -> str:
    """The code whose digits are this number."""
    return f"{number:07}{uai_letter(f'{number:07}')}"


AMIENS, ABBEVILLE, CREIL, CLICHY = uai(800001), uai(800002), uai(600003), uai(930004)
COLLEGE, LYCEE, RIVAGE = uai(800010), uai(800020), uai(800030)
PLACE = "academie;code_du_departement;departement;uai;nom_de_l_etablissment;code_insee_de_la_commune;nom_de_la_commune"
ECOLES = f"""rentree_scolaire;{PLACE};secteur;effectifs;ips
2022-2023;AMIENS;080;SOMME;{AMIENS};ECOLE ELEMENTAIRE LES TILLEULS;80021;AMIENS;public;234.0;82.7
2022-2023;AMIENS;080;SOMME;{ABBEVILLE};ECOLE PRIMAIRE PRIVEE SAINT JEAN;80001;ABBEVILLE;privé sous contrat;53.0;110.4
2022-2023;AMIENS;060;OISE;{CREIL};GROUPE SCOLAIRE DU PLATEAU;60175;CREIL;public;120.0;
2022-2023;CRETEIL;093;SEINE-SAINT-DENIS;{CLICHY};ECOLE PRIMAIRE DE LA FORET;93014;CLICHY SOUS BOIS;public;300.0;70.1
"""
COLLEGES = f"""rentree_scolaire;{PLACE};secteur;effectifs;ips;ecart_type_de_l_ips
2022-2023;AMIENS;080;SOMME;{COLLEGE};COLLEGE DES HORTILLONS;80021;AMIENS;public;540.0;88.4;31.3
"""
BRANCHES = (
    "effectifs_voie_gt;effectifs_voie_pro;effectifs_ensemble_gt_pro;ips_voie_gt;ips_voie_pro;ips_ensemble_gt_pro;"
    "ecart_type_de_l_ips_voie_gt;ecart_type_de_l_ips_voie_pro"
)
LYCEES = f"""rentree_scolaire;{PLACE};secteur;type_de_lycee;{BRANCHES}
2022-2023;AMIENS;080;SOMME;{LYCEE};LYCEE DU PORT;80021;AMIENS;public;LPO;475.0;109.0;584.0;105.9;74.8;100.1;36.6;24.7
"""
MEMBERS = f"""academie,departement,nom_departement,commune,uai_tete_reseau,uai,nom,type,ep,circonscription
AMIENS,80,SOMME,AMIENS,{COLLEGE},{COLLEGE},HORTILLONS,COLLEGE,REP+,
AMIENS,80,SOMME,AMIENS,{COLLEGE},{AMIENS},LES TILLEULS,ECOLE ELEMENTAIRE OU PRIMAIRE,REP+,IEN AMIENS
AMIENS,80,SOMME,ABBEVILLE,{COLLEGE},{RIVAGE},LE RIVAGE,ECOLE MATERNELLE,REP+,IEN AMIENS
"""


def bring(
    by: Viewer, text: str | bytes, file_name: str = "fichier_2022_2023.csv", **rest: Any
) -> services.ImportReport:
    """Enters a file as a folder does: its kind is known by its headings."""
    content = text if isinstance(text, bytes) else text.encode()
    kind, _sheet = services.recognise(content)
    assert kind is not None
    return services.bring(services.IMPORTERS[kind.code], by=by, content=content, file_name=file_name, **rest)


def the_school(code: str) -> School:
    return School.objects.get(pk=code)


def figures(code: str) -> dict[tuple[str, int], float]:
    """The figures of a school, by indicator and year."""
    found = Figure.objects.filter(school=code).order_by("pk")
    return {(figure.indicator_id, figure.starts_on.year): float(figure.value) for figure in found}


def networks(code: str) -> list[tuple[str, str, date, date | None]]:
    """The networks of a school, in order: status, head, first day, day of the end."""
    found = SchoolNetwork.objects.filter(school=code).order_by("valid_from")
    return list(found.values_list("status", "head_uai", "valid_from", "valid_to"))
