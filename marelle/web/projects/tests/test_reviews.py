"""The screens of yearly reviews: who may, what is shown, what it costs; nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marelle.domains.funding.tests.ground import BY, labelled, make_call, make_site
from marelle.domains.projects.models import ReviewFigure, ReviewVersion, YearlyReview
from marelle.domains.projects.rules.finalising import read_finalising, rule_of_the_day
from marelle.domains.projects.services import open_review, publish_review_form
from marelle.domains.projects.tests.reviews import YEAR, carried, written
from marelle.domains.territories.models import Source
from marelle.flows.submit_review import submit_review
from marelle.kernel.dossiers.models import Dossier
from marelle.kernel.dossiers.services import freeze
from marelle.kernel.questionnaires.services import start_answers
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(running, leader, now):
    return open_review(by=leader, at=now, project=running, year=YEAR)


@pytest.fixture
def out(review, leader, now):
    submit_review(by=leader, at=now, review=written(review, leader, now))
    return review


def url(project, rest=""):
    return f"/projets/{project.pk}/revues/{rest}"


PAGES = ("", f"{YEAR}/", f"{YEAR}/voix/", f"{YEAR}/volets/gouvernance/")


def test_a_visitor_is_sent_to_the_door(client, review):
    for rest in PAGES:
        assert client.get(url(review.project, rest)).status_code == 302
    assert client.get("/revues/").status_code == 302


def test_the_team_opens_every_page(entered, review, leader):
    client = entered(leader)
    for rest in PAGES:
        page(client.get(url(review.project, rest)))


def test_the_neighbour_finds_nothing(entered, review, holding, next_city):
    client = entered(holding("project_leader", next_city, name="thomas"))
    for rest in (*PAGES, f"{YEAR}/revue.pdf"):
        page(client.get(url(review.project, rest)), 404)


def test_who_only_reads_does_not_write(entered, review, prefect):
    client = entered(prefect)
    page(client.get(url(review.project, f"{YEAR}/")))
    page(client.get(url(review.project, f"{YEAR}/volets/gouvernance/")), 403)
    assert client.post(url(review.project), {"year": YEAR}).status_code == 403


def test_a_year_is_opened_from_the_list(entered, running, leader):
    client = entered(leader)
    assert f"Ouvrir la revue {YEAR}" in page(client.get(url(running)))
    assert client.post(url(running), {"year": YEAR}).status_code == 302
    assert YearlyReview.objects.get().year == YEAR
    assert "déjà ouverte" in refused(client.post(url(running), {"year": YEAR}))
    assert "ne s’ouvre pas" in refused(client.post(url(running), {"year": "demain"}))


def test_a_chapter_is_written_beside_its_figures(entered, review, leader):
    client, here = entered(leader), url(review.project, f"{YEAR}/volets/gouvernance/")
    shown = page(client.get(here))
    assert "Du label à la première action" in shown
    assert "inconnu" in shown
    assert client.post(here, {"meetings": "4", "revision": "0", "then": "next"}).status_code == 302
    review.sheet.refresh_from_db()
    assert review.sheet.answers == {"meetings": 4}
    assert "quatre" in refused(client.post(here, {"meetings": "quatre", "revision": "1"}))


def test_the_script_saves_what_changed(entered, review, leader):
    here = url(review.project, f"{YEAR}/volets/gouvernance/enregistrer/")
    told = entered(leader).post(here, {"meetings": "4", "base": '{"meetings": 0}', "revision": "0"}).json()
    assert (told["changed"], told["revision"]) == (["meetings"], 1)


def test_it_is_submitted_spoken_on_and_validated(entered, review, leader, mayor, prefect, rector, now):
    client, here = entered(leader), url(review.project, f"{YEAR}/")
    assert "n’est pas complète" in refused(client.post(here, {"then": "submit"}))
    written(review, leader, now)
    assert client.post(here, {"then": "submit"}).status_code == 302
    voices = url(review.project, f"{YEAR}/voix/")
    for seat, by in (("commune", mayor), ("prefect", prefect), ("rector", rector)):
        told = {"then": "speak", "version": 1, "seat": seat, "opinion": "favourable", "reasons": ""}
        assert entered(by).post(voices, told).status_code == 302
    review.refresh_from_db()
    assert review.state == "validated"
    assert "Ils ne changent plus" in page(client.get(here))
    paper = client.get(f"{here}revue.pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


def test_a_voice_without_an_opinion_is_shown_again(entered, out, mayor):
    told = {"then": "speak", "version": 1, "seat": "commune", "opinion": "", "reasons": "Je pense que"}
    assert "Je pense que" in refused(entered(mayor).post(url(out.project, f"{YEAR}/voix/"), told))


def test_a_submitted_review_is_written_only_knowingly(entered, out, leader, mayor):
    client, here = entered(leader), url(out.project, f"{YEAR}/volets/gouvernance/")
    typed = {"meetings": "9", "governance_works": "Oui", "governance_hard": "Non", "revision": "1"}
    assert "soumise aux trois voix" in refused(client.post(here, typed))
    assert client.post(here, {**typed, "reopen": "on"}).status_code == 302
    out.refresh_from_db()
    assert out.state == "writing"


def test_the_national_team_compares_and_nobody_else(entered, out, officer, leader, mayor, prefect, rector, now):
    assert "Aucune revue validée" in page(entered(officer).get("/revues/"))
    carried(out, now, mayor, prefect, rector)
    client = entered(officer)
    told = page(client.get("/revues/?chiffre=actions"))
    assert "Valmarelle" in told and "compté par Marelle" in told and "Dit par" not in told
    assert "le disent" in page(client.get("/revues/?chiffre=operators"))
    table = b"".join(client.get("/revues/revues.csv?chiffre=actions").streaming_content).decode()
    assert table.splitlines()[0].endswith("valeur,dit_par,sur,change")
    page(entered(leader).get("/revues/"), 403)


def test_prices(entered, out, officer, leader, mayor, prefect, rector, now, django_assert_max_num_queries):
    carried(out, now, mayor, prefect, rector)
    client = entered(officer)
    client.get("/revues/")
    with django_assert_max_num_queries(15):
        client.get("/revues/")
    for rest, most in (("", 15), (f"{YEAR}/", 15), (f"{YEAR}/voix/", 22)):
        with django_assert_max_num_queries(most):
            client.get(url(out.project, rest))


def _validated_elsewhere(number, source, call, at):
    """The validated review of another cité, as its rows stand, with one figure: its number, in euros."""
    made = labelled(call, make_site(number), source)
    form, rule = publish_review_form(), rule_of_the_day()
    facts = {"project": made, "year": YEAR, "opened_at": at, "rule_data": dict(rule), "dossier": Dossier(kind="essai")}
    facts["dossier"].rule_data = read_finalising(rule).voices.as_data()
    facts["dossier"].save()
    sheet = start_answers(form, by=BY)
    told = {"state": "validated", "submitted": 1, "validated_at": at, "sheet": sheet}
    review = YearlyReview.objects.create(**facts, **told)
    frozen = freeze(facts["dossier"], {"essai": number}, by=BY, at=at)
    version = ReviewVersion.objects.create(review=review, version=frozen, number=1, made_at=at)
    ReviewFigure.objects.create(version=version, code="allocated", value=number * 100)


def test_seven_cites_cost_what_one_does(entered, officer, project, now, django_assert_num_queries):
    source = Source.objects.create(name="Gazette inventée de comparaison")
    call = make_call(source, "essai-comparaison")
    _validated_elsewhere(1, source, call, now)
    client = entered(officer)
    asked = "/revues/?chiffre=allocated"
    client.get(asked)
    with CaptureQueriesContext(connection) as one:
        client.get(asked)
    for number in range(2, 8):
        _validated_elsewhere(number, source, call, now)
    with django_assert_num_queries(len(one)):
        shown = page(client.get(asked))
    assert "2,50\xa0€" in shown  # the lower quartile of 1 to 7
    assert "histogram" in shown


def test_the_price_of_writing(entered, review, leader, django_assert_max_num_queries):
    client = entered(leader)
    for rest in (f"{YEAR}/", f"{YEAR}/volets/deploiement/"):
        client.get(url(review.project, rest))
        with django_assert_max_num_queries(25):
            client.get(url(review.project, rest))


def test_a_project_that_does_not_run_has_nothing_to_open(entered, project, leader):
    assert "Aucune revue pour l’instant" in page(entered(leader).get(url(project)))
