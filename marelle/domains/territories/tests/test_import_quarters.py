"""Lists of priority neighbourhoods: both generations, every dress, each damage."""

import csv
import gzip
import io
from datetime import date

import openpyxl
import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Commune, ImportRun, Quarter
from marelle.kernel.access import Forbidden, Viewer

from .bringing import brought, sentences

pytestmark = pytest.mark.django_db
# As the list of 2024 comes: a line for each quarter and commune, with the names of all its communes.
LIST = """code_qp,lib_qp,insee_com,lib_com,departement,region,dep_dans_code,suffixe,commune_lon,commune_lat
QN08001M,Marcel Paul,80021,Amiens,80,32,080,M,2.29,49.90
QN08002M,Étouvie,80021,Amiens,80,32,080,M,2.29,49.90
QN06001I,Les Deux Rives,60175,"Creil;
  Compiègne",60,32,060,I,2.48,49.26
QN06001I,Les Deux Rives,60159,"Creil;
  Compiègne",60,32,060,I,2.82,49.41
"""
HEADING = LIST.splitlines()[0] + "\n"
LIVE = """code_qp;lib_qp;insee_com;lib_com
QN08001M;Marcel Paul;80021;Amiens
QN08002M;Étouvie;80021;Amiens
QN06001I;Les Deux Rives;60159; 60175;
"""
OLD = 'code_qp,nom_qp,nom_commune\nQP080001,Étouvie,Amiens\nQP060003,Rives,"Creil, Compiègne"\n'
DAMAGED = {
    "empty": b"",
    "cut archive": gzip.compress(LIST.encode())[:90],
    "a web page": b"<!DOCTYPE html>\n<html><head><title>503</title></head><body>code_qp,lib_qp</body></html>",
    "missing code": LIST.replace("code_qp,", "numero,").encode(),
    "missing name": LIST.replace("lib_qp,", "").encode(),
    "doubled column": LIST.replace("lib_com", "lib_qp").encode(),
    "accents lost": LIST.encode("cp1252").decode("utf-8", "replace").encode(),
    "letters lost": LIST.encode().replace("É".encode(), b"\x81"),
    "open quote": LIST.replace("Marcel Paul", '"Marcel Paul').encode(),
    "a workbook cut short": b"PK\x03\x04" + LIST.encode(),
    "cut JSON": b'{"type":"FeatureCollection","features":[{"type":"Feat',
}


def state() -> list[dict[str, object]]:
    return list(Quarter.objects.order_by("code").values("code", "name", "departement", "valid_from", "communes__code"))


def the(code: str) -> Quarter:
    return Quarter.objects.get(code=code)


def communes_of(code: str) -> set[str]:
    return set(the(code).communes.values_list("code", flat=True))


@pytest.fixture
def listed(communes: dict[str, Commune], machine: Viewer) -> services.ImportReport:
    return brought(machine, "quarters", LIST)


def test_a_quarter_over_several_communes_is_one_quarter(listed: services.ImportReport) -> None:
    assert (listed.added, listed.refused, listed.remarked, listed.unknown) == (3, (), (), ())
    assert communes_of("QN06001I") == {"60175", "60159"}
    quarter = the("QN08002M")
    assert (quarter.name, quarter.plain, quarter.generation) == ("Étouvie", "etouvie", 2024)
    assert (quarter.departement_id, quarter.valid_from, quarter.valid_to) == ("80", date(2024, 1, 1), None)


def test_a_second_time_nothing_changes(listed, machine: Viewer) -> None:
    before = state()
    report = brought(machine, "quarters", LIST)
    assert report.changes_nothing
    assert (report.unchanged, report.absent) == (3, 0)
    assert state() == before
    assert ImportRun.objects.filter(kind="quarters").count() == 1


@pytest.mark.parametrize(
    "dressed",
    [
        LIST.encode("utf-8-sig"),
        LIST.encode("cp1252"),
        LIST.encode("utf-16"),
        LIST.encode().decode("cp1252").encode(),  # saved twice, its accents are read back
        gzip.compress(LIST.encode(), mtime=0),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace(",", "\t").encode(),
        LIST.replace("80021", "80021.0").replace("code_qp", " CODE_QP ").encode(),
    ],
)
def test_the_same_list_in_another_dress_changes_nothing(listed, machine: Viewer, dressed: bytes) -> None:
    assert brought(machine, "quarters", dressed).changes_nothing


