"""Priority education: who is in which network, from when to when, and what a whole list says by its silence."""

from datetime import date

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import ImportRun, School, SchoolNetwork, SchoolQuarter
from marelle.kernel.access import Viewer

from .school_files import AMIENS, COLLEGE, COLLEGES, ECOLES, MEMBERS, RENTREE, RIVAGE, bring, networks, the_school, uai

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
LATER, SOONER = date(2025, 9, 1), date(2015, 9, 1)
HEADING = MEMBERS.splitlines()[0]


def many(count: int, but: int = -1, status: str = "REP") -> str:
    """A list of so many schools of one network, but for one of them."""
    lines = (
        f"AMIENS,80,SOMME,AMIENS,{COLLEGE},{uai(801000 + number)},N° {number},ECOLE MATERNELLE,{status},"
        for number in range(count)
        if number != but
    )
    return "\n".join([HEADING, *lines, ""])


def test_schools_of_networks_enter_with_their_head(machine: Viewer) -> None:
    report = bring(machine, MEMBERS, "rep_2022.csv.gz")
    assert (report.added, report.refused, report.remarked) == (3, (), ())
    assert report.facts_on == RENTREE
    assert networks(AMIENS) == [("REP+", COLLEGE, RENTREE, None)]
    rivage = the_school(RIVAGE)
    assert (rivage.name, rivage.kind, rivage.sector) == ("ECOLE MATERNELLE LE RIVAGE", "maternelle", "public")
    assert rivage.commune_id == "80001"
    assert the_school(COLLEGE).name == "COLLEGE HORTILLONS"


def test_a_list_of_networks_renames_no_school_and_moves_none(machine: Viewer) -> None:
    bring(machine, ECOLES)
    bring(machine, COLLEGES)
    bring(machine, MEMBERS.replace("AMIENS,80,SOMME,AMIENS", "AMIENS,80,SOMME,ABBEVILLE"), "rep_2024.csv")
    school = the_school(AMIENS)
    assert (school.name, school.kind, school.commune_id) == ("ECOLE ELEMENTAIRE LES TILLEULS", "elementaire", "80021")
    assert school.facts_on == RENTREE


def test_the_two_lists_meet_in_either_order(machine: Viewer) -> None:
    bring(machine, MEMBERS, "rep_2022.csv")
    bring(machine, ECOLES)
    school = the_school(AMIENS)
    assert (school.name, school.kind) == ("ECOLE ELEMENTAIRE LES TILLEULS", "elementaire")
    assert bring(machine, MEMBERS, "rep_2022.csv").changes_nothing
    assert bring(machine, ECOLES).changes_nothing


def test_a_second_time_nothing_changes(machine: Viewer) -> None:
    bring(machine, MEMBERS, "rep_2022.csv")
    before = list(SchoolNetwork.objects.order_by("pk").values())
    report = bring(machine, MEMBERS, "rep_2022.csv")
    assert report.changes_nothing
    assert report.unchanged == 3
    assert list(SchoolNetwork.objects.order_by("pk").values()) == before
    assert ImportRun.objects.filter(kind="school_networks").count() == 1


def test_the_day_must_be_known(machine: Viewer) -> None:
    with pytest.raises(services.VintageUnknown):
        bring(machine, MEMBERS, "rep.csv")
    assert not School.objects.exists()
    bring(machine, MEMBERS, "rep.csv", facts_on=date(2023, 1, 15))
    assert networks(AMIENS) == [("REP+", COLLEGE, date(2023, 1, 15), None)]


def test_a_change_closes_one_membership_and_opens_the_next(machine: Viewer) -> None:
    bring(machine, MEMBERS, "rep_2022.csv")
    first = SchoolNetwork.objects.get(school=AMIENS)
    bring(machine, MEMBERS.replace("REP+,IEN", "REP,IEN"), "rep_2025.csv")
    assert networks(AMIENS) == [("REP+", COLLEGE, RENTREE, LATER), ("REP", COLLEGE, LATER, None)]
    assert networks(COLLEGE) == [("REP+", COLLEGE, RENTREE, None)]
    assert SchoolNetwork.objects.get(pk=first.pk).valid_to == LATER
    assert SchoolNetwork.objects.get(school=COLLEGE).seen_on == LATER


def test_an_older_list_completes_the_past(machine: Viewer) -> None:
    bring(machine, MEMBERS, "rep_2025.csv")
    report = bring(machine, MEMBERS.replace("REP+,IEN", "REP,IEN"), "rep_2015.csv")
    assert report.changed == 3
    assert networks(AMIENS) == [("REP", COLLEGE, SOONER, LATER), ("REP+", COLLEGE, LATER, None)]
    assert networks(COLLEGE) == [("REP+", COLLEGE, SOONER, None)]


