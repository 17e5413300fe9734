"""The poorest quarters beside the others, in every view of the plan: who is called so, by which figure."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from marelle.domains.accounts.tests.conftest import *  # noqa: F403
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.coverage import AGES, coverage_of, poor_quarters
from marelle.domains.projects.rules.bands import TIME_BANDS
from marelle.domains.projects.tests.test_coverage import BY, NORTH, SOUTH, planned, project  # noqa: F401
from marelle.domains.territories import services as register
from marelle.engines.coverage import Sides
from marelle.kernel.periods import civil_year
from marelle.web.projects.pack import poverty_part
from marelle.web.projects.pack_coverage import coverage_parts
from marelle.web.projects.plan_poverty import meant_for_poorest

from .test_plan import address, enter, now, reader, words  # noqa: F401

pytestmark = pytest.mark.django_db
DEFINITION = "dépasse la médiane de ceux de la cité dont le taux est connu"
NORTH_RATE = "Les Tilleuls : 46,0 % (Données inventées pour les essais, 1er janvier 2018)"


@pytest.fixture
def rated(project):  # noqa: F811
    """Les Tilleuls is poorer than La Verrerie; one action is for the first, one for both."""
    source = register.cite_source(name="Données inventées pour les essais")
    facts = {"indicator": "poverty", "period": civil_year(2018), "value": Decimal(21), "source": source}
    register.add_figure(by=BY, place=f"quarter:{SOUTH}", **facts)
    planned(project, quarters=[NORTH])
    planned(project, quarters=[NORTH, SOUTH], title="Pour tous")
    return project


def test_every_view_of_one_plan_says_it(enter, reader, rated):  # noqa: F811
    browser = enter(reader)
    told = words(browser.get(address(rated, quartier=NORTH, cellule="wednesday.a11_14")).content.decode())
    for said in (DEFINITION, NORTH_RATE, "Les Tilleuls (un des plus pauvres)", "dans les quartiers les plus pauvres"):
        assert said in told, said
    assert "Un jeune des quartiers les plus pauvres, à côté des autres inconnu" in told  # nobody counted the others
    for page in ("tableau/", "cites-proches/"):
        told = words(browser.get(address(rated, page)).content.decode())
        assert DEFINITION in told and NORTH_RATE in told, page
    assert DEFINITION in words(browser.get("/plans/?annee=2020").content.decode())
    grid = words(browser.get(address(rated, "grille/", colonnes="publics")).content.decode())
    assert "Quartiers les plus pauvres" in grid and "en partie" in grid
    told = words(browser.get(f"/projets/{rated.pk}/actions/").content.decode())
    assert "Quartiers les plus pauvres" in told and "en partie" in told and DEFINITION in told


def test_files_say_it_with_the_source_of_each_rate(enter, reader, rated):  # noqa: F811
    answer = enter(reader).get(address(rated, "telechargement/json/"))
    south, north = json.loads(b"".join(answer.streaming_content))["quartiers"]
    assert (north["quarter"], north["side"], north["on"]) == (NORTH, "poorest", "2018-01-01")
    assert (south["side"], Decimal(str(south["rate"])), south["young_high"]) == ("others", 21, None)
    rows = json.loads(
        b"".join(enter(reader).get(f"/projets/{rated.pk}/actions/telechargement/json/").streaming_content)
    )
    assert {row["plus_pauvres"] for row in rows} == {"oui", "en partie"}
    (line,) = json.loads(b"".join(enter(reader).get("/plans/telechargement/json/?annee=2020").streaming_content))
    assert line["minutes_de_plus_des_plus_pauvres_au_moins"] is None


def test_the_pack_says_it(rated):
    part = poverty_part(coverage_of(rated, 2020))
    text = words(" ".join([*part.lines, part.note]))
    assert "Les plus pauvres (Les Tilleuls)" in text and "Les autres (La Verrerie)" in text
    assert "L’écart est inconnu" in text and "Trous du plan" in text and DEFINITION in text


def test_the_pack_has_the_whole_matrix_of_each_quarter(rated):
    told = coverage_of(rated, 2020)
    parts = coverage_parts(told)
    assert [words(part.title) for part in parts] == [f"La couverture : {quarter.name}" for quarter in told.quarters]
    for part in parts:
        assert len(part.rows) == len(TIME_BANDS) and {len(row) for row in part.rows} == {1 + len(AGES)}
        assert all(cell for row in part.rows for cell in row)
    said = [cell for part in parts for row in part.rows for cell in row[1:]]
    assert "trou" in said and "sans objet" in said and any(cell[0].isdigit() and "/" in cell for cell in said)


def test_programs_are_told_it(client, enter, reader, rated):  # noqa: F811
    browser = enter(reader)
    told = browser.get(f"/api/v1/projects/{rated.pk}/coverage/poverty?year=2020").json()
    assert told["sources"][NORTH] == {"source": "Données inventées pour les essais", "on": "2018-01-01"}
    assert set(told["holes"]) == {"poorest", "others"} and DEFINITION in told["definition"]
    (line,) = browser.get("/api/v1/plans?year=2020").json()["items"]
    assert (line["gap_low"], line["worst"]["poverty"]) == (None, "poorest")


def test_what_is_unknown_is_said_so(enter, reader, project):  # noqa: F811
    planned(project)
    assert poor_quarters(project, 2020) == Sides((), (NORTH,), (SOUTH,))
    told = words(enter(reader).get(address(project)).content.decode())
    assert "La Verrerie : taux inconnu" in told and "il n’y a rien à comparer" in told
    grid = words(enter(reader).get(address(project, "grille/", colonnes="publics")).content.decode())
    assert "en partie" not in grid and Action.objects.count() == 1


@pytest.mark.parametrize(
    ("quarters", "sides", "said"),
    [
        (["a"], Sides(("a",), ("b",), ()), "oui"),
        (["b"], Sides(("a",), ("b",), ()), "non"),
        (["a", "b"], Sides(("a",), ("b",), ()), "en partie"),
        ([], Sides(("a",), ("b",), ()), "toute la cité"),
        (["b", "c"], Sides(("a",), ("b",), ("c",)), None),
        (["elsewhere"], Sides(("a",), ("b",), ()), None),
        (["a"], Sides((), ("a", "b"), ()), "sans objet"),
        (["a"], Sides((), ("a",), ("b",)), None),
        (["a"], Sides((), (), ("a",)), None),
    ],
)
def test_whether_an_action_is_for_them(quarters, sides, said):
    assert meant_for_poorest(quarters, sides) == said