def test_a_workbook_of_the_list_changes_nothing(listed, machine: Viewer) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(LIST)):
        book.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
    book.save(file)
    assert brought(machine, "quarters", file.getvalue(), "liste_2024.xlsx").changes_nothing


def test_the_live_list_joins_its_communes_in_one_cell(communes, machine: Viewer) -> None:
    text = LIVE.replace("60159; 60175;", '"60159; 60175";"Compiègne; Creil"')
    assert brought(machine, "quarters", text).added == 3
    assert communes_of("QN06001I") == {"60175", "60159"}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_list_writes_nothing(listed, machine: Viewer, damage: str) -> None:
    before = state()
    with pytest.raises(services.FileRefused, match="Rien n’a été changé"):
        brought(machine, "quarters", DAMAGED[damage])
    assert state() == before
    assert ImportRun.objects.filter(kind="quarters").count() == 1


def test_a_list_of_2015_finds_communes_by_name_in_the_departement(communes, machine: Viewer) -> None:
    report = brought(machine, "quarters", OLD, "qpv_2015.csv")
    assert (report.added, report.remarked) == (2, ())
    assert communes_of("QP060003") == {"60175", "60159"}
    quarter = the("QP080001")
    assert (quarter.generation, quarter.valid_from, quarter.valid_to) == (2015, date(2015, 1, 1), date(2024, 1, 1))


def test_the_two_lists_live_side_by_side(listed, machine: Viewer) -> None:
    report = brought(machine, "quarters", OLD, "qpv_2015.csv")
    assert (report.added, report.absent) == (2, 0)
    assert Quarter.objects.count() == 5


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [("QN97401M", date(2025, 1, 1), None), ("QP974001", date(2015, 1, 1), date(2025, 1, 1))],
)
def test_overseas_the_list_of_2015_holds_one_year_more(
    communes, machine: Viewer, code: str, start: date, end: date | None
) -> None:
    brought(machine, "departements", "code,nom,region\n974,La Réunion,32\n", "departements_2026.csv")
    brought(machine, "communes", "code_insee,nom\n97411,Saint-Denis\n", "communes_2026.csv")
    brought(machine, "quarters", f"code_qp,lib_qp,insee_com\n{code},Bas de la Rivière,97411\n")
    quarter = the(code)
    assert (quarter.valid_from, quarter.valid_to) == (start, end)


def test_bad_lines_are_refused_one_by_one(communes, machine: Viewer) -> None:
    text = HEADING + "".join(
        f"{line},,,,,,,\n"
        for line in (
            "QN0801M,Court,80021",
            "QN08003M,,80021",
            "QN08004M,Ailleurs,8002",
            "QN08005M,Nulle part,80999",
            "QN99101M,Hors de France,80021",
            "QN08006M,Deux fois,80021",
            "QN08006M,Deux fois,80021",
            "QN08006M,Autre nom,80001",
            "QN08007M,Sans commune,",
        )
    )
    report = brought(machine, "quarters", text)
    assert report.added == 1
    assert [line for line, _sentence in sentences(report)] == [2, 3, 4, 5, 6, 8, 9, 10]
    said = dict(sentences(report))
    assert "QN08004M" in said[2] and "nom" in said[3] and "08002" in said[4] and "80999" in said[5] and "991" in said[6]
    assert "déjà à la ligne 7" in said[8] and "déjà à la ligne 7" in said[9]
    assert "commune" in said[10]


def test_a_code_that_bears_another_departement_is_taken_with_a_remark(communes, machine: Viewer) -> None:
    report = brought(machine, "quarters", HEADING + "QN08009M,De l’autre côté,60175,Creil,60,32,080,M,,\n")
    assert report.added == 1
    assert [fault.line for fault in report.remarked] == [2]
    assert "80" in report.remarked[0].sentence and "60" in report.remarked[0].sentence
    assert the("QN08009M").departement_id == "60"


