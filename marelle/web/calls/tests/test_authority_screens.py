"""Préfet and rector through their screens: what only they read, the line of who is at work, deputies."""

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Membership, Organisation
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls.models import Delegation, ExchangeMessage, Presence
from marelle.domains.calls.services.authorities import come_to_work
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def at(application, rest):
    return f"/candidatures/{application.pk}/{rest}/"


def test_the_thread_is_theirs_alone(entered, filed, prefect, rector, mayor, leader, officer):
    hers, his = entered(prefect), entered(rector)
    assert "Personne n’a encore écrit" in page(hers.get(at(filed, "echange")))
    answer = hers.post(at(filed, "echange"), {"text": "Le budget vous paraît-il tenable ?"})
    assert answer["Location"] == f"{at(filed, 'echange')}#dernier"
    text = page(his.get(at(filed, "echange")))
    assert "Le budget vous paraît-il tenable ?" in text
    assert "Prefect Essai" in text
    refused(his.post(at(filed, "echange"), {"text": "  "}))
    for other in (mayor, leader, officer):
        browser = entered(other)
        for rest in ("echange", "presence"):
            page(browser.get(at(filed, rest)), 404)
            page(browser.post(at(filed, rest), {"text": "Moi aussi."}), 404)
        for rest in ("avis", "deposee"):
            assert "tenable" not in page(browser.get(at(filed, rest)))
    assert ExchangeMessage.objects.count() == 1


def test_one_sees_the_other_at_work_and_the_town_does_not(entered, filed, prefect, rector, mayor, counted):
    hers, his = entered(prefect), entered(rector)
    assert "Aucune autre autorité" in page(hers.get(at(filed, "avis")))
    assert "Préfet : Prefect Essai a cette candidature ouverte" in page(his.get(at(filed, "avis")))
    line = page(hers.get(at(filed, "presence")))
    assert "Recteur : Rector Essai" in line
    assert "<html" not in line
    assert "ouverte depuis" not in page(entered(mayor).get(at(filed, "avis")))
    assert Presence.objects.count() == 2
    with counted() as queries:
        hers.get(at(filed, "avis"))
    assert len(queries) <= 25


def test_a_stale_sign_is_no_presence(entered, filed, prefect, rector):
    come_to_work(by=prefect, at=clock.now(), application=filed)
    Presence.objects.update(seen_at="2019-06-03T07:00:00Z")
    assert "Aucune autre autorité" in page(entered(rector).get(at(filed, "echange")))


@pytest.fixture
def deputy(prefect, person, machine, now):
    someone, body = person("adjointe"), Organisation.objects.get(name="Préfecture (essai)")
    accounts.grant_membership(
        by=machine, at=now, person=someone, organisation=body, role="partner", perimeter=body.perimeter,
        valid_to=now.replace(year=2020),
    )  # fmt: skip
    return someone


def asked(deputy, **rest):
    facts = {"key": "0", "person": deputy.pk, "since": "2019-06-03", "until": "2019-06-20", "act": "Arrêté du 3 juin"}
    return {**facts, **rest}


def test_a_deputy_is_given_speaks_for_the_prefect_and_is_ended(entered, filed, prefect, deputy):
    browser = entered(prefect)
    assert "Adjointe Essai" in page(browser.get("/suppleances/"))
    assert "Arrêté du 3 juin" in page(browser.post("/suppleances/", asked(deputy), follow=True))
    right = Delegation.objects.get().right
    assert (right.role_id, right.valid_to.isoformat()[:10]) == ("prefect_deputy", "2019-06-20")
    standing_in = viewer_of(deputy.pk, clock.now())
    opinion = {"opinion": "favourable", "reasons": "Solide.", "version": "1", "seat": "prefect"}
    text = page(entered(standing_in).post(at(filed, "avis"), opinion, follow=True))
    assert "en suppléance de Prefect Essai" in text
    assert "Arrêté" in page(entered(standing_in).get("/suppleances/"))
    address = f"/suppleances/{Delegation.objects.get().pk}/fin/"
    page(browser.get(address))
    assert "est terminée" in page(browser.post(address, follow=True))
    assert Membership.objects.get(pk=right.pk).valid_to <= clock.now()
    refused(browser.post(address))


def test_a_deputyship_that_cannot_be_is_said_at_its_field(entered, prefect, deputy):
    browser = entered(prefect)
    for wrong, words in (
        ({"act": ""}, "Citez l’acte"),
        ({"until": "2019-06-01"}, "doit venir après son début"),
        ({"until": "2029-06-01"}, "trois ans au plus"),
        ({"person": "999999"}, "Sélectionnez un choix valide"),
        ({"key": "7"}, "Sélectionnez un choix valide"),
    ):
        assert words in refused(browser.post("/suppleances/", asked(deputy, **wrong)))
    assert not Delegation.objects.exists()


def test_whoever_holds_no_key_has_no_deputies(entered, filed, mayor, leader, officer, prefect, rector, deputy):
    for viewer in (mayor, leader, officer):
        page(entered(viewer).get("/suppleances/"), 404)
        page(entered(viewer).post("/suppleances/", asked(deputy)), 404)
    entered(prefect).post("/suppleances/", asked(deputy))
    address = f"/suppleances/{Delegation.objects.get().pk}/fin/"
    for viewer in (rector, mayor):
        page(entered(viewer).post(address), 404)
    assert Delegation.objects.get().right.valid_to > clock.now()
