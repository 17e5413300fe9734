"""The directory, the points of collèges, the quarters near them, and the schools of the communes of sites."""

from datetime import date
from decimal import Decimal

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Figure, School, SchoolQuarter, Site
from marelle.kernel.access import Viewer

from .school_files import (
    AMIENS,
    COLLEGE,
    COLLEGES,
    ECOLES,
    LYCEE,
    MEMBERS,
    RENTREE,
    RIVAGE,
    bring,
    figures,
    networks,
    the_school,
    uai,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
UPDATED = date(2023, 6, 8)
OFFICE = uai(800090)
DIRECTORY = f"""Identifiant_de_l_etablissement,Nom_etablissement,Type_etablissement,Statut_public_prive,Code postal,\
Code_commune,Nom_commune,Ecole_maternelle,Ecole_elementaire,Appartenance_Education_Prioritaire,Nombre_d_eleves,\
position,Type_contrat_prive,date_ouverture,date_maj_ligne,etat,code_nature,libelle_nature
{AMIENS},Ecole élémentaire Les Tilleuls,Ecole,Public,80000,80021,Amiens,1,1,,240,"49.9, 2.3",SANS OBJET,1965-05-01,\
2023-06-08,OUVERT,151,ECOLE DE NIVEAU ELEMENTAIRE
{RIVAGE},Ecole maternelle Le Rivage,Ecole,Privé,80100,80001,Abbeville,1,0,,,"50.1, 1.8",HORS CONTRAT,1970-09-01,\
2023-06-08,OUVERT,101,ECOLE MATERNELLE
{COLLEGE},Collège des Hortillons,Collège,Public,80000,80021,Amiens,,,REP+,540,"49.9, 2.31",SANS OBJET,1975-09-01,\
2023-06-08,A FERMER,340,COLLEGE
{LYCEE},Lycée du Port,Lycée,Privé,80000,80021,Amiens,,,,584,,CONTRAT D'ASSOCIATION TOUTES CLASSES,1980-09-01,\
2023-06-08,OUVERT,306,LYCEE POLYVALENT
{OFFICE},Rectorat,Service Administratif,,80000,80021,Amiens,,,,,,,1965-05-01,2023-06-08,OUVERT,802,RECTORAT
"""


def line_of(text: str, code: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(code))


def test_the_directory_says_kinds_points_and_days(machine: Viewer) -> None:
    report = bring(machine, DIRECTORY, "annuaire.csv")
    assert (report.added, report.refused, report.unknown, report.facts_on) == (4, (), (), UPDATED)
    school = the_school(AMIENS)
    assert (school.kind, school.sector, school.postcode) == ("primaire", "public", "80000")
    assert (school.lon, school.lat, school.opened_on, school.facts_on) == (2.3, 49.9, date(1965, 5, 1), UPDATED)
    assert [the_school(code).kind for code in (RIVAGE, COLLEGE, LYCEE)] == ["maternelle", "college", "lycee_poly"]
    assert [the_school(code).sector for code in (RIVAGE, LYCEE)] == ["private", "contract"]
    assert the_school(LYCEE).lon is None
    assert figures(AMIENS) == {("pupils", 2022): 240}
    assert networks(COLLEGE) == [("REP+", "", UPDATED, None)]


def test_what_is_no_school_is_left_out_and_counted(machine: Viewer) -> None:
    report = bring(machine, DIRECTORY, "annuaire.csv")
    assert not School.objects.filter(pk=OFFICE).exists()
    assert [(fault.line, fault.sentence) for fault in report.remarked][0] == (
        1,
        "1 ligne laissée de côté\N{NO-BREAK SPACE}: Service Administratif.",
    )
    assert "À fermer" in report.remarked[1].sentence


def test_the_directory_is_more_precise_than_an_older_list(machine: Viewer) -> None:
    bring(machine, ECOLES)
    bring(machine, MEMBERS, "rep_2022.csv")
    report = bring(machine, DIRECTORY, "annuaire.csv")
    school = the_school(AMIENS)
    assert (school.name, school.kind, school.facts_on) == ("Ecole élémentaire Les Tilleuls", "primaire", UPDATED)
    assert figures(AMIENS)["ips", 2022] == 82.7
    assert networks(COLLEGE) == [("REP+", COLLEGE, RENTREE, None)]
    silent = [fault.line for fault in report.remarked if "ne dit plus" in fault.sentence]
    assert silent == [2, 3]  # the directory says nothing of their network, which another list says
    assert bring(machine, DIRECTORY, "annuaire.csv").changes_nothing
    assert bring(machine, ECOLES).changes_nothing
    assert bring(machine, MEMBERS, "rep_2022.csv").changes_nothing


def test_a_newer_list_without_points_keeps_them(machine: Viewer) -> None:
    bring(machine, DIRECTORY, "annuaire.csv")
    bring(machine, COLLEGES.replace("2022-2023", "2024-2025"))
    school = the_school(COLLEGE)
    assert (school.name, school.lon, school.postcode) == ("COLLEGE DES HORTILLONS", 2.31, "80000")


def test_a_school_that_is_closed_keeps_its_row_and_may_reopen(machine: Viewer) -> None:
    report = bring(machine, DIRECTORY.replace("OUVERT,151", "FERME,151"), "annuaire.csv")
    assert the_school(AMIENS).closed_on == UPDATED
    assert any("Fermé" in fault.sentence for fault in report.remarked)
    bring(machine, ECOLES)
    assert the_school(AMIENS).closed_on == UPDATED
    bring(machine, ECOLES.replace("2022-2023", "2024-2025"))
    assert the_school(AMIENS).closed_on is None


def test_days_that_cannot_be_are_refused(machine: Viewer) -> None:
    text = DIRECTORY.replace(",etat,", ",etat,date_fermeture,").replace(",OUVERT,151", ",FERME,1960-01-01,151")
    text = text.replace(",OUVERT,", ",OUVERT,,").replace(",A FERMER,", ",A FERMER,,")
    report = bring(machine, text, "annuaire.csv")
    assert [fault.line for fault in report.refused] == [2]
    bring(machine, DIRECTORY, "annuaire.csv")
    later = text.replace("1960-01-01", "1966-01-01").replace("1965-05-01", "")
    assert bring(machine, later, "annuaire.csv").refused == ()
    assert the_school(AMIENS).closed_on == date(1966, 1, 1)


def test_an_annexe_of_the_same_code_is_no_school_of_its_own(machine: Viewer) -> None:
    school = line_of(DIRECTORY, LYCEE)
    annexe, other = (school.replace("Lycée du Port", name) for name in ("Lycée du Port - annexe", "Lycée du Quai"))
    report = bring(machine, "\n".join([DIRECTORY.splitlines()[0], annexe, school, other]), "annuaire.csv")
    assert the_school(LYCEE).name == "Lycée du Port"
    assert [fault.line for fault in report.refused] == [4]
    assert "annexe" in report.remarked[0].sentence


def test_a_line_without_a_day_takes_that_of_the_file(machine: Viewer) -> None:
    text = DIRECTORY.replace("2023-06-08", "")
    assert [fault.line for fault in bring(machine, text, "annuaire.csv").refused] == [2, 3, 4, 5]
    bring(machine, text, "annuaire_2023.csv")
    assert the_school(AMIENS).facts_on == date(2023, 1, 1)
    assert figures(AMIENS) == {}


def test_the_directory_of_2026_has_other_columns(machine: Viewer) -> None:
    text = DIRECTORY.replace("Code postal", "Code_postal").replace("Nombre_d_eleves,", "multi_uai,")
    report = bring(machine, text, "annuaire.csv")
    assert (report.added, report.unknown) == (4, ())
    assert not Figure.objects.filter(school__isnull=False).exists()


PLACED = f"""Département,zipcode,Commune,ETABLISSEMENT,Code UAI,coordinates
Somme,80000,Amiens,Hortillons,{COLLEGE},"{{""type"":""Point"",""coordinates"":[2.31,49.9]}}"
Somme,80100,Abbeville,[Fermé] - Bord de Mer,{uai(800050)},"{{""type"":""Point"",""coordinates"":[1.8,50.1]}}"
Somme,80000,Amiens,Jules Verne,{uai(800051)[:7]}A,"{{""type"":""Point"",""coordinates"":[2.3,49.9]}}"
"""
NEAR = f"""NUMERO_UAI,Région,Département,Code_commune_Insee,Libellé Commune,Dénomination établissement,\
Patromyne établissement,Adresse_établissement,Code_postal,Type_établissement,Rep+,Rep,DISTANCE_QPV le plus proche,\
QPV,Qualité
{COLLEGE},Hauts de France,80,80021,AMIENS,COLLEGE,HORTILLONS,1 RUE,80000,COLLEGE,Oui,Non,"161,2677238",QP080001,BONNE
{uai(800052)},Hauts de France,80,80001,ABBEVILLE,COLLEGE,DU LARGE,2 RUE,80100,COLLEGE,Non,Non,0,QP080005,MANUEL
"""
INSIDE = f"""Département,Commune,ETABLISSEMENT,Code UAI,
SOMME,Amiens,Hortillons,{COLLEGE},
"""


def test_points_complete_what_is_known(machine: Viewer) -> None:
    bring(machine, COLLEGES)
    report = bring(machine, PLACED, "colleges_2019.csv")
    assert (report.added, report.changed, [fault.line for fault in report.refused]) == (1, 1, [4])
    school, other = the_school(COLLEGE), the_school(uai(800050))
    assert (school.name, school.lon, school.facts_on) == ("COLLEGE DES HORTILLONS", 2.31, RENTREE)
    assert (other.name, other.sector, other.commune_id) == ("COLLEGE Bord de Mer", "", "80001")
    assert other.closed_on == other.facts_on == date(2019, 9, 1)
    assert bring(machine, PLACED, "colleges_2019.csv").changes_nothing


def test_the_nearest_quarter_is_kept_with_its_metres(machine: Viewer) -> None:
    bring(machine, COLLEGES)
    report = bring(machine, NEAR, "colleges_proches_qpv_2015.csv")
    assert (report.added, report.changed, report.refused, report.unknown) == (1, 1, (), ())
    links = SchoolQuarter.objects.order_by("school").values_list("school", "quarter_code", "metres", "quality")
    assert list(links) == [
        (COLLEGE, "QP080001", Decimal("161.27"), "bonne"),
        (uai(800052), "QP080005", Decimal(0), "manuel"),
    ]
    assert networks(COLLEGE) == [("REP+", "", date(2015, 9, 1), None)]
    assert networks(uai(800052)) == []
    assert bring(machine, NEAR, "colleges_proches_qpv_2015.csv").changes_nothing


def test_a_distance_is_corrected_by_its_source_and_stands_beside_another(machine: Viewer) -> None:
    bring(machine, NEAR, "colleges_proches_qpv_2015.csv")
    bring(machine, INSIDE, "colleges_dans_qpv_2015.csv")
    bring(machine, NEAR.replace("161,2677238", "12,5"), "colleges_proches_qpv_2015.csv")
    links = SchoolQuarter.objects.filter(school=COLLEGE).order_by("metres").values_list("quarter_code", "metres")
    assert list(links) == [("", Decimal(0)), ("QP080001", Decimal("12.5"))]
    assert bring(machine, INSIDE, "colleges_dans_qpv_2015.csv").changes_nothing


def test_the_network_of_the_past_and_that_of_today_follow_each_other(machine: Viewer) -> None:
    for files in ((NEAR, MEMBERS), (MEMBERS, NEAR)):
        for text in files:
            bring(machine, text, "rep_2022.csv" if text is MEMBERS else "colleges_proches_qpv_2015.csv")
    assert networks(COLLEGE) == [("REP+", "", date(2015, 9, 1), RENTREE), ("REP+", COLLEGE, RENTREE, None)]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("161,2677238", "-4"),
        ("161,2677238", "loin"),
        ("QP080001", "QP08001"),
        ("QP080001", ""),
        ("Oui,Non", "Oui,Oui"),
        ("Oui,Non", "Peut-être,Non"),
    ],
)
def test_bad_lines_are_refused(machine: Viewer, said: str, wrong: str) -> None:
    report = bring(machine, NEAR.replace(said, wrong), "colleges_proches_qpv_2015.csv")
    assert [fault.line for fault in report.refused] == [2]
    assert report.added == 1


