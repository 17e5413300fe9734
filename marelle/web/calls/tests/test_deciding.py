"""The officer’s screens: following a call, deciding on a candidature; who may, what is shown, refusals, the price."""

from datetime import timedelta

import pytest

from marelle.domains.calls.models import Application, Call, LabelDecision
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import close_call
from marelle.domains.calls.tests.conftest import CLOSING, a_site
from marelle.domains.funding.models import Budget, Movement
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.projects.models import Project
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.web.ui.tests.reading import page, refused

from .conftest import spoken

pytestmark = pytest.mark.django_db
CALL = "/pilotage/appels/essai-2019/"
LABEL = {
    "step": "check", "outcome": "labelled", "decided_on": "2019-08-20", "reason": "Un plan clair.",
    "amount_2020": "400 000", "amount_2021": "",
}  # fmt: skip
REFUSAL = {**LABEL, "outcome": "refused", "reason": "Le pilotage reste à construire.", "amount_2020": ""}


def url(application):
    return f"/candidatures/{application.pk}/decision/"


def written():
    kinds = (LabelDecision, Project, Budget)
    return (*(kind.objects.count() for kind in kinds), Movement.objects.filter(kind="allocate").count())


def told(machine):
    with acting(machine, duty="postman"):
        return OutgoingMail.objects.filter(key__startswith="calls.decision:").count()


def test_who_follows_and_decides(client, entered, filed, officer, prefect, mayor, holding, next_city):
    neighbour = holding("project_leader", next_city, name="thomas")
    outsiders = (prefect, mayor, neighbour, holding("platform_admin", name="ines"))
    for address in ("/pilotage/appels/", CALL, url(filed)):
        assert client.get(address).status_code == 302
        page(entered(officer).get(address))
        for viewer in outsiders:
            page(entered(viewer).get(address), 403)
            page(entered(viewer).post(address, LABEL), 403)


def test_what_is_not_there_is_not_found(entered, draft, officer):
    for address in ("/pilotage/appels/nulle-part/", url(draft), "/candidatures/999999/decision/", "/decisions/999999/"):
        page(entered(officer).get(address), 404)
    page(entered(officer).post(url(draft), LABEL), 404)


def test_the_list_of_calls_counts_what_waits(entered, carried, officer):
    text = page(entered(officer).get("/pilotage/appels/"))
    assert "Cités éducatives 2019" in text and "Clos" in text
    assert text.count('data-label="Sans décision">1<') == 1


def test_the_list_of_a_call_says_what_each_lacks(entered, filed, officer, prefect):
    client = entered(officer)
    assert "Avis attendu : Préfet, Recteur" in page(client.get(CALL))
    spoken(filed, prefect, "prefect", "unfavourable")
    text = page(client.get(CALL))
    assert "Défavorable" in text and "Avis attendu : Recteur" in text and "Les décisions s’enregistrent" in text


def test_it_says_when_all_is_there(entered, carried, officer):
    text = page(entered(officer).get(CALL))
    assert "Rien : décider" in text and "Une est prête à décider." in text
    assert f'href="{url(carried)}"' in text
    assert text.count("1\u202f000\u202f000\u00a0€") == 4, "two years: opened, and left"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 2),
        ("?step=pretes", 1),
        ("?step=attente", 1),
        ("?step=decidees", 0),
        ("?q=AUTRE SITÉ", 1),
        ("?q=valmarelle", 2),
        ("?q=lille", 0),
    ],
)
def test_the_list_filters(entered, carried, officer, call, town, machine, query, rows):
    other(call, town, machine, "Autre site")
    text = page(entered(officer).get(CALL + query))
    assert text.count('data-label="Ce qui manque"') == rows
    assert "2 candidatures déposées" in text


def other(call, town, machine, name):
    """A filed application of another site, without any opinion."""
    site = a_site(Perimeter("commune", "80998"), name)
    Call.objects.filter(pk=call.pk).update(state="open", closes_at=clock.now() + timedelta(hours=1))
    made = services.start_application(by=machine, call=Call.objects.get(pk=call.pk), site=site, organisation_id=town.pk)
    Application.objects.filter(pk=made.pk).update(state="filed", filed_at=clock.now())
    Call.objects.filter(pk=call.pk).update(state="closed")


