"""Log-in, log-out, lost passwords: they work, they tell nobody who has an account, they slow down who insists."""

import re
import time

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.urls import reverse

from marelle.domains.accounts import services
from marelle.domains.accounts.models import Membership, Person
from marelle.domains.accounts.tests.conftest import PASSWORD, last_entry
from marelle.kernel.access import Viewer
from marelle.kernel.testing.fixtures import as_owner

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "nadia@valmarelle.invalid", "zelda@valmarelle.invalid"


def mail_to(address):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'postman', true)")
        cursor.execute('SELECT text FROM kernel_outgoing_mail WHERE "to" = %s ORDER BY id', [address])
        return [text for (text,) in cursor.fetchall()]


def without_tokens(response, address):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(address, "ADDRESS")


def log_in(client: Client, email: str = KNOWN, password: str = PASSWORD, **rest):
    return client.post(reverse("account_login"), {"login": email, "password": password} | rest)


def test_in_and_out(person):
    someone, client = person(), Client()
    response = log_in(client, " NADIA@valmarelle.invalid")
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert get_user(client) == someone
    assert last_entry(Viewer(someone.pk)).action == "accounts.log_in"
    assert client.get(reverse("account_logout")).status_code == 200
    assert get_user(client).is_authenticated  # a link alone logs nobody out
    client.post(reverse("account_logout"))
    assert not get_user(client).is_authenticated


def test_back_to_where_one_was_going_but_never_elsewhere(person):
    person()
    client = Client()
    page = reverse("account_change_password")
    assert client.get(page).url == f"{reverse('account_login')}?next={page.replace('/', '%2F')}"
    assert log_in(client, next=page).url == page
    assert log_in(Client(), next="https://ailleurs.example/").url == reverse("home")


def test_log_in_tells_nobody_who_has_an_account(person):
    person()
    answers = [log_in(Client(), address, "pas-le-bon-mot-de-passe") for address in (KNOWN, UNKNOWN)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert without_tokens(answers[0], KNOWN) == without_tokens(answers[1], UNKNOWN)
    assert "ne vont pas ensemble" in answers[0].content.decode()


def test_a_lost_password_tells_nobody_either(person, counted):
    person()
    answers, prices = [], []
    for address in (KNOWN, UNKNOWN):
        with counted() as queries:
            answers.append(Client().post(reverse("account_reset_password"), {"email": address}, follow=True))
        prices.append(len(queries))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert without_tokens(answers[0], KNOWN) == without_tokens(answers[1], UNKNOWN)
    assert [len(mail_to(address)) for address in (KNOWN, UNKNOWN)] == [1, 1]
    assert prices[0] == prices[1]


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_an_unknown_address_costs_a_password_hash_too(person, address, settings, monkeypatch):
    """Same work, so same time: each attempt runs the hasher exactly once."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    person()
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or real(*a, **k))
    log_in(Client(), address, "pas-le-bon-mot-de-passe")
    assert len(hashed) == 1


def test_a_new_password_by_the_link_once(person):
    someone, client = person(), Client()
    client.post(reverse("account_reset_password"), {"email": KNOWN})
    link = re.search(r"http://testserver(/\S+)", mail_to(KNOWN)[0])[1]
    form = client.get(link, follow=True)
    new = "marmite-violon-peuplier-craie"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert log_in(Client(), password=new).status_code == 302
    assert "n’est plus valable" in Client().get(link, follow=True).content.decode()
    assert "vient de changer" in mail_to(KNOWN)[-1]
    assert last_entry(Viewer(someone.pk)).action in ("accounts.change_password", "accounts.log_in")


def test_a_guessable_new_password_is_refused_with_a_count(person):
    person()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": KNOWN})
    link = re.search(r"http://testserver(/\S+)", mail_to(KNOWN)[0])[1]
    form = client.get(link, follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": "tilleul-9", "password2": "tilleul-9"})
    assert "il manque environ" in answer.content.decode()


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_five_wrong_passwords_and_one_waits(person, address):
    """Known or not, the sixth answer is the same, even with the right password."""
    person()
    client = Client()
    for _turn in range(5):
        assert "ne vont pas ensemble" in log_in(client, address, "non-et-non-et-non").content.decode()
    answer = log_in(client, address)
    assert "Réessayez dans cinq minutes" in answer.content.decode()
    assert not get_user(client).is_authenticated


def test_too_many_tries_from_one_place(person):
    client = Client()
    answers = [log_in(client, f"a{n}@x.invalid", "x") for n in range(31)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "60"
    assert "dans une minute" in answers[-1].content.decode()


def test_there_is_no_sign_up(person):
    answer = Client().get(reverse("account_signup"))
    assert answer.status_code == 200 and "invitation" in answer.content.decode()
    Client().post(reverse("account_signup"), {"email": "moi@x.fr", "password1": PASSWORD})
    assert not Person.objects.filter(email="moi@x.fr").exists()


def test_a_right_that_ends_is_gone_at_the_next_request(holding, organisation, browser, now, machine):
    body = organisation("Les Ateliers", "operator")
    manager = holding("operator_manager", body.perimeter, body=body)
    client = browser(manager)
    page = reverse("members", args=[body.pk])
    assert client.get(page).status_code == 200
    services.end_membership(by=machine, at=now, membership=Membership.objects.get(person_id=manager.person_id))
    assert client.get(page).status_code == 403


def test_a_closed_account_is_logged_out_at_the_next_request(holding, browser, city, now, machine):
    mayor = holding("mayor", city)
    client = browser(mayor)
    assert client.get(reverse("account")).status_code == 200
    services.deactivate_person(by=machine, at=now, person=Person.objects.get(pk=mayor.person_id))
    assert client.get(reverse("account")).status_code == 302
    assert log_in(Client(), "mayor@valmarelle.invalid").url == reverse("account_inactive")


def test_pages_of_an_account_are_never_kept(holding, browser, city):
    answer = browser(holding("mayor", city)).get(reverse("account"))
    assert "no-store" in answer["Cache-Control"]


def test_the_hash_is_not_slower_for_the_unknown(person):
    person()

    def duration(address):
        begun = time.perf_counter()
        log_in(Client(), address, "pas-le-bon-mot-de-passe")
        return time.perf_counter() - begun

    duration(UNKNOWN)
    assert abs(min(duration(KNOWN) for _ in range(2)) - min(duration(UNKNOWN) for _ in range(2))) < 0.25
