"""What the words of lists say of a school, and what becomes of it when lists disagree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories.rules.cells import place
from marelle.domains.territories.rules.identifiers import uai_letter
from marelle.domains.territories.rules.schools import (
    Near,
    SchoolRow,
    departements_of,
    kind_said,
    named,
    nearest,
    postcode_of,
    sector_of,
    settled,
    uai_of,
    united,
)
from marelle.domains.territories.rules.values import at_school

OLD, NEW = date(2022, 9, 1), date(2024, 9, 1)
KNOWN = SchoolRow("0800001S", "ECOLE AMPERE", "ecole", "public", "80021", facts_on=OLD)


@given(st.integers(1, 9_999_999))
def test_zeros_that_a_spreadsheet_ate_are_put_back_and_told(number: int) -> None:
    code = f"{number:07}{uai_letter(f'{number:07}')}"
    assert uai_of(f" {code.lower()} ") == (code, ())
    short = code.lstrip("0")
    if 6 <= len(short) < 8:
        found, doubts = uai_of(short)
        assert found == code
        assert code in doubts[0]


@pytest.mark.parametrize("cell", ["", "0931221Y", "04770677F", "80119N", "0801194", "ABCDEFGH", "０８０１１９４A"])
def test_what_is_no_code_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="UAI"):
        uai_of(cell)


@pytest.mark.parametrize(
    ("uai", "departements"),
    [
        ("0800001S", ("80",)),
        ("6200001A", ("2A",)),
        ("7200001A", ("2B",)),
        ("9740001A", ("974",)),
        ("9710001A", ("971", "977", "978")),
    ],
)
def test_a_code_says_its_departement(uai: str, departements: tuple[str, ...]) -> None:
    assert departements_of(uai) == departements


@pytest.mark.parametrize(
    ("cell", "contract", "sector"),
    [
        ("public", "", "public"),
        ("Public", "SANS OBJET", "public"),
        ("privé sous contrat", "", "contract"),
        ("PRIVE SOUS CONTRAT D'ASSOCIATION", "", "contract"),
        ("Privé", "CONTRAT D'ASSOCIATION TOUTES CLASSES", "contract"),
        ("Privé", "C0NTRAT SIMPLE POUR PARTIE DES CLASSES", "contract"),
        ("Privé", "HORS CONTRAT", "private"),
        ("privé hors contrat", "", "private"),
        ("Privé", "SANS OBJET", ""),
        ("Privé", "", ""),
        ("", "", ""),
    ],
)
def test_words_for_sectors(cell: str, contract: str, sector: str) -> None:
    assert sector_of(cell, contract) == sector


def test_another_word_is_no_sector() -> None:
    with pytest.raises(ValueError, match="secteur"):
        sector_of("mixte")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ECOLE ELEMENTAIRE ALYSCAMPS", "elementaire"),
        ("ECOLE ELELMENTAIRE MARIE CURIE", "elementaire"),
        ("École maternelle les Lucioles", "maternelle"),
        ("ECOLE PRIMAIRE PRIVEE SAINT JOSEPH", "primaire"),
        ("ECOLE MATERNELLE ET ELEMENTAIRE DU BOURG", "primaire"),
        ("E.P.PU JULES FERRY", "primaire"),
        ("E E PU LES TILLEULS", "elementaire"),
        ("GROUPE SCOLAIRE PABLO NERUDA", "ecole"),
        ("ECOLE DE LA RUE DE LA PRIMEVERE", "ecole"),
        ("COLLEGE AMPERE", "college"),
        ("EREA JEAN MONNET", "erea"),
        ("LYCEE LUZARCHES", "lycee"),
    ],
)
def test_a_name_says_a_kind(name: str, kind: str) -> None:
    assert kind_said(name, "ecole") == kind


def test_a_short_name_says_what_the_school_is() -> None:
    assert named("AMPERE", "college") == "COLLEGE AMPERE"
    assert named("Collège Ampère", "college") == "Collège Ampère"
    assert named("ALYSCAMPS", "ecole") == "ECOLE ALYSCAMPS"
    assert named("", "maternelle") == "ECOLE MATERNELLE"
    assert named("VILLENEUVE", "other") == "VILLENEUVE"


def test_the_newest_list_wins_and_keeps_what_it_does_not_say() -> None:
    known = replace(KNOWN, kind="elementaire", point=(2.3, 49.9), postcode="80000", opened_on=date(1970, 9, 1))
    said = SchoolRow("0800001S", "ECOLE HENRI POINCARE", "ecole", "", "60175")
    found = settled(said, known, NEW, ())
    assert (found.name, found.kind, found.sector, found.commune) == (
        "ECOLE HENRI POINCARE",
        "elementaire",
        "public",
        "60175",
    )
    assert (found.point, found.postcode, found.opened_on, found.facts_on) == (
        (2.3, 49.9),
        "80000",
        date(1970, 9, 1),
        NEW,
    )


def test_an_older_list_only_completes() -> None:
    known = replace(KNOWN, facts_on=NEW)
    said = SchoolRow("0800001S", "AUTRE", "primaire", "contract", "60175", postcode="80000", point=(2.3, 49.9))
    found = settled(said, known, OLD, ())
    assert (found.name, found.sector, found.commune, found.facts_on) == ("ECOLE AMPERE", "public", "80021", NEW)
    assert (found.kind, found.postcode, found.point) == ("primaire", "80000", (2.3, 49.9))


def test_a_kind_that_is_another_is_no_precision() -> None:
    assert settled(replace(KNOWN, kind="college"), replace(KNOWN, kind="maternelle"), NEW, ()).kind == "college"
    assert settled(replace(KNOWN, kind="ecole"), replace(KNOWN, kind="college"), NEW, ()).kind == "ecole"


def test_a_partial_list_never_corrects() -> None:
    said = replace(KNOWN, name="AUTRE", kind="maternelle", commune="60175", point=(2.3, 49.9), partial=True)
    found = settled(said, KNOWN, NEW, ())
    assert (found.name, found.kind, found.commune) == ("ECOLE AMPERE", "maternelle", "80021")
    assert (found.point, found.facts_on) == ((2.3, 49.9), OLD)


def test_a_newer_list_reopens_and_an_older_one_does_not_close() -> None:
    closed = replace(KNOWN, closed_on=date(2023, 7, 7))
    assert settled(KNOWN, closed, NEW, ()).closed_on is None
    assert settled(KNOWN, closed, OLD, ()).closed_on == date(2023, 7, 7)
    assert settled(closed, replace(KNOWN, facts_on=NEW), OLD, ()).closed_on is None
    assert settled(closed, KNOWN, NEW, ()).closed_on == date(2023, 7, 7)


def test_a_commune_that_is_found_is_no_longer_only_said() -> None:
    known = replace(KNOWN, commune="", commune_said="EVRY")
    assert settled(KNOWN, known, NEW, ()).commune_said == ""
    lost = settled(replace(known, commune_said="AUTRE"), KNOWN, NEW, ())
    assert (lost.commune, lost.commune_said) == ("80021", "")


def test_two_lines_of_one_school() -> None:
    one = replace(KNOWN, values=frozenset({at_school(KNOWN.uai, "ips", 2022, 90)}))
    later = replace(one, name="ECOLE NEUVE", facts_on=NEW, values=frozenset({at_school(KNOWN.uai, "ips", 2024, 92)}))
    both = united(later, one)
    assert both is not None
    assert united(one, later) == both
    assert (both.name, both.facts_on, len(both.values)) == ("ECOLE NEUVE", NEW, 2)
    assert united(one, replace(one, doubts=("Autre site.",))) == one
    assert united(one, replace(one, values=frozenset({at_school(KNOWN.uai, "ips", 2022, 91)}))) is None
    assert united(one, replace(one, membership=("REP", ""))) is None


def test_the_nearest_quarter_is_that_of_the_newest_list_of_its_generation() -> None:
    old = Near(2015, "QP080001", Decimal(10), "", OLD)
    new = Near(2015, "QP080002", Decimal(0), "", NEW)
    other = Near(2024, "QN08004M", Decimal(3), "", NEW)
    assert nearest(frozenset({old}), frozenset({new, other}), NEW) == {new, other}
    assert nearest(frozenset({new}), frozenset({old}), OLD) == {new}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("48.6, -2.0", (-2.0, 48.6)),
        ('{"type":"Point","coordinates":[-2.0,48.6]}', (-2.0, 48.6)),
        ('{"lon":-2.0,"lat":48.6}', (-2.0, 48.6)),
        ("", None),
    ],
)
def test_points_in_their_several_dresses(cell: str, found: tuple[float, float] | None) -> None:
    assert place(cell) == found


@pytest.mark.parametrize("cell", ["{", '{"type":"Polygon"}', "48.6", "ici, là", "148.6, 2.0", '{"lon":1}', "[1,2]"])
def test_what_is_no_point_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"point|latitude"):
        place(cell)


def test_postcodes() -> None:
    assert [postcode_of(cell) for cell in ("80000", "1000", "6000.0", "CEDEX", "")] == [
        "80000",
        "01000",
        "06000",
        "",
        "",
    ]
