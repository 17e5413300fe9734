import csv
import io
import json
from datetime import date

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from marelle.web.ui.cells import DANGEROUS, csv_cell
from marelle.web.ui.examples import CITIES, COLUMNS
from marelle.web.ui.exports import csv_lines, export_csv, export_json
from marelle.web.ui.tables import Column, Sort, Table, read_sort, sort_rows


def shown(table):
    return engines["django"].from_string("{% table t %}").render({"t": table})


def asked(address):
    return read_sort(RequestFactory().get(address), COLUMNS, default="nom")


@pytest.mark.parametrize(
    "address, expected",
    [
        ("/", Sort("nom")),
        ("/?tri=montant", Sort("montant")),
        ("/?tri=-montant", Sort("montant", True)),
        ("/?tri=etat", Sort("nom")),  # not sortable
        ("/?tri=password", Sort("nom")),
        ("/?tri=--montant", Sort("nom")),
    ],
)
def test_read_sort(address, expected):
    assert asked(address) == expected


def test_rows_sort_as_the_dictionary_and_unknown_comes_last_both_ways():
    rows = [
        c._replace(name=n)
        for c, n in zip(CITIES, ["Étaples", "Zuydcoote", "Éauze", "etampes", "Œuilly", "Oye"], strict=True)
    ]
    names = [row.name for row in sort_rows(rows, COLUMNS, Sort("nom"))]
    assert names == ["Éauze", "etampes", "Étaples", "Œuilly", "Oye", "Zuydcoote"]
    for descending in (False, True):
        amounts = [row.yearly for row in sort_rows(CITIES, COLUMNS, Sort("montant", descending))]
        assert amounts[-2:] == [None, None]
        assert amounts[:-2] == sorted(amounts[:-2], reverse=descending)


def test_sort_links_turn_round_keep_the_filters_and_forget_the_page():
    table = Table(COLUMNS, CITIES, "Les cités", Sort("nom"), QueryDict("region=32&page=3"))
    html = shown(table)
    assert 'href="?region=32&amp;tri=-nom#table"' in html
    assert 'href="?region=32&amp;tri=montant#table"' in html
    assert html.count('aria-sort="ascending"') == 1
    again = Table(COLUMNS, CITIES, "Les cités", Sort("nom", True), QueryDict("region=32"))
    assert 'aria-sort="descending"' in shown(again) and "tri=nom#table" in shown(again)


def test_cells_carry_their_label_and_unknown_is_said():
    html = shown(Table(COLUMNS, CITIES, "Les cités"))
    assert html.count('data-label="Par an"') == len(CITIES)
    assert html.count('class="unknown"') == 2
    assert 'scope="row"' in html and "<caption" in html


def test_a_row_of_text_is_escaped():
    column = Column("x", "X", lambda r: r, href=lambda r: r, kind="link")
    html = shown(Table((column,), ['"><script>'], "Une ligne"))
    assert "<script" not in html


def test_an_empty_table_says_so():
    assert "Rien à montrer" in shown(Table(COLUMNS, [], "Les cités"))


@pytest.mark.parametrize("columns, caption", [(COLUMNS, " "), ((), "Vide"), ((COLUMNS[0], COLUMNS[0]), "Double")])
def test_a_table_without_name_or_with_double_columns_is_refused(columns, caption):
    with pytest.raises(ValueError):
        Table(columns, [], caption)


def test_a_link_without_address_is_refused():
    with pytest.raises(ValueError):
        Column("x", "X", str, "link")


def body(response):
    return b"".join(response.streaming_content).decode()


def test_csv_is_open_data():
    content = body(export_csv(COLUMNS, CITIES, "cites.csv"))
    rows = list(csv.DictReader(io.StringIO(content)))
    assert list(rows[0]) == ["nom", "departement", "label", "etat", "montant"]
    assert rows[0]["montant"] == "430000.00" and rows[1]["montant"] == "1250.50"
    assert rows[2]["montant"] == "" and rows[0]["label"] == "2019-09-05"
    assert not content.startswith("\ufeff")


def test_json_keeps_whole_cents_and_null():
    rows = json.loads(body(export_json(COLUMNS, CITIES, "cites.json")))
    assert rows[0]["montant"] == 43_000_000 and rows[2]["montant"] is None
    assert json.loads(body(export_json(COLUMNS, [], "cites.json"))) == []


def test_rows_are_read_before_the_answer_starts():
    read = []
    rows = (read.append(city) or city for city in CITIES)
    export_csv(COLUMNS, rows, "cites.csv")
    assert len(read) == len(CITIES)


def test_what_does_not_apply_is_not_unknown():
    column = Column("x", "X", lambda r: r, kind="date", absent=lambda r: "sans objet")
    plain = Column("x", "X", lambda r: r, kind="date", absent=lambda r: "")
    assert "sans objet" in _cells(column) and "inconnu" not in _cells(column)
    assert "inconnu" in _cells(plain)


def _cells(column):
    template = engines["django"].from_string("{% table table %}")
    return template.render({"table": Table((column,), [None], "T")})


TEXT = Column("x", "X", lambda r: r)


@pytest.mark.parametrize("start", DANGEROUS)
def test_a_formula_is_neutralised(start):
    assert csv_cell(f"{start}cmd|'/c calc'!A0", TEXT).startswith("'")
    assert csv_cell(f"  {start}cmd", TEXT).startswith("'")


@given(st.text())
def test_no_text_cell_ever_starts_a_formula(text):
    cell = csv_cell(text, TEXT)
    assert not cell.lstrip(" \u00a0").startswith(DANGEROUS)
    assert cell.endswith(text)


@pytest.mark.parametrize(
    "value, expected", [(-12, "-12"), (-1.5, "-1.5"), (True, "true"), (None, ""), (date(2019, 9, 5), "2019-09-05")]
)
def test_numbers_keep_their_sign(value, expected):
    assert csv_cell(value, TEXT) == expected


def test_a_column_may_stay_out_of_files():
    kept = (TEXT, Column("secret", "Secret", lambda r: "x", exported=False))
    assert next(iter(csv_lines(kept, []))) == "x\r\n"