def test_a_commune_that_no_longer_exists_is_found_by_its_name(communes, machine: Viewer) -> None:
    report = brought(machine, "quarters", HEADING + "QN08009M,Nord,80555,Abbeville,80,32,080,M,,\n")
    assert communes_of("QN08009M") == {"80001"}
    assert "80555" in report.remarked[0].sentence and "80001" in report.remarked[0].sentence


def test_one_unknown_commune_among_several_is_said(communes, machine: Viewer) -> None:
    report = brought(machine, "quarters", "code_qp,lib_qp,insee_com\nQN08009M,Nord,80021; 80555\n")
    assert communes_of("QN08009M") == {"80021"}
    assert "80555" in report.remarked[0].sentence


def test_names_alone_add_no_commune_to_a_known_quarter_of_2024(listed, machine: Viewer) -> None:
    text = "code_qp,lib_qp,lib_com\nQN08002M,Étouvie,Amiens; Abbeville\n"
    assert brought(machine, "quarters", text).changes_nothing
    assert communes_of("QN08002M") == {"80021"}


def test_two_communes_of_one_name_are_not_chosen_between(communes, machine: Viewer) -> None:
    brought(machine, "communes", "code_insee,nom\n80700,Amiens\n", "communes_2026.csv")
    report = brought(machine, "quarters", "code_qp,nom_qp,nom_commune\nQP080001,Étouvie,Amiens\n", "qpv_2015.csv")
    assert report.added == 0
    assert "Amiens" in report.refused[0].sentence


def test_an_older_list_does_not_rename_a_newer_one_does(listed, machine: Viewer) -> None:
    text = LIST.replace("Marcel Paul", "Marcel Paul – Salamandre")
    assert brought(machine, "quarters", text, "liste_2023.csv").changes_nothing
    assert brought(machine, "quarters", text, "liste.csv").changes_nothing
    assert brought(machine, "quarters", text, "liste_2025.csv").changed == 1
    assert the("QN08001M").name == "Marcel Paul – Salamandre"
    assert the("QN08001M").facts_on == date(2025, 1, 1)


def test_a_list_that_says_less_takes_nothing_away(listed, machine: Viewer) -> None:
    lines = LIST.splitlines(keepends=True)
    report = brought(machine, "quarters", "".join(lines[:4]) + '  Compiègne",60,32,060,I,2.48,49.26\n')
    assert (report.unchanged, report.absent) == (3, 0)
    assert brought(machine, "quarters", "".join(lines[:2])).absent == 2
    assert communes_of("QN06001I") == {"60175", "60159"}


def test_an_invented_quarter_is_never_taken_for_a_real_one(communes, machine: Viewer) -> None:
    days = {"valid_from": date(2024, 1, 1), "departement_id": "80", "generation": 2024}
    Quarter.objects.create(code="QN08090M", name="Les Tilleuls", invented=True, **days)
    report = brought(machine, "quarters", HEADING + "QN08090M,Autre,80021,,,,,,,\n")
    assert [fault.line for fault in report.refused] == [2]
    assert the("QN08090M").name == "Les Tilleuls"


def test_a_preview_writes_nothing(communes, machine: Viewer) -> None:
    assert brought(machine, "quarters", LIST, preview=True).added == 3
    assert not Quarter.objects.exists()


def test_only_those_who_may(communes) -> None:
    with pytest.raises(Forbidden):
        brought(Viewer.visitor(), "quarters", LIST)


def test_its_price_does_not_follow_its_length(communes, machine: Viewer, counted) -> None:
    text = HEADING + "".join(f"QN080{n:02}{letter},N,80021,,,,,,,\n" for n in range(90) for letter in "MIN")
    with counted() as few:
        brought(machine, "quarters", LIST)
    with counted() as many:
        assert brought(machine, "quarters", text).added == 268
    assert len(many) <= len(few) <= 25


def test_a_dictionary_of_columns_is_known_for_what_it_is() -> None:
    text = "\ufeffcolonne,description,type_valeur,exemple\ncode_qp,Code du quartier,texte,QP082003\n"
    kind, _sheet = services.recognise(text.encode())
    assert kind is not None
    assert kind.code == "column_dictionary"
    assert "rien à importer" in str(kind.left_because)
