"""Files written column by column: what is remembered never changes what is written; workbooks read back as told."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from marelle.kernel.states import State
from marelle.web.ui import cells
from marelle.web.ui.answers import say_name
from marelle.web.ui.cells import csv_cell, written
from marelle.web.ui.exports import csv_lines, json_lines
from marelle.web.ui.tables import Column
from marelle.web.ui.workbooks import ods_pieces, xlsx_pieces

VALUE = Column("v", "Valeur", lambda row: row)
AMOUNT = Column("a", "Montant", lambda row: row, "amount")
DONE = State("done", "Faite", "done")
MIXED = [1, True, "1", Decimal(1), 1.0, False, 0, "True", None, "", date(2019, 9, 5), DONE, {"a": 1}, -3, "=1+1"]


@given(st.lists(st.sampled_from(MIXED), max_size=40))
def test_what_is_remembered_changes_nothing(rows):
    together = [line[0] for some in written([VALUE], rows, csv_cell) for line in some]
    assert together == [csv_cell(row, VALUE) for row in rows]


def test_a_column_of_names_does_not_grow_with_the_file(monkeypatch):
    monkeypatch.setattr(cells, "MOST_SEEN", 10)
    column = cells._Cells(VALUE, csv_cell)
    for start in range(0, 2000, 100):
        names = [f"Ville {n}" for n in range(start, start + 100)]
        assert column.of(names) == names
    assert len(column._seen) <= 10


def test_rows_are_asked_for_as_they_are_sent():
    asked = []
    rows = (asked.append(n) or n for n in range(5000))
    pieces = csv_lines([VALUE], rows)
    next(pieces), next(pieces)
    assert len(asked) == cells.AT_ONCE


ROWS = [("=2+2", 43_000_001, date(2019, 9, 5), True), ("é <&> \x00\n  b", None, None, None), ("", -5, None, False)]
COLUMNS = (
    Column("nom", "Nom & prénom", lambda row: row[0]),
    Column("montant", "Montant", lambda row: row[1], "amount"),
    Column("jour", "Jour", lambda row: row[2], "date"),
    Column("vrai", "Vrai", lambda row: row[3]),
)


def test_an_xlsx_reads_back():
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_pieces(COLUMNS, ROWS)))).active
    told = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert told[0] == ("Nom & prénom", "Montant", "Jour", "Vrai")
    assert told[1] == ("'=2+2", 430000.01, datetime(2019, 9, 5), True)
    assert told[2] == ("é <&> \n  b", None, None, None)
    assert told[3] == (None, -0.05, None, False)
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold and sheet["C2"].is_date


@pytest.mark.parametrize("pieces", [xlsx_pieces, ods_pieces])
def test_both_workbooks_say_the_same(pieces):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(pieces(COLUMNS, ROWS)))).get_sheet_by_index(0).to_python()
    assert rows[1] == ["'=2+2", 430000.01, date(2019, 9, 5), True]
    assert rows[2][0].split() == ["é", "<&>", "b"] and len(rows) == 4


def test_an_empty_table_is_still_a_file():
    for pieces in (xlsx_pieces, ods_pieces):
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(pieces(COLUMNS, []))))
        assert book.get_sheet_by_index(0).to_python() == [["Nom & prénom", "Montant", "Jour", "Vrai"]]
    assert "".join(json_lines(COLUMNS, [])) == "[]\n"


def test_json_and_csv_say_the_same_rows():
    told = json.loads("".join(json_lines(COLUMNS, ROWS)))
    lines = list(csv.DictReader(io.StringIO("".join(csv_lines(COLUMNS, ROWS)))))
    assert [row["montant"] for row in told] == [43_000_001, None, -5]
    assert [row["montant"] for row in lines] == ["430000.01", "", "-0.05"]
    assert told[0] == {"nom": "=2+2", "montant": 43_000_001, "jour": "2019-09-05", "vrai": True}


def test_any_name_of_a_file_is_safe():
    assert say_name(HttpResponse(), "liste.csv")["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert say_name(HttpResponse(), "a.pdf", shown=True)["Content-Disposition"] == 'inline; filename="a.pdf"'
    nasty = say_name(HttpResponse(), 'été"\r\nSet-Cookie: a=b.csv')["Content-Disposition"]
    assert "\r" not in nasty and "\n" not in nasty and nasty.startswith("attachment")
