"""One line of a file, understood or refused with a reason."""

from datetime import date

import pytest

from marelle.domains.territories.rules import cells
from marelle.domains.territories.rules.files.places import CommuneRow, understand_commune
from marelle.domains.territories.rules.kinds import LineCells
from marelle.domains.territories.rules.rows import SourceRow, site_reader
from marelle.domains.territories.rules.words import spelled_out

COMMUNE = {
    "code": "2a004",
    "name": "Ajaccio",
    "departement": "2a",
    "population": "75\u202f230",
    "population_year": "2023",
}
SITE = {"id": "vieux-port", "name": "Vieux port", "communes": "13055 13077 13001", "since": "2019-09-05"}


def test_a_commune_is_read_with_its_spaces_and_its_case() -> None:
    row = understand_commune(LineCells(COMMUNE))
    assert row == CommuneRow("2A004", "Ajaccio", "2A", 75230, 2023, values=row.values)
    assert [(v.place, v.indicator, v.value, v.period.label) for v in row.values] == [
        ("commune:2A004", "population", 75230, "2023")
    ]


def test_a_blank_population_is_unknown_and_so_is_its_year() -> None:
    row = understand_commune(LineCells(COMMUNE | {"population": ""}))
    assert (row.population, row.population_year) == (None, None)


def test_the_year_of_a_population_may_be_absent_from_the_file() -> None:
    cells = {name: value for name, value in COMMUNE.items() if name != "population_year"}
    assert understand_commune(LineCells(cells)).population_year is None


@pytest.mark.parametrize("change", [{"code": "ABCDE"}, {"name": ""}, {"population": "12,5"}, {"population": "-3"}])
def test_refused_communes(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        understand_commune(LineCells(COMMUNE | change))


def test_a_site_keeps_its_main_commune_first() -> None:
    row = site_reader({})(SITE)
    assert row.communes == ("13055", "13001", "13077")
    assert row.since == date(2019, 9, 5)
    assert (row.quarters, row.point, row.note) == ((), None, "")


def test_quarters_keep_their_order_and_need_a_source() -> None:
    read = site_reader({"press": SourceRow("La presse", "https://example.org")})
    row = read(SITE | {"quarters": "Belsunce; Noailles ;Belsunce", "quarters_source": "press"})
    assert row.quarters == ("Belsunce", "Noailles")
    assert row.quarters_source == SourceRow("La presse", "https://example.org")
    for missing in ("", "radio"):
        with pytest.raises(ValueError, match="source"):
            read(SITE | {"quarters": "Belsunce", "quarters_source": missing})


def test_without_a_list_of_sources_the_text_is_the_source() -> None:
    row = site_reader({})(SITE | {"note": "Une note.", "note_source": "https://example.org/page"})
    assert row.note_source == SourceRow("https://example.org/page", "https://example.org/page")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Vieux Port"},
        {"id": "-port"},
        {"name": ""},
        {"communes": ""},
        {"communes": "13055 13055"},
        {"communes": "1305"},
        {"since": "05/09/2019"},
        {"identifiers": "cite-001"},
        {"identifiers": "anct:1 anct:2"},
        {"lon": "5.3", "lat": ""},
        {"lon": "5.3", "lat": "95"},
        {"lon": "nan", "lat": "43"},
    ],
)
def test_refused_sites(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        site_reader({})(SITE | change)


def test_two_rows_differ_by_what_they_say_not_by_since_when() -> None:
    read = site_reader({})
    assert read(SITE) == read(SITE | {"since": "2025-01-01"})
    assert read(SITE) != read(SITE | {"lon": "5,37", "lat": "43,29"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("St-Quentin", "saint-Quentin"), ("ste  foy", "sainte  foy"), ("Stains", "Stains"), (" Estrées ", "Estrées")],
)
def test_abbreviations_are_spelled_out(typed: str, meant: str) -> None:
    assert spelled_out(typed) == meant


def test_letters_that_a_program_took_for_orders_are_read_back() -> None:
    assert cells.text("Marcq-en-Bar\x9cul", 80) == "Marcq-en-Barœul"
    assert cells.text("L\x92Haÿ\u200b", 80) == "L’Haÿ"
    with pytest.raises(ValueError, match="signe"):
        cells.text("Ham\x07", 80)
