"""Outlines of quarters, communes, départements and régions: what is drawn, what is refused, which file wins."""

import json
from datetime import date

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Commune, Outline, Quarter
from marelle.kernel.access import Viewer

from .bringing import brought, geojson, square

pytestmark = pytest.mark.django_db
POINTS = """code,name,departement,mairie_lon,mairie_lat
80021,Amiens,80,2.29,49.90
80001,Abbeville,80,1.84,50.11
60175,Creil,60,2.48,49.26
"""
NORD = {"code_qp": "QP080001", "nom_qp": "Nord", "commune_qp": "Amiens", "code_commune": "80021"}
EST = {"code_qp": "QP080002", "nom_qp": "Est", "commune_qp": "Amiens", "code_commune": "80021"}
# Live files name the generation of 2024 so; a commune's file has the very same headings.
QN = {"code_qp": "QN08001M", "lib_qp": "Nord", "insee_com": "80021", "lib_com": "Amiens"}
AMIENS = {"insee_com": "80021", "lib_com": "Amiens", "code_qp": "QN08001M, QN08002M", "lib_qp": "Nord, Est"}
CREIL = {"insee_com": "60175", "lib_com": "Creil", "code_qp": "QN06001M", "lib_qp": "Rives"}
BOW = {"type": "Polygon", "coordinates": [[[2.2, 49.9], [2.3, 49.95], [2.3, 49.9], [2.2, 49.95], [2.2, 49.9]]]}
FOLDED = [[2.2, 49.9], [2.3, 49.9], [2.3, 49.95], [2.2501, 49.95], [2.25, 49.9501], [2.2501, 49.9501], [2.25, 49.95]]
IMPOSSIBLE = {
    "no outline": None,
    "a point": {"type": "Point", "coordinates": [2.2, 49.9]},
    "no ring": {"type": "Polygon", "coordinates": []},
    "two points": {"type": "Polygon", "coordinates": [[[2.2, 49.9], [2.3, 49.9], [2.2, 49.9]]]},
    "flat": {"type": "Polygon", "coordinates": [[[2.2, 49.9], [2.3, 49.9], [2.4, 49.9], [2.2, 49.9]]]},
    "words": {"type": "Polygon", "coordinates": [[["a", "b"], [2.3, 49.9], [2.4, 49.8]]]},
    "numbers in place of points": {"type": "Polygon", "coordinates": [1, 2, 3]},
    "metres": square(650_000, 6_860_000, 500),
    "a bow": BOW,
    "latitude first": {"type": "Polygon", "coordinates": [[[y, x] for x, y in square(2.29, 49.9)["coordinates"][0]]]},
    "far away": square(5.4, 43.3),
}


@pytest.fixture
def placed(communes: dict[str, Commune], machine: Viewer) -> None:
    brought(machine, "communes", POINTS, "communes_2026.csv")


def kind_of(text: str) -> str:
    kind, _sheet = services.recognise(text.encode())
    return kind.code if kind else ""


def drawn(code: str) -> Outline:
    return Outline.objects.get(quarter=code)


def test_quarters_are_drawn_and_entered(placed, machine: Viewer) -> None:
    text = geojson([(NORD, square(2.29, 49.9)), (EST, square(2.31, 49.9))])
    assert kind_of(text) == "quarter_outlines"
    report = brought(machine, "quarter_outlines", text, "qpv_2015.geojson")
    assert (report.added, report.refused, report.unknown) == (2, (), ())
    quarter = Quarter.objects.get(code="QP080001")
    assert (quarter.name, list(quarter.communes.values_list("code", flat=True))) == ("Nord", ["80021"])
    outline = drawn("QP080001")
    assert (outline.west, outline.south, outline.east, outline.north) == (2.29, 49.9, 2.3, 49.91)
    assert outline.square_metres == pytest.approx(717 * 1112, rel=0.01)
    assert outline.geometry == square(2.29, 49.9)
    assert outline.source is not None and outline.facts_on == date(2015, 1, 1)
    assert brought(machine, "quarter_outlines", text, "qpv_2015.geojson").changes_nothing


def test_a_quarter_that_is_known_keeps_its_name(placed, machine: Viewer) -> None:
    brought(machine, "quarters", "code_qp,nom_qp,nom_commune\nQP080001,Amiens Nord,Amiens\n", "qpv_2015.csv")
    brought(machine, "quarter_outlines", geojson([(NORD, square(2.29, 49.9))]), "qpv_2015.geojson")
    assert Quarter.objects.get().name == "Amiens Nord"