def test_the_list_sorts(entered, carried, officer, call, town, machine):
    other(call, town, machine, "Arbre")
    text = page(entered(officer).get(CALL))
    assert text.index("Arbre") < text.index(f'href="/candidatures/{carried.pk}/"')
    text = page(entered(officer).get(f"{CALL}?tri=-site"))
    assert text.index("Arbre") > text.index(f'href="/candidatures/{carried.pk}/"')
    assert 'aria-sort="descending"' in text


def test_the_list_costs_the_same_for_one_and_for_many(entered, carried, officer, call, town, machine, counted):
    client = entered(officer)
    page(client.get(CALL))
    prices = []
    for number in range(2):
        for index in range(number * 9):
            other(call, town, machine, f"Site {index}")
        for address in (CALL, "/pilotage/appels/"):
            with counted() as queries:
                page(client.get(address))
            prices.append(len(queries))
    assert prices[:2] == prices[2:]
    assert max(prices) <= 15


def test_a_page_past_the_end_is_the_last_one_and_says_so(entered, carried, officer):
    for number in ("2", "0", "x"):
        assert "La page demandée n’existe pas, ou plus" in page(entered(officer).get(f"{CALL}?page={number}"))


def test_a_label_is_checked_then_recorded(entered, carried, officer, machine, counted):
    client = entered(officer)
    with counted() as queries:
        text = page(client.get(url(carried)))
    assert len(queries) <= 25
    assert text.count("Favorable") == 2 and "Il reste 1\u202f000\u202f000\u00a0€" in text
    text = page(client.post(url(carried), LABEL))
    assert "Rien n’est encore enregistré" in text and "2020-2022" in text
    assert "600\u202f000\u00a0€" in text and text.count("inconnu") >= 1
    assert 'name="amount_2020" value="400 000"' in text
    assert (written(), told(machine)) == ((0, 0, 0, 0), 0)
    answer = client.post(url(carried), {**LABEL, "step": "confirm"})
    decision = LabelDecision.objects.get()
    assert answer.headers["Location"] == f"/decisions/{decision.pk}/"
    assert written() == (1, 1, 1, 1)
    assert amounts_by_year(Project.objects.all()) == {Project.objects.get().pk: {2020: 400_000_00}}
    assert told(machine) == 2
    with counted() as queries:
        text = page(client.get(answer.headers["Location"]))
    assert len(queries) <= 15
    for said in ("est labellisée", "Un plan clair.", "2020-2022", "400\u202f000\u00a0€", "National-Officer Essai"):
        assert said in text
    assert '/cites/valmarelle/"' in text and '/cites/valmarelle/#argent"' in text
    page(client.get("/cites/valmarelle/"))
    assert client.get(url(carried)).headers["Location"] == f"/decisions/{decision.pk}/"
    assert "Voir la décision" in page(client.get(CALL))


def test_one_goes_back_and_nothing_is_lost(entered, carried, officer):
    text = page(entered(officer).post(url(carried), {**LABEL, "step": "correct"}))
    assert 'value="400 000"' in text and "Un plan clair." in text and 'role="alert"' not in text
    assert written() == (0, 0, 0, 0)


def test_a_refusal_opens_nothing_and_is_explained(entered, carried, officer, machine):
    client = entered(officer)
    assert "Écrivez la raison" in at_field(refused(client.post(url(carried), {**REFUSAL, "reason": " "})), "reason")
    text = page(client.post(url(carried), REFUSAL))
    assert "Aucun projet ni budget" in text
    answer = client.post(url(carried), {**REFUSAL, "step": "confirm"})
    assert written() == (1, 0, 0, 0)
    assert told(machine) == 2
    text = page(client.get(answer.headers["Location"]))
    assert "n’est pas retenue" in text and "Le pilotage reste à construire." in text
    assert "/cites/valmarelle/" not in text