def test_a_damaged_list_of_points_is_not_taken_for_colleges_in_quarters() -> None:
    text = "\n".join(line.split(',"{')[0].removesuffix(",coordinates") for line in PLACED.splitlines())
    with pytest.raises(services.FileRefused, match="Il manque une colonne : coordinates"):
        services.recognise(text.encode())
    found = services.recognise(INSIDE.encode())[0]
    assert found is not None
    assert found.code == "colleges_in_quarters"


GATHERED = f"""id_cite_anct,nom_site,uai,nom,degre,type,insee,commune,secteur,effectifs,ips,ep,uai_tete_reseau,lon,lat
cite-001,Amiens Nord,{AMIENS},ECOLE ELEMENTAIRE LES TILLEULS,1D,ECOLE,80021,AMIENS,public,234.0,82.7,REP+,{COLLEGE},,
cite-002,Amiens Sud,{AMIENS},ECOLE ELEMENTAIRE LES TILLEULS,1D,ECOLE,80021,AMIENS,public,234.0,82.7,REP+,{COLLEGE},,
cite-001,Amiens Nord,{COLLEGE},COLLEGE DES HORTILLONS,2D,COLLEGE,80021,AMIENS,public,540.0,88.4,REP+,{COLLEGE},2.31,49.9
cite-001,Amiens Nord,{LYCEE},LYCEE DU PORT,2D,LPO,80021,AMIENS,privé sous contrat,584.0,100.1,,,,
"""


def test_schools_of_whole_communes_are_linked_to_no_site(machine: Viewer, site: Site) -> None:
    report = bring(machine, GATHERED, "etablissements_communes_sites_2019.csv")
    assert (report.added, report.refused, report.facts_on) == (3, (), RENTREE)
    assert "aucun établissement n’est rattaché" in report.remarked[0].sentence
    assert [field.name for field in School._meta.get_fields() if "site" in field.name] == []
    assert figures(AMIENS) == {("ips", 2022): 82.7, ("pupils", 2022): 234}
    assert networks(AMIENS) == [("REP+", COLLEGE, RENTREE, None)]
    assert [the_school(code).kind for code in (AMIENS, COLLEGE, LYCEE)] == ["elementaire", "college", "lycee_poly"]
    assert the_school(COLLEGE).lon == 2.31
    assert bring(machine, GATHERED, "etablissements_communes_sites_2019.csv").changes_nothing


def test_what_is_gathered_corrects_nothing(machine: Viewer) -> None:
    bring(machine, ECOLES)
    bring(machine, GATHERED.replace("LES TILLEULS", "DES PLATANES"), "etablissements_communes_sites_2019.csv")
    assert the_school(AMIENS).name == "ECOLE ELEMENTAIRE LES TILLEULS"
