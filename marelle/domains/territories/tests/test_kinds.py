"""Which kind of file a sheet is, and the lines that are about something else."""

from marelle.domains.territories.rules.columns import Column, unread
from marelle.domains.territories.rules.kinds import Cells, FileKind, read_rows, recognised
from marelle.kernel.sheets.flat import fold, sheet_of
from marelle.kernel.sheets.reading import LeftOut


def understand(cells: Cells) -> str:
    if cells["kind"] == "office":
        raise LeftOut("Bureaux")
    return cells["name"]


COMMON = FileKind("common", "", (Column("name"), Column("kind", required=False)), understand, rank=1, exact=True)
RICH = FileKind("rich", "", (Column("name"), Column("kind"), *unread("a  b\nc")), understand, rank=2, signs=("a",))


def kind_of(heading: str) -> FileKind | None:
    return recognised(sheet_of(f"{heading}\n1\n".encode()), [COMMON, RICH])


def test_a_kind_of_common_columns_takes_no_file_that_has_others() -> None:
    assert kind_of("name") is COMMON
    assert kind_of("name,kind") is COMMON
    assert kind_of("name,kind,") is COMMON
    assert kind_of("name,other") is None
    assert kind_of("name,kind,a,other") is RICH
    assert kind_of("name,kind,a,one,two") is None
    assert kind_of("name,kind,a") is RICH
    assert kind_of("name,kind,b") is None  # the sign of the rich one is not there


def test_lines_about_something_else_are_counted_by_what_they_are_about() -> None:
    reading = read_rows(sheet_of(b"name,kind\nA,\nB,office\nC,office\n"), COMMON)
    assert [line.row for line in reading.lines] == ["A"]
    assert (reading.left_out, reading.faults) == ({"Bureaux": 2}, [])


def test_headings_are_compared_without_their_dress() -> None:
    said = ("Nom de l’établissement", "NOM_DE_L_ETABLISSEMENT", "nom de l'établissement ", "Nom-de-l'etablissement")
    assert {fold(heading) for heading in said} == {"nom_de_l_etablissement"}
    assert [fold(heading) for heading in ("REP+", "Cœur", "ŒUVRE")] == ["rep+", "coeur", "oeuvre"]
