"""Recording a label of the past: its document, each refusal at its field, what it opens."""

import pytest

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.services import record_past_call
from marelle.domains.funding.tests.ground import BY, make_site
from marelle.domains.territories.models import Site, Source
from marelle.web.ui.tests.reading import page, refused

from .test_deciding import at_field

pytestmark = pytest.mark.django_db
FORM = "/pilotage/appels/passe/decision-passee/"


@pytest.fixture
def past(now):
    """A real call of the past, and a real site on which nothing was decided in it."""
    source = Source.objects.create(name="Gazette inventée")
    record_past_call(
        by=BY, at=now, slug="passe", title="Essai 2019", edition=2019, source=source,
        opened_at=now.replace(year=2018), closed_at=now.replace(month=2), decided_on=now.date().replace(month=3),
    )  # fmt: skip
    site = make_site(1)
    Site.objects.filter(pk=site.pk).update(invented=False)
    return site


@pytest.fixture
def typed(past):
    return {
        "step": "check", "site": past.pk, "decided_on": "2019-03-03", "source_name": "Feuille du Nord, 4 mars 2019",
        "source_url": "https://feuille.invalid/1", "published_on": "2019-03-04",
    }  # fmt: skip


def test_who_may(client, entered, past, prefect, holding):
    assert client.get(FORM).status_code == 302
    for viewer in (prefect, holding("platform_admin")):
        page(entered(viewer).get(FORM), 403)
        page(entered(viewer).post(FORM, {}), 403)


def test_a_past_label_is_checked_then_recorded(entered, officer, typed, counted):
    client = entered(officer)
    page(client.get(FORM))
    with counted() as queries:
        text = page(client.get(FORM))
    assert len(queries) <= 15
    assert 'value="2019-03-03"' in text and "opinion" not in text
    text = page(client.post(FORM, typed))
    assert "Rien n’est encore enregistré" in text and "https://feuille.invalid/1" in text
    assert not LabelDecision.objects.exists() and Source.objects.count() == 1
    answer = client.post(FORM, {**typed, "step": "confirm"})
    told = LabelDecision.objects.get()
    assert (told.is_past, told.source.name, told.person_id) == (True, typed["source_name"], officer.person_id)
    text = page(client.get(answer.headers["Location"]))
    assert "Site 1 est labellisée" in text and "Feuille du Nord" in text and "inconnu" in text
    assert "Feuille du Nord" in page(client.get("/cites/site-1/"))
    assert "Feuille du Nord" in page(client.get("/pilotage/appels/passe/"))
    assert "Aucune cité sans décision" in page(client.get(FORM))


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"site": ""}, "site", "Choisissez la cité"),
        ({"site": "0"}, "site", ""),
        ({"decided_on": ""}, "decided_on", "Donnez le jour"),
        ({"decided_on": "2019-06-04"}, "decided_on", "n’est pas encore venu"),
        ({"source_name": "  "}, "source_name", "s’enregistre avec sa source"),
        ({"source_url": "javascript:alert(1)"}, "source_url", ""),
        ({"source_url": "ftp://x.fr/1"}, "source_url", ""),
        ({"published_on": "2019-06-04"}, "published_on", "après le jour où il a été lu"),
    ],
)
def test_each_refusal_stands_at_its_field(entered, officer, typed, changed, field, sentence):
    for step in ("check", "confirm"):
        sent = {**typed, **changed, "step": step}
        text = refused(entered(officer).post(FORM, sent))
        assert sentence in at_field(text, field)
        for name in ("decided_on", "published_on", "source_name"):
            assert f'value="{sent[name]}"' in text or not sent[name].strip()
    assert not LabelDecision.objects.exists() and Source.objects.count() == 1


def test_an_invented_site_is_not_offered_in_a_real_call(entered, officer, typed):
    invented = make_site(2)
    assert "Site 2" not in page(entered(officer).get(FORM))
    refused(entered(officer).post(FORM, {**typed, "site": invented.pk, "step": "confirm"}))


def test_a_call_that_still_runs_takes_none(entered, officer, call, site):
    assert "L’appel n’est pas clos" in page(entered(officer).get("/pilotage/appels/essai-2019/decision-passee/"))
    sent = {"step": "confirm", "site": site.pk, "decided_on": "2019-06-01", "source_name": "Feuille"}
    page(entered(officer).post("/pilotage/appels/essai-2019/decision-passee/", sent))
    assert not LabelDecision.objects.exists()