def test_a_school_that_a_whole_list_no_longer_names_leaves_and_it_is_told(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2022.csv")
    gone = uai(801007)
    report = bring(machine, many(20, but=7), "rep_2025.csv", preview=True)
    assert [fault.sentence[:8] for fault in report.remarked] == [gone]
    assert "1er septembre 2025" in report.remarked[0].sentence
    assert networks(gone) == [("REP", COLLEGE, RENTREE, None)]
    bring(machine, many(20, but=7), "rep_2025.csv")
    assert networks(gone) == [("REP", COLLEGE, RENTREE, LATER)]
    assert School.objects.filter(pk=gone).exists()
    run = ImportRun.objects.latest("pk")
    assert [fault["line"] for fault in run.remarked] == [1]
    assert bring(machine, many(20, but=7), "rep_2025.csv").changes_nothing


def test_a_list_that_names_the_school_again_takes_it_up(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2022.csv")
    bring(machine, many(20, but=7), "rep_2025.csv")
    bring(machine, many(20), "rep_2025.csv")
    assert networks(uai(801007)) == [("REP", COLLEGE, RENTREE, None)]


def test_an_extract_ends_nothing(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2022.csv")
    report = bring(machine, many(15), "rep_2025.csv")
    assert SchoolNetwork.objects.filter(valid_to=None).count() == 20
    assert report.absent == 5
    assert [fault.line for fault in report.remarked] == [1]
    assert " 5 " in report.remarked[0].sentence


@pytest.mark.parametrize(("whole", "left"), [(True, 15), (False, 20)])
def test_what_somebody_says_of_a_list_decides(machine: Viewer, whole: bool, left: int) -> None:
    bring(machine, many(20), "rep_2022.csv")
    bring(machine, many(15 if whole else 19), "rep_2025.csv", whole=whole)
    assert SchoolNetwork.objects.filter(valid_to=None).count() == left


def test_an_older_whole_list_ends_nothing_that_a_newer_one_saw(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2015.csv")
    bring(machine, many(20), "rep_2025.csv")
    bring(machine, many(20, but=7), "rep_2022.csv")
    assert networks(uai(801007)) == [("REP", COLLEGE, SOONER, RENTREE), ("REP", COLLEGE, LATER, None)]


def test_an_older_list_learns_what_a_newer_whole_one_does_not_name(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2021.csv")
    bring(machine, many(20, but=7), "rep_2022.csv")
    other = many(20, but=7) + f"AMIENS,80,SOMME,AMIENS,{COLLEGE},{uai(809999)},LES LILAS,ECOLE ELEMENTAIRE,REP,IEN\n"
    report = bring(machine, other, "rep_2015.csv")
    assert networks(uai(809999)) == [("REP", COLLEGE, SOONER, date(2021, 9, 1))]
    assert [fault.line for fault in report.remarked] == [21]
    assert "La liste du 1er septembre 2021, lue avant, ne le nomme pas" in report.remarked[0].sentence
    assert bring(machine, other, "rep_2015.csv").changes_nothing


def test_an_extract_read_before_ends_nothing_of_an_older_list(machine: Viewer) -> None:
    bring(machine, many(3), "rep_2022.csv")
    bring(machine, many(20), "rep_2015.csv")
    assert SchoolNetwork.objects.filter(valid_to=None).count() == 20


def test_a_copy_that_lost_lines_ends_nothing_that_its_whole_list_said(machine: Viewer) -> None:
    bring(machine, many(20), "rep_2021.csv")
    bring(machine, many(20), "rep_2022.csv")
    bring(machine, many(20), "rep_2025.csv")  # what was seen last does not say it any more
    assert bring(machine, many(20, but=7), "copie/rep_2022.csv").changes_nothing
    assert SchoolNetwork.objects.filter(valid_to=None).count() == 20


def test_a_list_that_lost_a_whole_departement_is_an_extract(machine: Viewer) -> None:
    others = [many(3).splitlines()[n].replace(uai(801000 + n - 1), uai(760000 + n)) for n in (1, 2, 3)]
    bring(machine, "\n".join([*many(60).splitlines(), *others, ""]), "rep_2022.csv")
    report = bring(machine, many(60), "rep_2025.csv")
    assert SchoolNetwork.objects.filter(valid_to=None).count() == 63
    assert "ne nomme pas 3 établissements" in report.remarked[0].sentence


def test_an_isolated_ecole_heads_itself_and_is_told_twice(machine: Viewer) -> None:
    alone = uai(800040)
    lines = [
        f"AMIENS,80,SOMME,AMIENS,{alone},,,ECOLE ISOLEE,REP,",
        f"AMIENS,80,SOMME,AMIENS,{alone},{alone},LES VERGERS,ECOLE ELEMENTAIRE OU PRIMAIRE,REP,IEN AMIENS",
    ]
    for order in (lines, lines[::-1]):
        report = bring(machine, "\n".join([HEADING, *order]), "rep_2022.csv")
        assert report.refused == ()
    assert the_school(alone).name == "ECOLE LES VERGERS"
    assert networks(alone) == [("REP", alone, RENTREE, None)]


def test_bad_lines_are_refused_one_by_one(machine: Viewer) -> None:
    good = MEMBERS.splitlines()[2]
    damaged = [
        good.replace(f",{AMIENS},", ",,"),
        good.replace("REP+", "EP"),
        good.replace(COLLEGE, COLLEGE[:7] + "I"),
        good.replace(AMIENS, "0800001"),
        good.replace("REP+", "REP"),
    ]
    report = bring(machine, "\n".join([*MEMBERS.splitlines(), *damaged]), "rep_2022.csv")
    assert [fault.line for fault in report.refused] == [5, 6, 7, 8, 9]
    assert "ligne 3" in report.refused[4].sentence


@pytest.fixture
def marseille(machine: Viewer) -> None:
    services.load_regions(by=machine, rows=[("93", "Provence-Alpes-Côte d’Azur")])
    services.load_departements(by=machine, rows=[("13", "Bouches-du-Rhône", "93", None)])
    text = """code,name,departement,parent
13055,Marseille,13,
13213,Marseille 13e Arrondissement,13,13055
13004,Arles,13,
13070,Peypin-d’Aigues,13,
"""
    services.import_communes(by=machine, content=text.encode(), file_name="communes.csv")


@pytest.mark.usefixtures("marseille")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ARLES", "13004"),
        ("MARSEILLE 13EME", "13213"),
        ("Marseille 13e arrondissement", "13213"),
        ("MARSEILLE 13", "13213"),
        ("MARSEILLE", "13055"),
        ("MARSEILLE 17", None),
        ("MARSEILLE 14", None),
        ("PEYPIN D AIGUES", "13070"),
        ("AMIENS", None),
    ],
)
def test_communes_are_found_by_their_name_in_the_departement(machine: Viewer, said: str, code: str | None) -> None:
    school = uai(130001)
    line = f"AIX-MARSEILLE,13,BOUCHES-DU-RHONE,{said},{uai(130002)},{school},AMPERE,COLLEGE,REP,"
    report = bring(machine, f"{HEADING}\n{line}\n", "rep_2022.csv")
    assert the_school(school).commune_id == code
    assert the_school(school).commune_said == ("" if code else said)
    assert len(report.remarked) == (0 if code else 1)
    assert networks(school)[0][1] == uai(130002)  # a head that no list has told us of


LIVE = """uai;ep_2022_2023;nom_etablissement;type_etablissement;statut_public_prive;nom_commune;uai_tete_de_reseau;\
qp_a_proximite_o_n;qp_a_proximite;nom_du_qp;nombre_d_eleves;code_postal;code_commune;libelle_nature;latitude;longitude
"""


def test_the_live_list_also_says_who_is_in_no_network_and_near_which_quarter(machine: Viewer) -> None:
    bring(machine, MEMBERS, "rep_2022.csv")
    place = "80000;80021;ECOLE DE NIVEAU ELEMENTAIRE;49.9;2.3"
    lines = [
        f"{AMIENS};HORS REP;Ecole Les Tilleuls;Ecole;Public;Amiens;;Dans QP;QN08004M;Marcel Paul;234;{place}",
        f"{RIVAGE};REP;Ecole Le Rivage;Ecole;Public;Amiens;{COLLEGE};A proximité;QN08004M;Marcel Paul;90;{place}",
    ]
    report = bring(machine, LIVE + "\n".join(lines), "fr-en-etablissements-ep.csv", facts_on=LATER, whole=False)
    assert (report.refused, report.unknown) == ((), ())
    assert networks(AMIENS) == [("REP+", COLLEGE, RENTREE, LATER)]
    assert networks(RIVAGE) == [("REP+", COLLEGE, RENTREE, LATER), ("REP", COLLEGE, LATER, None)]
    school = the_school(AMIENS)
    assert (school.lon, school.lat, school.postcode) == (2.3, 49.9, "80000")
    near = SchoolQuarter.objects.order_by("school").values_list("school", "generation", "quarter_code", "metres")
    assert list(near) == [(AMIENS, 2024, "QN08004M", 0), (RIVAGE, 2024, "QN08004M", None)]


def test_a_thousand_members_cost_what_twenty_do(machine: Viewer, counted) -> None:
    with counted() as few:
        bring(machine, many(20), "rep_2022.csv")
    with counted() as queries_made:
        bring(machine, many(1000, status="REP+"), "rep_2025.csv")
    assert len(queries_made) <= len(few) + 2 <= 24
