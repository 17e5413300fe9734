"""The indices of social position: schools, their figures by year, and what becomes of lists that disagree."""

import gzip
from datetime import date
from io import BytesIO

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Figure, ImportRun, School
from marelle.kernel.access import Viewer

from .school_files import (
    ABBEVILLE,
    AMIENS,
    CLICHY,
    COLLEGE,
    COLLEGES,
    CREIL,
    ECOLES,
    LYCEE,
    LYCEES,
    RENTREE,
    bring,
    figures,
    the_school,
    uai,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
EVERYTHING = {"ips_ecoles": ECOLES, "ips_colleges": COLLEGES, "ips_lycees": LYCEES}
LIVE_PLACE = (
    "num_ligne;Rentrée scolaire;Code région;Région académique;Code académie;Académie;Code du département;Département;"
    "Code INSEE de la commune;Nom de la commune;UAI;Nom de l'établissement;Secteur"
)
AVERAGES = "IPS national privé;IPS national public;IPS national;IPS académique privé;IPS départemental"
SOMME = "32;HAUTS-DE-FRANCE;20;AMIENS;080;SOMME;80021;AMIENS"
LIVE_COLLEGES = f"""{LIVE_PLACE};IPS;Ecart type de l'IPS;{AVERAGES}
1;2024-2025;{SOMME};{COLLEGE};COLLEGE DES HORTILLONNAGES;public;90.1;30.9;118.1;102.4;105.5;112;97.4
2;2023-2024;{SOMME};{COLLEGE};COLLEGE DES HORTILLONS;public;89;31;118.1;102.4;105.5;112;97.4
"""
LIVE_LYCEES = f"""{LIVE_PLACE};type_de_lycee;ips_voie_gt;ips_voie_pro;ips_post_bac;ips_etab;ecart_type_voie_gt;\
ecart_type_voie_pro;ecart_type_etablissement;ips_national_legt;ips_departemental_lp_public
1;2024-2025;{SOMME};{LYCEE};LYCEE POLYVALENT DU PORT;public;LPO;106.1;NS;111.2;101.3;36.1;;33.2;120.2;104.4
"""


def snapshot() -> list:
    return [list(School.objects.order_by("pk").values()), list(Figure.objects.order_by("pk").values())]


def test_schools_enter_with_what_the_file_says(machine: Viewer) -> None:
    report = bring(machine, ECOLES)
    assert (report.added, report.refused, report.remarked, report.unknown) == (4, (), (), ())
    assert report.facts_on == RENTREE
    school = the_school(AMIENS)
    assert (school.name, school.kind, school.sector) == ("ECOLE ELEMENTAIRE LES TILLEULS", "elementaire", "public")
    assert (school.commune_id, school.facts_on) == ("80021", RENTREE)
    assert (the_school(ABBEVILLE).kind, the_school(ABBEVILLE).sector) == ("primaire", "contract")
    assert the_school(CREIL).kind == "ecole"
    assert figures(AMIENS) == {("ips", 2022): 82.7, ("pupils", 2022): 234}
    assert figures(CREIL) == {("pupils", 2022): 120}
    figure = Figure.objects.get(school=AMIENS, indicator="ips")
    assert (figure.period.label, figure.calendar, figure.program) == ("2022-2023", "school", "test")
    assert "écoles" in figure.source.name
    assert figure.source.licence == "Licence Ouverte 2.0"


def test_lycees_have_figures_by_branch(machine: Viewer) -> None:
    bring(machine, LYCEES)
    assert the_school(LYCEE).kind == "lycee_poly"
    assert figures(LYCEE) == {
        ("pupils", 2022): 584,
        ("pupils_gt", 2022): 475,
        ("pupils_pro", 2022): 109,
        ("ips", 2022): 100.1,
        ("ips_gt", 2022): 105.9,
        ("ips_pro", 2022): 74.8,
        ("ips_spread_gt", 2022): 36.6,
        ("ips_spread_pro", 2022): 24.7,
    }


def test_a_lycee_of_one_branch_has_its_index(machine: Viewer) -> None:
    heading = LYCEES.splitlines()[0]
    line = f"2022-2023;AMIENS;080;SOMME;{LYCEE};LP DU PORT;80021;AMIENS;public;LP;;9;9;;74.8;;;24.7"
    bring(machine, f"{heading}\n{line}\n")
    assert the_school(LYCEE).kind == "lycee_pro"
    assert figures(LYCEE)["ips", 2022] == 74.8


@pytest.mark.parametrize("code", EVERYTHING)
def test_a_second_time_nothing_changes(machine: Viewer, code: str) -> None:
    bring(machine, EVERYTHING[code])
    before = snapshot()
    report = bring(machine, EVERYTHING[code])
    assert report.changes_nothing
    assert snapshot() == before
    assert list(ImportRun.objects.filter(kind=code).values_list("facts_on", flat=True)) == [RENTREE]


def test_live_files_say_several_years_at_once(machine: Viewer) -> None:
    bring(machine, COLLEGES)
    report = bring(machine, LIVE_COLLEGES, "fr-en-ips-colleges.csv")
    assert (report.changed, report.refused, report.unknown) == (1, (), ())
    assert report.facts_on == date(2024, 9, 1)
    school = the_school(COLLEGE)
    assert (school.name, school.facts_on) == ("COLLEGE DES HORTILLONNAGES", date(2024, 9, 1))
    assert figures(COLLEGE) == {
        ("pupils", 2022): 540,
        ("ips", 2022): 88.4,
        ("ips_spread", 2022): 31.3,
        ("ips", 2023): 89,
        ("ips_spread", 2023): 31,
        ("ips", 2024): 90.1,
        ("ips_spread", 2024): 30.9,
    }
    assert bring(machine, LIVE_COLLEGES, "fr-en-ips-colleges.csv").changes_nothing


def test_an_older_year_adds_its_figures_and_renames_nothing(machine: Viewer) -> None:
    bring(machine, LIVE_COLLEGES, "x.csv")
    assert bring(machine, COLLEGES).changed == 1
    school = the_school(COLLEGE)
    assert (school.name, school.facts_on) == ("COLLEGE DES HORTILLONNAGES", date(2024, 9, 1))
    assert figures(COLLEGE)["ips", 2022] == 88.4


def test_live_lycees_have_other_headings(machine: Viewer) -> None:
    report = bring(machine, LIVE_LYCEES, "x.csv")
    assert (report.added, report.unknown) == (1, ())
    assert figures(LYCEE) == {
        ("ips", 2024): 101.3,
        ("ips_gt", 2024): 106.1,
        ("ips_post_bac", 2024): 111.2,
        ("ips_spread", 2024): 33.2,
        ("ips_spread_gt", 2024): 36.1,
    }


def test_a_figure_that_its_source_corrects_is_corrected(machine: Viewer) -> None:
    bring(machine, ECOLES)
    report = bring(machine, ECOLES.replace("82.7", "83,9"))
    assert (report.changed, report.unchanged) == (1, 3)
    assert figures(AMIENS) == {("ips", 2022): 83.9, ("pupils", 2022): 234}


def test_a_commune_that_is_gone_is_found_by_its_name(machine: Viewer) -> None:
    report = bring(machine, ECOLES.replace("80021;AMIENS", "80999;Amiens").replace("93014;CLICHY", "93059;PIERREFITTE"))
    assert the_school(AMIENS).commune_id == "80021"
    assert (the_school(CLICHY).commune_id, the_school(CLICHY).commune_said) == (None, "PIERREFITTE SOUS BOIS")
    assert [fault.line for fault in report.remarked] == [2, 5]
    assert "80999" in report.remarked[0].sentence
    assert "Amiens (80021)" in report.remarked[0].sentence
    assert "PIERREFITTE SOUS BOIS" in report.remarked[1].sentence
    assert bring(machine, ECOLES).changed == 1
    assert (the_school(CLICHY).commune_id, the_school(CLICHY).commune_said) == ("93014", "")


def test_two_communes_of_one_name_are_not_guessed_between(machine: Viewer) -> None:
    text = "code,name,departement\n80410,Ham,80\n80411,Ham,80\n60411,Ham,60\n"
    services.import_communes(by=machine, content=text.encode(), file_name="communes.csv")
    bring(machine, ECOLES.replace("80021;AMIENS", "80998;HAM").replace("60175;CREIL", "60998;HAM"))
    assert (the_school(AMIENS).commune_id, the_school(AMIENS).commune_said) == (None, "HAM")
    assert the_school(CREIL).commune_id == "60411"


def test_an_invented_commune_takes_no_real_school_in(machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    bring(machine, ECOLES.replace("80021;AMIENS", "80998;VALMARELLE"))
    assert the_school(AMIENS).commune_id is None


def test_an_invented_school_is_never_taken_for_a_real_one(machine: Viewer) -> None:
    School.objects.create(uai=AMIENS, name="École inventée", kind="ecole", facts_on=RENTREE, invented=True)
    report = bring(machine, ECOLES)
    assert [fault.line for fault in report.refused] == [2]
    assert the_school(AMIENS).name == "École inventée"


def test_bad_lines_are_refused_one_by_one(machine: Viewer) -> None:
    good = ECOLES.splitlines()[1]
    damaged = [
        good.replace(AMIENS, uai(800001)[:7] + "A"),
        good.replace(AMIENS, ""),
        good.replace("2022-2023", "2022-2024"),
        good.replace("public", "mixte"),
        good.replace("82.7", "827"),
        good.replace("82.7", "-3"),
        good.replace("234.0", "234.5"),
        good.replace("82.7", "quatre-vingts"),
        good.replace("ECOLE ELEMENTAIRE", "COLLEGE"),
        good.replace("ECOLE ELEMENTAIRE LES TILLEULS", ""),
        good + ";7",
        good.rpartition(";")[0],
    ]
    report = bring(machine, "\n".join([*ECOLES.splitlines(), *damaged, ""]))
    assert [fault.line for fault in report.refused] == list(range(6, 18))
    assert all(fault.sentence.endswith((".", "?")) for fault in report.refused)
    assert report.added == 4


def test_a_line_that_comes_twice_is_taken_once_unless_it_says_otherwise(machine: Viewer) -> None:
    good = ECOLES.splitlines()[1]
    report = bring(machine, "\n".join([*ECOLES.splitlines(), good, good.replace("82.7", "90.0")]))
    assert (report.added, [fault.line for fault in report.refused]) == (4, [7])
    assert "2" in report.refused[0].sentence
    assert figures(AMIENS)["ips", 2022] == 82.7


def test_colleges_are_not_taken_from_a_file_of_ecoles(machine: Viewer) -> None:
    content = ECOLES.encode()
    report = services.bring(services.IMPORTERS["ips_colleges"], by=machine, content=content, file_name="x.csv")
    assert [fault.line for fault in report.refused] == [2, 3, 5]
    assert report.added == 1  # a name that says nothing of its kind


def test_zeros_that_a_spreadsheet_ate_are_put_back(machine: Viewer) -> None:
    report = bring(machine, ECOLES.replace(AMIENS, AMIENS[1:]).replace(";80021;", ";80021.0;"))
    assert (report.added, [fault.line for fault in report.remarked]) == (4, [2])
    assert AMIENS in report.remarked[0].sentence
    assert the_school(AMIENS).commune_id == "80021"


def as_spreadsheet(text: str) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([float(cell) if cell.replace(".", "").isdecimal() else cell for cell in line.split(";")])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


DRESSED = {
    "mark": lambda text: text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "utf-16": lambda text: text.encode("utf-16"),
    "read as cp1252 and saved": lambda text: text.encode().decode("cp1252").encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "commas": lambda text: text.replace(";", ",").encode(),
    "tabs": lambda text: text.replace(";", "\t").encode(),
    "decimal commas": lambda text: text.replace(".", ",").encode(),
    "windows ends": lambda text: text.replace("\n", "\r\n").encode(),
    "blank lines": lambda text: text.replace("\n", "\n\n").encode(),
    "renamed": lambda text: text.replace("nom_de_l_etablissment", "Nom de l’établissement").encode(),
    "empty column": lambda text: text.replace("\n", ";\n").encode(),
    "doubled column": lambda text: "\n".join(f"{line};{line.split(';')[-1]}" for line in text.splitlines()).encode(),
    "spreadsheet": as_spreadsheet,
}


@pytest.mark.parametrize("dress", DRESSED)
def test_the_same_file_in_another_dress_changes_nothing(machine: Viewer, dress: str) -> None:
    bring(machine, ECOLES)
    report = bring(machine, DRESSED[dress](ECOLES))
    assert report.refused == ()
    assert report.changes_nothing


DAMAGED = {
    "empty": b"",
    "blank": b"\n\n  \n",
    "cut archive": gzip.compress(ECOLES.encode())[:120],
    "page of an error": b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
    "binary": bytes(range(256)),
    "broken spreadsheet": b"PK\x03\x04" + b"\x00" * 40,
    "json of an error": b'{"error_code":"ODSQLError","message":"Field not found"}',
    "cut json": b'[{"uai":"0800001S"',
    "cut": ECOLES[:-12].encode(),
    "open quote": ECOLES.replace("ECOLE ELEMENTAIRE", '"ECOLE ELEMENTAIRE').encode(),
    "no index": ECOLES.replace(";ips\n", "\n").encode(),
    "no code": ECOLES.replace(";uai;", ";numero;").encode(),
    "no year": ECOLES.replace("rentree_scolaire", "quand").encode(),
    "no headings": "\n".join(ECOLES.splitlines()[1:]).encode(),
    "two indices": "\n".join(f"{line};{line.split(';')[-1]}1" for line in ECOLES.splitlines())
    .replace("ips1", "ips")
    .encode(),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_writes_nothing(machine: Viewer, damage: str) -> None:
    bring(machine, ECOLES)
    before, runs = snapshot(), ImportRun.objects.count()
    content = DAMAGED[damage]
    with pytest.raises(services.FileRefused, match="Rien n’a été changé"):
        services.bring(services.IMPORTERS["ips_ecoles"], by=machine, content=content, file_name="x_2022_2023.csv")
    assert snapshot() == before
    assert ImportRun.objects.count() == runs


@pytest.mark.parametrize("damage", ["no index", "no code", "no year", "no headings"])
def test_no_other_reader_takes_a_damaged_file_for_its_own(damage: str) -> None:
    if damage == "no headings":
        assert services.recognise(DAMAGED[damage])[0] is None
        return
    with pytest.raises(services.FileRefused, match="ressemble à « Indices.* écoles ». Il manque une colonne : "):
        services.recognise(DAMAGED[damage])


def test_a_file_of_another_kind_is_not_taken_for_its_few_odd_names(machine: Viewer) -> None:
    heading, good = COLLEGES.splitlines()
    lines = [good.replace(COLLEGE, uai(800100 + number)) for number in range(30)]
    lines[7] = lines[7].replace("COLLEGE DES HORTILLONS", "INSTITUTION SAINTE ANNE")
    content = "\n".join([heading, *lines]).encode()
    with pytest.raises(services.FileRefused, match="29 lignes sur 30"):
        services.bring(services.IMPORTERS["ips_ecoles"], by=machine, content=content, file_name="x.csv")
    assert not School.objects.exists()


def test_a_preview_writes_nothing(machine: Viewer) -> None:
    assert bring(machine, ECOLES, preview=True).added == 4
    assert not School.objects.exists()
    assert not Figure.objects.filter(school__isnull=False).exists()


def test_a_thousand_schools_cost_what_four_do(machine: Viewer, counted) -> None:
    good = ECOLES.splitlines()[1]
    lines = [good.replace(AMIENS, uai(800100 + number)) for number in range(1000)]
    with counted() as few:
        bring(machine, ECOLES)
    with counted() as many:
        assert bring(machine, "\n".join([ECOLES.splitlines()[0], *lines])).added == 1000
    assert len(many) <= len(few) + 2 <= 24  # schools and figures
    with counted() as again:
        assert bring(machine, "\n".join([ECOLES.splitlines()[0], *lines])).changes_nothing
    assert len(again) <= 10