def at_field(text, name):
    """What is said at a field."""
    start = text.index(f'id="id_{name}_error"')
    return text[start : text.index("</p>", start)]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Choisissez la décision"),
        ({"outcome": "withdrawn"}, "outcome", ""),
        ({"decided_on": ""}, "decided_on", "Donnez le jour"),
        ({"decided_on": "hier"}, "decided_on", ""),
        ({"decided_on": "2019-08-21"}, "decided_on", "n’est pas encore venu"),
        ({"decided_on": "2018-12-31", "amount_2020": "", "amount_2021": "", "outcome": "refused", "reason": ""},
         "reason", "Écrivez la raison"),
        ({"amount_2021": "1 000 000,01"}, "amount_2021", "L’enveloppe 2021 ne suffit pas"),
        ({"amount_2021": "beaucoup"}, "amount_2021", "n’est pas un montant"),
        ({"amount_2021": "0"}, "amount_2021", "supérieur à zéro"),
        ({"amount_2021": "-5"}, "amount_2021", "supérieur à zéro"),
        ({"outcome": "refused", "amount_2020": "", "amount_2021": "3"}, "amount_2021", "ne reçoit pas de budget"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", ["check", "confirm"])
def test_each_refusal_stands_at_its_field_with_all_that_was_typed(
    entered, carried, officer, machine, changed, field, sentence, step
):
    sent = {**LABEL, "amount_2020": "12,50", "amount_2021": "7", **changed, "step": step}
    text = refused(entered(officer).post(url(carried), sent))
    assert sentence in at_field(text, field)
    for name in ("decided_on", "amount_2020", "amount_2021"):
        assert f'value="{sent[name]}"' in text or not sent[name]
    assert sent["reason"] in text
    assert (written(), told(machine)) == ((0, 0, 0, 0), 0)


def test_without_both_keys_no_label(entered, filed, prefect, officer, machine):
    spoken(filed, prefect, "prefect")
    close_call(by=machine, at=CLOSING, call=filed.call)
    clock.set_to(CLOSING.replace(month=8))
    client = entered(officer)
    assert "Il manque un avis" in page(client.get(url(filed)))
    sent = {key: value for key, value in LABEL.items() if not key.startswith("amount")} | {"decided_on": "2019-08-01"}
    assert "attend l’avis favorable" in at_field(refused(client.post(url(filed), sent)), "outcome")
    assert client.post(url(filed), {**sent, "outcome": "refused", "step": "confirm"}).status_code == 302


def test_before_the_closing_nothing_is_decided(entered, filed, officer):
    client = entered(officer)
    text = page(client.get(url(filed)))
    assert "L’appel n’est pas clos" in text and "Vérifier la décision" not in text
    text = refused(client.post(url(filed), {**LABEL, "decided_on": "2019-06-01"}))
    assert "n’est pas clos. Les décisions" in text and "Un plan clair." in text


def test_somebody_else_decided_meanwhile(entered, carried, officer):
    client = entered(officer)
    page(client.get(url(carried)))
    assert client.post(url(carried), {**REFUSAL, "step": "confirm"}).status_code == 302
    text = refused(client.post(url(carried), {**LABEL, "step": "confirm"}))
    assert "Une décision est déjà enregistrée" in text and "Un plan clair." in text and 'value="400 000"' in text
    assert written() == (1, 0, 0, 0)


def test_a_call_without_envelope_opens_a_budget_without_amount(entered, filed, prefect, rector, officer, machine):
    spoken(filed, prefect, "prefect")
    spoken(filed, rector, "rector")
    close_call(by=machine, at=CLOSING, call=filed.call)
    clock.set_to(CLOSING.replace(month=8))
    client = entered(officer)
    assert "n’a pas d’enveloppe" in page(client.get(CALL))
    sent = {**LABEL, "decided_on": "2019-08-20", "step": "confirm"}
    answer = client.post(url(filed), {**sent, "decided_on": "2019-08-01"})
    assert written() == (1, 1, 1, 0)
    assert page(client.get(answer.headers["Location"])).count("inconnu") >= 3