def test_an_outline_alone_draws_a_known_quarter(placed, machine: Viewer) -> None:
    text = geojson([({"code_qp": "QP080001"}, square(2.29, 49.9))])
    refused = brought(machine, "quarter_outlines", text, "qpv.geojson").refused
    assert "nom" in refused[0].sentence
    brought(machine, "quarters", "code_qp,nom_qp,nom_commune\nQP080001,Nord,Amiens\n", "qpv_2015.csv")
    assert brought(machine, "quarter_outlines", text, "qpv.geojson").changed == 1
    assert drawn("QP080001").facts_on is None


@pytest.mark.parametrize("fault", IMPOSSIBLE)
def test_an_impossible_outline_is_refused_alone(placed, machine: Viewer, fault: str) -> None:
    text = geojson([(NORD, IMPOSSIBLE[fault]), (EST, square(2.31, 49.9))])
    report = brought(machine, "quarter_outlines", text, "qpv_2015.geojson")
    assert (report.added, [refused.line for refused in report.refused]) == (1, [2])
    assert report.refused[0].sentence.endswith(".")
    assert not Quarter.objects.filter(code="QP080001").exists()


def test_swapped_coordinates_are_named(placed, machine: Viewer) -> None:
    text = geojson([(NORD, IMPOSSIBLE["latitude first"])])
    assert "inversées" in brought(machine, "quarter_outlines", text, "q.geojson").refused[0].sentence


def test_a_border_that_rounding_folded_is_taken_with_a_remark(placed, machine: Viewer) -> None:
    folded = {"type": "Polygon", "coordinates": [[*FOLDED, [2.2, 49.95], [2.2, 49.9]]]}
    report = brought(machine, "quarter_outlines", geojson([(NORD, folded)]), "qpv_2015.geojson")
    assert (report.added, [fault.line for fault in report.remarked]) == (1, [2])
    assert "se croise" in report.remarked[0].sentence


def test_doubled_lines_are_refused_one_by_one(placed, machine: Viewer) -> None:
    text = geojson([(NORD, square(2.29, 49.9)), (EST, square(2.31, 49.9))] * 2)
    report = brought(machine, "quarter_outlines", text, "qpv_2015.geojson")
    assert (report.added, [fault.line for fault in report.refused]) == (2, [4, 5])


def test_holes_and_parts_are_kept(placed, machine: Viewer) -> None:
    hole = square(2.292, 49.902, 0.002)["coordinates"][0]
    parts = {
        "type": "MultiPolygon",
        "coordinates": [[square(2.29, 49.9)["coordinates"][0], hole], square(2.32, 49.9)["coordinates"]],
    }
    brought(machine, "quarter_outlines", geojson([(NORD, parts), (EST, square(2.29, 49.9))]), "q.geojson")
    assert drawn("QP080001").square_metres == pytest.approx(drawn("QP080002").square_metres * 1.96, rel=1e-3)


def test_a_newer_file_draws_again_an_older_one_does_not(placed, machine: Viewer) -> None:
    first, second = geojson([(NORD, square(2.29, 49.9))]), geojson([(NORD, square(2.28, 49.9))])
    brought(machine, "quarter_outlines", first, "qpv_2016.geojson")
    assert brought(machine, "quarter_outlines", second, "qpv_2015.geojson").changes_nothing
    assert brought(machine, "quarter_outlines", second, "qpv.geojson").changes_nothing
    assert brought(machine, "quarter_outlines", second, "qpv_2017.geojson").changed == 1
    assert drawn("QP080001").west == 2.28


def test_the_same_headings_draw_quarters_or_communes_as_their_lines_say() -> None:
    here, there = square(2.29, 49.9), square(2.31, 49.9)
    other = {**QN, "code_qp": "QN08002M", "lib_qp": "Est"}
    assert kind_of(geojson([(QN, here), (other, there)])) == "quarter_outlines"
    assert kind_of(geojson([({**QN, "insee_com": "80021; 80001"}, here)])) == "quarter_outlines"
    assert kind_of(geojson([(QN, here), (other, there)] * 2)) == "quarter_outlines"
    assert kind_of(geojson([(QN, None), (other, None)])) == "quarter_outlines"
    assert kind_of(geojson([(AMIENS, here), (CREIL, there)])) == "outlines"
    assert kind_of(geojson([(QN, here), (other, here)])) == "outlines"
    assert kind_of(geojson([(QN, here), ({**QN, "insee_com": "80001"}, there)])) == "outlines"


def test_outlines_of_communes_are_not_taken_for_quarters(placed, machine: Viewer) -> None:
    with pytest.raises(services.FileRefused):
        brought(machine, "quarter_outlines", geojson([(AMIENS, square(2.29, 49.9))]), "q.geojson")
    with pytest.raises(services.FileRefused):
        brought(machine, "outlines", geojson([(QN, square(2.29, 49.9))]), "q.geojson")
    assert not Outline.objects.exists()


