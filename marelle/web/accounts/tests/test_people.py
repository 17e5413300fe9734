"""Accounts on screen: found, closed, reopened; one's own closed; who may, each refusal, the price."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.tests.conftest import PASSWORD, last_entry
from marelle.web.ui.tests.reading import page, refused

from .test_entering import log_in, mail_to
from .test_organisations import at_field

pytestmark = pytest.mark.django_db
LIST = "/personnes/"


@pytest.fixture
def admin(holding):
    return holding("platform_admin")


def test_who_may(browser, holding, admin, city, person):
    someone = person("nadia")
    for name in ("person", "close_person", "reopen_person"):
        address = reverse(name, args=[someone.pk])
        page(browser(admin).get(address))
        assert browser().get(address).status_code == 302
        page(browser(admin).get(reverse(name, args=[999999])), 404)
    for role in ("national_officer", "dpo"):
        client = browser(holding(role))
        for address in (LIST, reverse("person", args=[someone.pk]), reverse("close_person", args=[someone.pk])):
            page(client.get(address), 403)
            page(client.post(address, {"why": "x"}), 403)
    page(browser(holding("mayor", city)).post(reverse("close_person", args=[someone.pk]), {"why": "x"}), 403)
    someone.refresh_from_db()
    assert someone.is_active


def test_the_list_searches_and_keeps_its_price(browser, admin, person, counted):
    client = browser(admin)
    page(client.get(LIST))
    with counted() as few:
        page(client.get(LIST))
    for number in range(12):
        person(f"nadia{number}", given_name="Nadège", family_name=f"Essai-{number:02}")
    with counted() as many:
        text = page(client.get(LIST))
    assert len(many) == len(few) <= 15
    assert text.index("Essai-03") < text.index("Essai-11")
    assert "platform-admin@" not in page(client.get(f"{LIST}?q=NADEGE essai"))
    assert "nadia3@valmarelle.invalid" in page(client.get(f"{LIST}?q=nadia3@"))
    assert "Personne ne correspond" in page(client.get(f"{LIST}?account=fermes"))
    assert "La page demandée n’existe pas, ou plus" in page(client.get(f"{LIST}?page=2"))


def test_an_account_is_closed_with_its_sessions_and_its_rights(browser, admin, holding, city, counted):
    mayor = holding("mayor", city)
    phone = browser(mayor)
    page(phone.get(reverse("account")))
    client, close = browser(admin), reverse("close_person", args=[mayor.person_id])
    with counted() as queries:
        text = page(client.get(close))
    assert len(queries) <= 25
    assert "Une session se ferme" in text and "Maire, ou élue ou élu délégué" in text
    assert "Écrivez le motif" in at_field(refused(client.post(close, {"why": ""})), "why")
    answer = client.post(close, {"why": "fin de mandat"})
    assert answer.url == reverse("person", args=[mayor.person_id])
    text = page(client.get(answer.url))
    assert "Fermé par Platform-Admin Essai" in text and "Aucun droit en cours" in text
    assert phone.get(reverse("account")).status_code == 302
    assert not get_user(phone).is_authenticated
    assert (last_entry(admin).action, last_entry(admin).why) == ("accounts.deactivate_person", "fin de mandat")
    assert "Mayor Essai" in page(client.get(f"{LIST}?account=fermes"))
    assert "déjà fermé" in refused(client.post(close, {"why": "encore"}))


def test_a_reopened_account_chooses_another_password(browser, admin, person):
    someone = person("nadia")
    client = browser(admin)
    client.post(reverse("close_person", args=[someone.pk]), {"why": "vol de téléphone"})
    back = reverse("reopen_person", args=[someone.pk])
    assert "nouveau mot de passe" in page(client.get(back))
    assert "Écrivez le motif" in at_field(refused(client.post(back, {"why": ""})), "why")
    assert client.post(back, {"why": "retrouvé"}).url == reverse("person", args=[someone.pk])
    assert "ne vont pas ensemble" in log_in(Client()).content.decode()
    guest = Client()
    guest.post(reverse("account_reset_password"), {"email": someone.email})
    link = mail_to(someone.email)[-1].split("http://testserver")[1].split()[0]
    form = guest.get(link, follow=True)
    new = "marmite-violon-peuplier-craie"
    assert guest.post(form.request["PATH_INFO"], {"password1": new, "password2": new}).status_code == 302
    assert log_in(Client(), password=new).status_code == 302
    assert "il n’y a rien à rouvrir" in refused(client.post(back, {"why": "encore"}))


def test_nobody_closes_their_own_account_from_the_list(browser, admin):
    client = browser(admin)
    assert "se ferme depuis « Mon compte »" in page(client.get(reverse("person", args=[admin.person_id])))
    text = refused(client.post(reverse("close_person", args=[admin.person_id]), {"why": "essai"}))
    assert "soi-même" in text


def test_one_leaves_after_saying_again_who_one_is(person, browser, admin):
    someone = person("nadia")
    client = Client()
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    leave = reverse("close_account")
    asked = client.get(leave)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert client.post(leave).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "Tous vos appareils" in page(client.get(leave))
    assert client.post(leave).url == reverse("public_home")
    assert "Votre compte est fermé" in page(client.get(reverse("public_home")))
    assert not get_user(client).is_authenticated
    assert not Person.objects.get(pk=someone.pk).is_active
    assert "est fermé depuis" in mail_to(someone.email)[-1]
    text = page(browser(admin).get(reverse("person", args=[someone.pk])))
    assert "fermé elle-même" in text and "Rouvrir ce compte" not in text
    text = refused(browser(admin).post(reverse("reopen_person", args=[someone.pk]), {"why": "essai"}))
    assert "Invitez-la de nouveau" in text


def test_the_last_key_holder_cannot_leave(admin):
    client = Client()
    log_in(client, "platform-admin@valmarelle.invalid")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    text = refused(client.post(reverse("close_account")))
    assert "dernière personne" in text
    assert get_user(client).is_authenticated
