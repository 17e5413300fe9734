"""The real files about quarters, where a folder of them is at hand: MARELLE_REFERENCE names it."""

import os
from pathlib import Path

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Figure, Outline, Quarter, QuarterPassage
from marelle.kernel.access import Viewer

FOLDER = Path(os.environ.get("MARELLE_REFERENCE") or "nowhere")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (FOLDER / "qpv").is_dir(), reason="MARELLE_REFERENCE names no folder of real files"),
]
# File, kind, rows once lines of one thing are merged, refused, as the folder's README counts them.
FILES = [
    ("geo/regions_2026.csv", "regions", 26, 0),
    ("geo/departements_2026.csv", "departements", 109, 0),
    ("geo/epci_2026.csv", "epci", 1255, 0),
    ("geo/communes_2026.csv.gz", "communes", 35_014, 0),
    ("qpv/qpv_2024_communes.csv", "quarters", 1493, 0),
    ("qpv/qpv_2015_occitanie_contours.geojson", "quarter_outlines", 105, 0),
    ("geo/departements-version-simplifiee.geojson.gz", "outlines", 96, 0),
    ("geo/regions-version-simplifiee.geojson.gz", "outlines", 13, 0),
    ("geo/regions_2026_anct.geojson.gz", "outlines", 18, 0),
    ("qpv/communes_avec_qpv_polygones.geojson.gz", "outlines", 692, 0),
    ("qpv/qpv_2015_occitanie_stats.csv", "quarter_stats", 105, 0),
    # 448 lines: two contracts have two holders each, and one line is cut short.
    ("qpv/contrats_de_ville_2024.csv", "contracts", 445, 1),
]


@pytest.fixture
def reports(machine: Viewer) -> dict[str, services.ImportReport]:
    return {name: _bring(machine, name) for name, *_rest in FILES}


def _bring(machine: Viewer, name: str) -> services.ImportReport:
    content = (FOLDER / name).read_bytes()
    kind, sheet = services.recognise(content)
    assert kind is not None
    assert (name, kind.code) in {(one, code) for one, code, *_rest in FILES}
    return services.bring(services.IMPORTERS[kind.code], by=machine, content=content, file_name=name, sheet=sheet)


def test_every_line_has_its_place_and_a_second_time_nothing_changes(reports, machine: Viewer) -> None:
    told = [(name, one.added + one.changed, len(one.refused), one.unknown) for name, one in reports.items()]
    assert told == [(name, rows, refused, ()) for name, _kind, rows, refused in FILES]
    metropolitan = Quarter.objects.filter(generation=2024, valid_from__year=2024)
    assert (metropolitan.count(), Quarter.objects.filter(generation=2024).count()) == (1362, 1493)
    assert Quarter.objects.filter(generation=2015).count() == 105
    assert {quarter.valid_to.year for quarter in Quarter.objects.filter(generation=2015)} == {2024}
    assert Outline.objects.filter(region__isnull=False).count() == 18
    assert Figure.objects.filter(contract__isnull=False).count() == 444
    linked = services.link_generations(by=machine)
    assert linked.added == QuarterPassage.objects.count() >= 90
    for name, *_rest in FILES:
        assert _bring(machine, name).changes_nothing, name
    assert services.link_generations(by=machine).changes_nothing


def test_a_town_of_the_file(reports, machine: Viewer) -> None:
    services.link_generations(by=machine)
    quarter = queries.quarter("QP031007")
    assert quarter is not None
    assert [one.after.name for one in quarter.became.all()] == ["Grand Mirail"]
    figures = queries.figures_of(["quarter:QP031007"])["quarter:QP031007"]
    assert (figures["population"].value, figures["population"].period.label) == (31_691, "2015-2017")
    under = queries.contract_of("31555")
    assert under is not None and under.quarters is not None
    assert str(under.through) == "Toulouse Métropole"
    assert "QN03107M" in under.quarters
    assert queries.contract_of("93014") is None  # held by a territory of Grand Paris, in no list
    assert [one.shared for one in queries.contracts_of(["92007"])] == [True, True]
