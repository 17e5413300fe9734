"""Every plan, one line each; and the coverage of one through programs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.tests.conftest import *  # noqa: F403
from marelle.domains.funding.tests.ground import labelled, make_site
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import offered_there
from marelle.domains.projects.queries.coverage import alike, coverage_of
from marelle.domains.projects.queries.plans import plans_seen_by
from marelle.domains.projects.tests import crowd
from marelle.domains.projects.tests.test_coverage import AT, BY, NORTH, SOUTH, planned, project  # noqa: F401
from marelle.domains.territories.models import Quarter, SiteQpv
from marelle.domains.territories.services import add_figure
from marelle.engines.coverage import Poverty, Ratio, by_poverty, holes, offered_each
from marelle.engines.coverage.tests.test_comparing import SIX, city
from marelle.kernel.access import NATIONAL
from marelle.kernel.periods import civil_year
from marelle.web.projects.plan_national import line_of
from marelle.web.projects.plan_poverty import gap_in_short
from marelle.web.projects.plan_words import hole_title, who_lives_there

from .test_plan import address, enter, now, price, read_csv, reader, words  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(holding, organisation):  # noqa: F811
    return holding("national_officer", body=organisation("Équipe nationale (essai)", "national", NATIONAL))


def many(project, count, actions=3):  # noqa: F811
    """So many projects more, each with two quarters that nobody counted and some actions."""
    form = planned(project).sheet.questionnaire
    call, source = project.decision.call, project.decision.source
    made = [labelled(call, make_site(number), source) for number in range(5, 5 + count)]
    department = project.site.commune_main.departement
    since = {"generation": 2015, "valid_from": date(2015, 1, 1), "invented": True, "departement": department}
    quarters = {one: [f"QP09{one.pk % 1000:03d}{letter}" for letter in "12"] for one in made}
    Quarter.objects.bulk_create(
        Quarter(code=code, name=f"Quartier {code}", **since) for codes in quarters.values() for code in codes
    )
    SiteQpv.objects.bulk_create(
        SiteQpv(site=one.site, quarter_id=code, valid_from=date(2019, 9, 5))
        for one, codes in quarters.items()
        for code in codes
    )
    crowd.fill(quarters, actions, form)
    return made


def test_the_national_view_costs_the_same_for_three_and_for_twelve(enter, officer, project, counted):  # noqa: F811
    many(project, 1)
    form, others = planned(project).sheet.questionnaire, Project.objects.exclude(pk=project.pk)
    crowd.fill({other: [] for other in others}, 1, form, from_number=10)
    browser = enter(officer)
    browser.get("/plans/?annee=2020")
    few = price(counted, browser, "/plans/?annee=2020")
    planned(project, title="Encore")
    crowd.fill({other: [] for other in others}, 12, form, from_number=20)
    assert price(counted, browser, "/plans/?annee=2020") == few <= 15


def test_each_line_says_what_the_engine_says(enter, officer, project):  # noqa: F811
    many(project, 2)
    told = words(enter(officer).get("/plans/?annee=2020").content.decode())
    coverage = coverage_of(plans_seen_by(officer).get(pk=project.pk), 2020)
    worst = holes(coverage.matrix)[0]
    line = line_of(coverage)
    said = f"{hole_title(coverage, worst)} {who_lives_there(coverage, worst)}"
    assert (line.actions, line.worst_words, line.uncounted) == (1, said, 1)
    assert line.gap == by_poverty(coverage.matrix, coverage.poverty).gap
    assert line.each == offered_each(coverage.matrix.cell())
    assert "Les Tilleuls : rien pour les 6 à 10 ans" in told
    assert "4 projets en 2020" in told
    rows = read_csv(enter(officer).get("/plans/telechargement/csv/?annee=2020"))
    assert len(rows) == 4
    assert {row["minutes_par_jeune_au_moins"] for row in rows} == {""}
    assert enter(officer).get("/plans/telechargement/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({"N": Fraction(1, 2), "S": Fraction(1, 5), "E": Fraction(1, 5)}, "1 h de moins"),
        ({"N": Fraction(1, 9), "S": Fraction(1, 5), "E": Fraction(1, 9)}, "2 h de plus"),
        (dict.fromkeys("NSE", Fraction(1, 3)), "rien à comparer"),
        ({"N": Fraction(1, 2), "S": None, "E": None}, None),
        ({}, None),
    ],
)
def test_the_poorest_quarters_in_short(rates, said):
    gap = gap_in_short(by_poverty(city(20, 100, "S"), rates, SIX))
    assert (gap and words(gap)) == said


def test_a_gap_that_shared_places_blur_has_two_ends():
    group = by_poverty(city(20, 100, "S"), {"N": Fraction(1, 2), "S": Fraction(1, 5)}, SIX)
    blurred = Poverty(group.poorest, group.others, None, Ratio(Fraction(-60), Fraction(120)))
    assert words(gap_in_short(blurred)) == "de 1 h de moins à 2 h de plus"


def test_a_reader_of_one_cite_sees_one_line(enter, reader, project):  # noqa: F811
    many(project, 2)
    assert "1 projet en 2020" in words(enter(reader).get("/plans/?annee=2020").content.decode())


def test_those_that_are_alike_cost_the_same_and_are_compared(enter, reader, project, counted):  # noqa: F811
    many(project, 2)
    with counted() as queries:
        found = alike(project, 2020)
    assert len(queries) <= 15
    assert project.pk not in {other.project.pk for other in found.others}
    assert found.of == 2 and "quarters" in found.known
    page = enter(reader).get(address(project, "cites-proches/")).content.decode()
    assert "Site 5" not in page and "Site 6" not in page


@pytest.fixture
def five(project):  # noqa: F811
    """Five more cités of two quarters as poor as those of the project, each with three hours on Wednesdays at 6 and at
    11, of which one shares them with all."""
    made, source = many(project, 5, actions=0), project.decision.source
    quarters = SiteQpv.objects.filter(site__in=[one.site for one in made]).values_list("quarter", flat=True)
    rate = {"indicator": "poverty", "period": civil_year(2018), "value": Decimal(46), "source": source}
    for code in (*quarters, SOUTH):
        add_figure(by=BY, place=f"quarter:{code}", **rate)
    weekly = [{"row": "wednesday", "sessions": 36, "minutes": 180, "seats": 40}]
    for number, one in enumerate(made):
        action = planned(one, title=f"Mercredi {number}", quarters=None, ages=["a6_10", "a11_14"], bands=weekly)
        Action.objects.filter(pk=action.pk).update(in_library=number == 0)
    return made


def test_what_is_missing_is_said_with_who_shares_it(enter, reader, five, project, counted):  # noqa: F811
    browser, here = enter(reader), address(project, "cites-proches/?annee=2020")
    browser.get(here)
    assert price(counted, browser, here) <= 25
    told = words(browser.get(here).content.decode())
    assert "5 cités proches, sur 5 autres plans de 2020." in told
    assert "6 à 10 ans, le mercredi : rien ici ; la moitié des cités proches ouvrent 3 h par semaine ou plus" in told
    assert "11 à 14 ans, le mercredi : 1 h 10 par semaine ici, 1 h 50 de moins que la moitié" in told
    assert "trois quarts ouvrent davantage" in told and "Mercredi 0 (" in told and "Mercredi 1 (" not in told
    shared = Action.objects.get(in_library=True)
    assert f"/bibliotheque/{shared.pk}/" in browser.get(here).content.decode()
    assert "Dans 5 des cités proches, personne n’a compté les jeunes" in told


def test_nothing_is_taken_from_the_library_for_ones_own_cite(five, project):  # noqa: F811
    shared = Action.objects.get(in_library=True)
    place = (6, "wednesday")
    assert offered_there([place], project) == {place: [shared]}
    assert offered_there([place, (0, "sunday")], shared.project) == offered_there([], project) == {}


def test_under_four_no_cell_is_compared(enter, reader, five, project):  # noqa: F811
    Action.objects.filter(project__in=five[3:]).update(state="dropped")
    told = words(enter(reader).get(address(project, "cites-proches/?annee=2020")).content.decode())
    assert "3 cités proches, sur 3 autres plans de 2020." in told and "Il faut au moins 4 cités connues" in told
    assert "Case par case" not in told and "Mercredi 0" not in told


def test_the_list_of_plans_is_narrowed_and_its_files_follow(enter, officer, project):  # noqa: F811
    first, second = many(project, 2)
    day = first.decision.decided_on + timedelta(days=40)
    Action.objects.filter(project=first).update(state="planned", started_on=None)
    Action.objects.filter(project=second).update(state="running", started_on=day)
    browser, every = enter(officer), "/plans/?annee=2020"
    told = words(browser.get(every).content.decode())
    assert "3 ont au moins une action au plan" in told and "pas commencé" in told and " 40 " in told
    assert "1 cité n’a rien au plan de 2020 dans Marelle" in told
    page = browser.get(f"{every}&q={first.site.name}&region=99").content.decode()
    assert f"?annee=2020&amp;q={first.site.name.replace(' ', '+')}" in page and "Revoir tous les plans" in page
    rows = read_csv(browser.get(f"/plans/telechargement/csv/?annee=2020&q={second.site.name}"))
    assert [(row["cite"], row["premiere_action"]) for row in rows] == [(second.site.name, "40")]
    assert plans_seen_by(officer, region="00").filter(asked_for=True).count() == 0
    assert "Aucun plan de 2020" in words(browser.get(f"{every}&q=nulle part").content.decode())


def test_programs_read_the_same(client, reader, holding, project, next_city):  # noqa: F811
    planned(project)
    here = f"/api/v1/projects/{project.pk}/coverage"
    assert client.get(here).status_code == 401
    headers = token(reader)
    told = client.get(here, {"year": 2020, "quarter": NORTH}, headers=headers).json()
    cell = next(c for c in told["cells"] if (c["age_first"], c["band"]) == (11, "wednesday"))
    assert (cell["reach_low"], cell["young_high"], cell["rate_low"]) == (64, 420, 0.1524)
    assert told["titles"] == {"A-001": "Le mercredi des onze à quatorze ans"}
    worst = holes(coverage_of(project, 2020).matrix)[0]
    assert (told["holes"][0]["quarter"], told["holes"][0]["without_low"]) == (worst.cell.quarter, worst.without.low)
    assert client.get(f"{here}/slots", headers=headers).json()[0]["minutes_high"] == 2520
    assert [one["young"] for one in client.get(f"{here}/young", headers=headers).json()] == [560, 420]
    assert client.get(here, {"theme": "sport"}, headers=headers).json()["cells"][0]["theme"] == "sport"
    assert client.get(here, {"theme": "rien"}, headers=headers).status_code == 404
    assert client.get(here, {"year": 2031}, headers=headers).status_code == 404
    neighbour = token(holding("mayor", next_city, name="thomas"))
    assert {client.get(f"{here}{end}", headers=neighbour).status_code for end in ("", "/slots", "/young")} == {404}


def token(viewer):
    order = {"name": "Essai", "permissions": ["projects.read"], "expires_at": AT + timedelta(days=30)}
    return {"Authorization": f"Bearer {accounts.create_token(by=viewer, at=AT, **order)[1]}"}