def test_a_commune_is_drawn_once_though_several_lines_bear_it(placed, machine: Viewer) -> None:
    amiens, other = square(2.2, 49.85, 0.1), {**AMIENS, "code_qp": "QN08003M"}
    text = geojson([(AMIENS, amiens), (other, amiens), (CREIL, square(2.45, 49.24, 0.05))])
    report = brought(machine, "outlines", text, "communes.geojson")
    assert (report.added, report.refused) == (2, ())
    assert Outline.objects.get(commune="80021").square_metres > 7e7
    assert not Quarter.objects.exists()
    assert brought(machine, "outlines", text, "communes.geojson").changes_nothing


def test_two_outlines_of_one_commune_are_not_chosen_between(placed, machine: Viewer) -> None:
    text = geojson([(AMIENS, square(2.2, 49.85)), ({**AMIENS, "code_qp": "QN08003M, QN08004M"}, square(2.3, 49.85))])
    report = brought(machine, "outlines", text, "communes.geojson")
    assert (report.added, [fault.line for fault in report.refused]) == (1, [3])


def test_departements_and_regions_are_told_apart_by_their_name(placed, machine: Viewer) -> None:
    brought(machine, "departements", "code,nom,region\n11,Aude,32\n", "departements_2026.csv")
    idf, aude = square(2.3, 48.7, 0.5), square(2.2, 43, 0.5)
    named = [({"code": "11", "nom": "Île-de-France"}, idf), ({"code": "11", "nom": "AUDE"}, aude)]
    text = geojson([*named, ({"code": "11", "nom": "Ailleurs"}, idf)])
    report = brought(machine, "outlines", text, "contours.geojson")
    assert (report.added, [fault.line for fault in report.refused]) == (2, [4])
    assert Outline.objects.get(region="11").geometry == idf
    assert Outline.objects.get(departement="11").geometry == aude


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"insee_reg": "32", "lib_reg": "Hauts-de-France"}, "region"),
        ({"insee_dep": "80", "lib_dep": "Somme"}, "departement"),
        ({"code": "80021", "nom": "Amiens"}, "commune"),
        ({"insee_com": "80021", "lib_com": "Amiens", "insee_dep": "80", "insee_reg": "32"}, "commune"),
    ],
)
def test_the_finest_place_that_a_line_names_is_drawn(placed, machine: Viewer, said: dict[str, str], kind: str) -> None:
    text = geojson([(said, square(2.2, 49.85, 0.2))])
    assert kind_of(text) == "outlines"
    assert brought(machine, "outlines", text, "contours_2026.geojson").added == 1
    assert Outline.objects.filter(**{f"{kind}__isnull": False}).count() == 1


def test_places_that_are_unknown_or_elsewhere_are_refused(placed, machine: Viewer) -> None:
    lines = [
        ({"insee_com": "80999", "lib_com": "Nulle part"}, square(2.2, 49.85)),
        ({"insee_com": "80021", "lib_com": "Amiens"}, square(49.85, 2.2)),
        ({"insee_com": "8002X", "lib_com": "Amiens"}, square(2.2, 49.85)),
        ({"insee_com": "", "lib_com": "Amiens"}, square(2.2, 49.85)),
    ]
    report = brought(machine, "outlines", geojson(lines), "communes.geojson")
    assert (report.added, len(report.refused)) == (0, 4)
    assert "80999" in report.refused[0].sentence and "inversées" in report.refused[1].sentence


def test_where_nobody_knows_where_a_departement_is_nothing_is_refused_for_it(communes, machine: Viewer) -> None:
    text = geojson([({"insee_com": "80021", "lib_com": "Amiens"}, square(2.2, 49.85))])
    assert brought(machine, "outlines", text, "communes.geojson").added == 1


def test_outlines_of_a_portal_come_as_cells_of_a_csv(placed, machine: Viewer) -> None:
    cell = json.dumps(square(2.29, 49.9)).replace('"', '""')
    text = f'code_qp;nom_qp;code_commune;Geo Shape\nQP080001;Nord;80021;"{cell}"\n'
    assert kind_of(text) == "quarter_outlines"
    assert brought(machine, "quarter_outlines", text, "qpv_2015.csv").added == 1


def test_its_price_does_not_follow_its_length(placed, machine: Viewer, counted) -> None:
    def text(number: int) -> str:
        return geojson(
            ({**NORD, "code_qp": f"QP080{rank:03}"}, square(2 + rank / 100, 49.9)) for rank in range(1, number)
        )

    with counted() as few:
        brought(machine, "quarter_outlines", text(3), "q.geojson")
    with counted() as many:
        brought(machine, "quarter_outlines", text(50), "q.geojson")
    assert len(many) <= len(few) <= 25
