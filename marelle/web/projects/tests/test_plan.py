"""The plan of a cité on the screen and in files: who may, what is shown, what it costs."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.tests.conftest import *  # noqa: F403
from marelle.domains.projects import services
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.coverage import coverage_of, proposals_of
from marelle.domains.projects.tests import crowd
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.projects.tests.test_coverage import AT, BY, NORTH, SOUTH, planned, project  # noqa: F401
from marelle.engines.coverage import Ages, Matrix, difference, holes, rows
from marelle.engines.coverage.tests.oracle import Naive
from marelle.kernel import clock
from marelle.kernel.access import Perimeter

pytestmark = pytest.mark.django_db
TEENS = Ages(11, 15)
CELL = re.compile(r'<td class="sq sq-([a-z0-9-]+)">(.*?)</td>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
EYES = re.compile(r'<span class="sq-eyes" aria-hidden="true">(.*?)</span><span class="unseen">', re.DOTALL)


@pytest.fixture
def now():
    """The day of the plans: rights are held around it."""
    clock.set_to(AT)
    return AT


@pytest.fixture
def reader(holding, project):  # noqa: F811
    return holding("elected_observer", Perimeter("commune", project.site.commune_main_id), name="suivi")


@pytest.fixture
def enter(client):
    def log_in(viewer):
        person = Person.objects.get(pk=viewer.person_id)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return log_in


def address(project, page="", **asked):  # noqa: F811
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/projets/{project.pk}/plan/{page}?{query}"


def words(text):
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


def squares(answer):
    """What each square says to who listens; what it shows in a few signs is read by `shown_in_short`."""
    return [(tone, words(EYES.sub(" ", text))) for tone, text in CELL.findall(answer.content.decode())]


def shown_in_short(answer):
    told = [(text, EYES.search(text)) for _tone, text in CELL.findall(answer.content.decode())]
    bars = [re.findall(r'class="bar-(most|sure)" width="(\d+)"', text) for text, _eyes in told]
    return [(words(eyes[1]) if eyes else "", dict(bar)) for (_text, eyes), bar in zip(told, bars, strict=True)]


def proposed(project, **changes):  # noqa: F811
    action = services.open_action(by=BY, at=AT, project=project, answers={**WEDNESDAYS, **changes})
    return services.propose_action(by=BY, at=AT, action=action)


def test_who_reads_a_plan(client, enter, reader, holding, project, next_city, town):  # noqa: F811
    pages = ("", "tableau/", "cites-proches/", "telechargement/ods/", "creneaux.csv", "jeunes.csv")
    assert {client.get(address(project, page)).status_code for page in pages} == {302}
    assert {enter(reader).get(address(project, page)).status_code for page in pages} == {200}
    neighbour = holding("mayor", next_city, name="thomas")
    assert {enter(neighbour).get(address(project, page)).status_code for page in pages} == {404}
    desk = holding("town_desk", town.perimeter, name="guichet")
    assert {enter(desk).get(address(project, page)).status_code for page in pages} == {403}


def test_what_a_cell_says(enter, reader, project):  # noqa: F811
    planned(project)
    planned(project, quarters=[SOUTH], title="Au sud")
    page = enter(reader).get(address(project, quartier=NORTH, cellule="wednesday.a11_14"))
    shown = squares(page)
    assert ("d2", "64 sur 420 1 h 10 par semaine") in shown
    assert ("hole", "trou 420 jeunes") in shown
    assert ("hole-unknown", "trou nombre de jeunes inconnu") in shown
    told = words(page.content.decode())
    assert "Centre social des Tilleuls" in told
    assert "Mercredi : 14 séances de 3 h, 48 places" in told
    south = squares(enter(reader).get(address(project, quartier=SOUTH)))
    assert ("unknown", "inconnu 48 places nombre de jeunes inconnu · 1 h 10 par semaine") in south
    whole = squares(enter(reader).get(address(project, quartier="cite")))
    assert ("hole-unknown", "trou nombre de jeunes inconnu") in whole


def test_a_square_is_short_for_eyes_and_as_full_as_it_is_reached(enter, reader, project):  # noqa: F811
    planned(project)
    shown = shown_in_short(enter(reader).get(address(project, quartier=NORTH)))
    assert ("64 / 420 1 h 10 / sem.", {"most": "15", "sure": "15"}) in shown
    assert ("420 jeunes", {}) in shown
    assert ("inconnu", {}) in shown


def test_the_quarter_of_the_most_young_people_and_its_largest_hole_come_first(enter, reader, project):  # noqa: F811
    planned(project)
    page = enter(reader).get(address(project)).content.decode()
    assert f'<option value="{NORTH}" selected>' in page
    assert "Le plus grand trou d’ici." in words(page)


def test_a_hole_says_what_is_next_door_and_who_could_come(enter, reader, project):  # noqa: F811
    planned(project)
    told = words(enter(reader).get(address(project, cellule="wednesday.a6_10", quartier=NORTH)).content.decode())
    assert "Trou. 560 jeunes" in told
    assert "les 11 à 14 ans, au même moment : « Le mercredi des onze à quatorze ans »" in told
    assert "même moment, même quartier, âges voisins" in told


def test_what_is_proposed_says_what_it_would_close(enter, reader, project):  # noqa: F811
    planned(project)
    proposed(project, title="Les sixièmes", ages=["a6_10"], reach=[{"row": "a6_10", "girls": 10, "boys": 10}])
    told = enter(reader).get(address(project, quartier=NORTH))
    assert "Si « Les sixièmes » entre au plan : 1 trou se ferme." in words(told.content.decode())
    assert ("hole", "trou 560 jeunes") in squares(told)
    tried = enter(reader).get(address(project, quartier=NORTH, avec="A-002"))
    assert ("d1", "20 sur 560 1 h 10 par semaine avant : trou") in squares(tried)


def test_the_holes_said_to_close_are_those_of_the_engine(project):  # noqa: F811
    planned(project)
    for ages in (["a6_10"], ["a15_17", "a18_25"], ["a11_14"]):
        proposed(project, title=str(ages), ages=ages, reach=None, quarters=None)
    told = proposals_of(project, 2020)
    before = told.coverage.matrix
    assert list(told.actions) == ["A-002", "A-003", "A-004"]
    for code in told.actions:
        closed = difference(before, told.matrix_with(code)).closed
        assert sorted(map(str, closed)) == sorted(map(str, told.closed_by(code, holes(before))))


def test_each_number_of_the_matrix_is_the_engines(enter, reader, project):  # noqa: F811
    first = planned(project)
    more(project, first, 30)
    matrix = coverage_of(project, 2020).matrix
    for quarter in (NORTH, SOUTH, None):
        shown = squares(enter(reader).get(address(project, quartier=quarter or "cite")))
        cells = [
            matrix.cell(ages, band, quarter)
            for band in (*matrix.grid.codes, "any", None)
            for ages in (*matrix.grid.ages, None)
        ]
        assert len(shown) == len(cells)
        for (tone, said), cell in zip(shown, cells, strict=True):
            assert says(said, cell), (tone, said, cell)
            assert (tone in ("hole", "hole-unknown")) <= (not cell.brought)


def says(said, cell):
    """Whether a square says the young people of a cell, and those whom it reaches, or its seats."""
    if not cell.brought:
        return any(word in said for word in ("rien", "sans objet", "personne", between(cell.young), "inconnu"))
    if cell.young.unknown:
        return "inconnu" in said and ("places inconnues" in said or between(cell.seats) in said)
    return f"{between(cell.reach)} sur {between(cell.young)}" in said


def between(number):
    low, high = (None if one is None else f"{one:,}".replace(",", " ") for one in (number.low, number.high))
    if high is None:
        return f"au moins {low}" if number.low else "inconnu"
    return low if number.exact else f"de {low} à {high}"


def more(project, first, count):  # noqa: F811
    """So many invented actions after the first one."""
    made = crowd.fill({project: [NORTH, SOUTH]}, count, first.sheet.questionnaire, from_number=first.number + 1)
    assert Action.objects.filter(project=project).count() >= len(made)


def test_the_cost_does_not_follow_the_number_of_actions(enter, reader, project, counted):  # noqa: F811
    first = planned(project)
    more(project, first, 9)
    browser = enter(reader)
    pages = ("", "tableau/", "cites-proches/")
    first_of_a_session = price(counted, browser, address(project))
    ten = [price(counted, browser, address(project, page)) for page in pages]
    more(project, Action.objects.order_by("-number")[0], 50)
    sixty = [price(counted, browser, address(project, page, cellule="wednesday.a11_14")) for page in pages]
    assert ten == sixty
    assert max(ten) <= 18, ten
    assert first_of_a_session <= 22  # it notes, as every five minutes, that the session is alive


def price(counted, browser, where):
    with counted() as queries:
        answer = browser.get(where)
        assert answer.status_code == 200
    return len([one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_a_person_recomputes_the_matrix_from_the_export(enter, reader, project):  # noqa: F811
    more(project, planned(project), 30)
    answer = enter(reader).get(address(project, "telechargement/json/"))
    told = json.loads(b"".join(answer.streaming_content))
    assert list(told) == ["lire d’abord", "cases", "créneaux", "jeunes", "quartiers"]
    matrix = coverage_of(project, 2020).matrix
    naive = Naive(Matrix(matrix.plan, matrix.grid))
    naive.young = told["jeunes"]
    naive.rows = [row | {"inside": naive.quarters(row)} for row in told["créneaux"]]
    expected = {key: naive.cell(*key) for key in [*naive.keys()] if key[3] in (None, "sport")}
    found = {key_of(row, matrix): row for row in told["cases"] if row["theme"] in (None, "sport")}
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        for name in ("young", "minutes", "seats", "offered", "promised", "reach"):
            assert (found[key][f"{name}_low"], found[key][f"{name}_high"]) == numbers[name], (key, name)


def key_of(row, matrix):
    ages = None if row["age_first"] is None else Ages(row["age_first"], row["age_end"])
    return ages, row["band"], row["quarter"], row["theme"]


def test_the_files(enter, reader, project):  # noqa: F811
    planned(project)
    browser = enter(reader)
    for ending in ("xlsx", "ods"):
        answer = browser.get(address(project, f"telechargement/{ending}/"))
        assert b"".join(answer.streaming_content)[:2] == b"PK"
        assert f"plan-{project.site.slug}-2020.{ending}" in answer["Content-Disposition"]
    cells = read_csv(browser.get(address(project, "telechargement/csv/")))
    assert len(cells) == len(list(rows(coverage_of(project, 2020).matrix, themes=True)))
    assert [row["minutes_high"] for row in read_csv(browser.get(address(project, "creneaux.csv")))] == ["2520"]
    assert [row["young"] for row in read_csv(browser.get(address(project, "jeunes.csv")))] == ["560", "420"]
    assert browser.get(address(project, "telechargement/pdf/")).status_code == 404


def read_csv(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_table_says_the_same_and_is_sorted(enter, reader, project):  # noqa: F811
    planned(project)
    told = words(enter(reader).get(address(project, "tableau/", quartier=NORTH, tri="-touches")).content.decode())
    assert "W · Mercredi 11 à 14 ans 64 420 48" in told


def test_the_poorest_quarters_are_said_or_unknown(enter, reader, project):  # noqa: F811
    planned(project)
    told = words(enter(reader).get(address(project)).content.decode())
    assert "Taux de pauvreté inconnu La Verrerie" in told
    assert "il n’y a rien à comparer" in told


def test_no_neighbour_is_named_and_few_are_not_shown(enter, reader, project):  # noqa: F811
    from marelle.domains.projects.models import Project

    first = planned(project)
    other = Project.objects.exclude(pk=project.pk)[0]
    crowd.fill({other: []}, 5, first.sheet.questionnaire)
    told = enter(reader).get(address(project, "cites-proches/")).content.decode()
    assert other.site.name not in told
    assert "Il faut au moins 4 cités connues" in words(told)


def test_a_cite_without_a_quarter_says_so(enter, holding, project):  # noqa: F811
    from marelle.domains.projects.models import Project

    other = Project.objects.exclude(pk=project.pk)[0]
    browser = enter(holding("mayor", Perimeter("commune", other.site.commune_main_id), name="autre"))
    assert "Aucun quartier n’est connu" in browser.get(address(other)).content.decode()


def test_what_is_late_is_told_with_whom_to_call(project):  # noqa: F811
    planned(project, responsible="Ada Essai, 01 99 00 12 34, ada@tilleuls.invalid", title="En retard")
    clock.set_to(AT.replace(year=2020, month=10, day=1))
    Action.objects.update(starts_on="2020-09-09")
    from marelle.web.projects.plan_late import late_of

    (late,) = late_of(project, clock.now(), recalls=True)
    assert (late.call, late.key, late.recalls) == ("tel:0199001234", f"begin:{late.action.pk}", "aucun rappel")
    (read,) = late_of(project, clock.now(), recalls=False)
    assert (read.call, read.key, read.recalls) == ("tel:0199001234", "", "")
    assert "devait commencer le 9 septembre 2020" in late.sentence


def test_from_the_plan_one_recalls_once_and_comes_back_to_it(enter, holding, project):  # noqa: F811
    planned(project, responsible="Ada Essai, 01 99 00 12 34, ada@tilleuls.invalid", title="En retard")
    clock.set_to(AT + timedelta(days=60))
    Action.objects.update(starts_on=AT.date() + timedelta(days=30))
    place = Perimeter("commune", project.site.commune_main_id)
    leader = enter(holding("project_leader", place, name="cheffe-du-plan"))
    told = leader.get(address(project)).content.decode()
    assert "tel:0199001234" in told and "mailto:" not in told and "aucun rappel" in told
    sent = {"recall": f"begin:{Action.objects.get().pk}", "from": "plan"}
    done = leader.post(f"/projets/{project.pk}/attendu/", sent)
    assert (done.status_code, done.headers["Location"]) == (302, f"/projets/{project.pk}/plan/#retards-titre")
    told = leader.get(address(project)).content.decode()
    assert "1 rappel, le" in told and 'name="recall"' not in told
    observer = enter(holding("elected_observer", place, name="observe-le-plan"))
    told = observer.get(address(project)).content.decode()
    assert "tel:0199001234" in told and 'name="recall"' not in told and "1 rappel" not in told


def test_nonsense_is_as_if_nothing_was_asked(enter, reader, project):  # noqa: F811
    planned(project)
    asked = {"annee": "9" * 30, "quartier": "é", "theme": "<b>", "cellule": "x.y", "avec": "A-999"}
    page = enter(reader).get(address(project, **asked))
    assert page.status_code == 200
    assert len(squares(page)) == 84
