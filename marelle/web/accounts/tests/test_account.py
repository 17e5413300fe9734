"""« Mon compte », the members of an organisation, invitations on screen: who may, what is shown, what it costs."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from marelle.domains.accounts.models import Invitation, Membership, Person
from marelle.domains.accounts.rules.catalogue import read_catalogue
from marelle.domains.accounts.tests.conftest import PASSWORD
from marelle.web.accounts.arriving import BACKEND
from marelle.web.accounts.sessions import SEEN, device_of
from marelle.web.ui.tests.reading import refused

from .test_entering import log_in, mail_to

pytestmark = pytest.mark.django_db


def text_of(response):
    assert "!!undefined" not in response.content.decode()
    return response.content.decode()


def test_my_rights_in_plain_words(holding, browser, city):
    page = text_of(browser(holding("mayor", city)).get(reverse("account")))
    assert "Maire, ou élue ou élu délégué" in page
    assert "Valmarelle (commune)" in page
    assert "jusqu’au 1er septembre 2019" in page
    assert "mayor@valmarelle.invalid" in page


def test_without_a_right_the_page_says_what_to_do(person, browser, now):
    client = Client()
    client.force_login(person())
    page = text_of(client.get(reverse("account")))
    assert "Aucun droit en cours" in page and "La personne qui gère les accès" in page


def test_the_page_costs_the_same_with_many_rights(holding, browser, machine, town, city, now, counted):
    from datetime import timedelta

    from marelle.domains.accounts import services

    viewer = holding("mayor", city)
    client = browser(viewer)
    client.get(reverse("account"))
    with counted() as few:
        client.get(reverse("account"))
    for role in ("elected_observer", "project_leader", "lead_principal", "inspector"):
        services.grant_membership(
            by=machine, at=now, person=Person.objects.get(pk=viewer.person_id), organisation=town, role=role,
            perimeter=city, valid_to=now + timedelta(days=20),
        )  # fmt: skip
    with counted() as many:
        client.get(reverse("account"))
    assert len(many) == len(few) <= 25


def test_nor_does_it_with_many_sessions(person, counted):
    someone, client = person(), Client()
    log_in(client)
    client.get(reverse("account"))
    with counted() as few:
        client.get(reverse("account"))
    for _turn in range(3):
        log_in(Client())
    with counted() as many:
        page = text_of(client.get(reverse("account")))
    assert page.count("Fermer cette session") == 3 == UserSession.objects.filter(user=someone).count() - 1
    assert len(many) == len(few)


def test_my_gestures_and_nobody_elses(holding, browser, city, person):
    person("nadia")
    log_in(Client())
    mayor = browser(holding("mayor", city))
    page = text_of(mayor.get(reverse("account")))
    assert "Rien encore" in page
    mayor.post(reverse("change_name"), {"given_name": "Hélène", "family_name": "Vasseur"})
    page = text_of(mayor.get(reverse("account")))
    assert "Hélène Vasseur" in page and "Correction du nom" in page


def test_a_name_has_two_words(holding, browser, city):
    answer = browser(holding("mayor", city)).post(reverse("change_name"), {"given_name": "", "family_name": "V"})
    assert "field-wrong" in refused(answer)


def test_a_session_is_closed_from_another(person):
    someone, phone, desk = person(), Client(HTTP_USER_AGENT="Téléphone"), Client(HTTP_USER_AGENT="Bureau")
    log_in(phone)
    log_in(desk)
    assert phone.get(reverse("account")).status_code == 200
    page = text_of(desk.get(reverse("account")))
    assert "Téléphone" in page and "Bureau" in page
    session = UserSession.objects.get(user=someone, user_agent="Téléphone")
    assert desk.post(reverse("end_session", args=[session.pk])).status_code == 302
    assert phone.get(reverse("account")).status_code == 302
    assert desk.get(reverse("account")).status_code == 200


def test_a_session_closed_while_it_is_written_asks_to_log_in(person):
    person()
    client = Client()
    log_in(client)  # its first page also writes when the session was seen
    client.get(reverse("account"))
    session, kept = UserSession.objects.get(), client.session
    kept[SEEN] = 0
    kept.save()
    assert client.post(reverse("end_session", args=[session.pk])).url == reverse("account_login")
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", "appareil inconnu"),
    ],
)
def test_a_device_in_two_words(user_agent, device):
    assert device_of(user_agent) == device


def test_nobody_closes_the_session_of_another(person, holding, browser, city):
    person()
    nadia = Client()
    log_in(nadia)
    session = UserSession.objects.get()
    assert browser(holding("mayor", city)).post(reverse("end_session", args=[session.pk])).status_code == 404
    assert nadia.get(reverse("account")).status_code == 200


def test_all_other_sessions_at_once(person):
    person()
    clients = [Client(), Client()]
    for client in clients:
        log_in(client)
        client.get(reverse("account"))
    text_of(clients[0].get(reverse("usersessions_list")))
    clients[0].post(reverse("usersessions_list"))
    assert [get_user(client).is_authenticated for client in clients] == [True, False]


def test_leaving_a_right(holding, browser, city):
    mayor = holding("mayor", city)
    client = browser(mayor)
    right = Membership.objects.get(person_id=mayor.person_id)
    assert "dès la prochaine page" in text_of(client.get(reverse("leave", args=[right.pk])))
    client.post(reverse("leave", args=[right.pk]))
    assert "Aucun droit en cours" in text_of(client.get(reverse("account")))


def test_the_last_key_holder_is_told_why_they_cannot_leave(holding, browser):
    admin = holding("platform_admin")
    right = Membership.objects.get(person_id=admin.person_id)
    assert "dernière personne" in refused(browser(admin).post(reverse("leave", args=[right.pk])))
    assert "dernière personne" in refused(browser(admin).post(reverse("end_membership", args=[right.pk]), {"why": "x"}))


def test_nobody_leaves_the_right_of_another(holding, browser, city):
    right = Membership.objects.get(person_id=holding("mayor", city).person_id)
    assert browser(holding("project_leader", city)).post(reverse("leave", args=[right.pk])).status_code == 404


def test_members_for_whom_and_at_what_price(holding, organisation, browser, city, next_city, counted):
    body = organisation("Les Ateliers", "operator")
    manager = holding("operator_manager", body.perimeter, body=body)
    page = reverse("members", args=[body.pk])
    client = browser(manager)
    client.get(page)
    with counted() as few:
        client.get(page)
    for number in range(4):
        holding("facilitator", body.perimeter, name=f"anim{number}", body=body)
    with counted() as many:
        shown = text_of(client.get(page))
    assert "Anim3 Essai" in shown and "Inviter quelqu’un" in shown
    assert len(many) == len(few) <= 15
    answers = {
        "cpo": browser(holding("project_leader", city)),
        "neighbour": browser(holding("project_leader", next_city, name="thomas")),
        "observer": browser(holding("elected_observer", city)),
        "nobody": browser(),
    }
    assert {who: client.get(page).status_code for who, client in answers.items()} == {
        "cpo": 200, "neighbour": 404, "observer": 403, "nobody": 302,
    }  # fmt: skip


def test_one_organisation_needs_no_list(holding, organisation, browser):
    body = organisation("Les Ateliers", "operator")
    client = browser(holding("operator_manager", body.perimeter, body=body))
    assert client.get(reverse("organisations")).url == reverse("members", args=[body.pk])


def test_inviting_and_arriving(holding, organisation, browser):
    body = organisation("Les Ateliers", "operator")
    manager = browser(holding("operator_manager", body.perimeter, body=body))
    form = text_of(manager.get(reverse("invite", args=[body.pk])))
    assert 'value="2019-08-31"' not in form and 'value="2020-08-31"' in form
    assert "facilitator" in form and "national_officer" not in form
    facts = {
        "email": "zoe@ville.fr",
        "role": "facilitator",
        "perimeter": f"organisation:{body.pk}",
        "until": "2020-07-31",
    }
    assert manager.post(reverse("invite", args=[body.pk]), facts).status_code == 302
    assert "zoe@ville.fr" in text_of(manager.get(reverse("members", args=[body.pk])))
    link = re.search(r"http://testserver(/\S+)", mail_to("zoe@ville.fr")[0])[1]
    guest = Client()
    assert "Les Ateliers vous confie le rôle" in text_of(guest.get(link))
    wrong = guest.post(link, {"given_name": "Zoé", "family_name": "Nouvelle", "password": "soleil"})
    assert "il manque environ" in refused(wrong) and "Zoé" in refused(wrong)
    assert guest.post(link, {"given_name": "Zoé", "family_name": "Nouvelle", "password": PASSWORD}).status_code == 302
    page = text_of(guest.get(reverse("account")))
    assert "Animatrice ou animateur" in page and "31 juillet 2020" in page
    assert Client().get(link).status_code == 410
    members = text_of(manager.get(reverse("members", args=[body.pk])))
    assert "Zoé Nouvelle" in members and "Invitations en attente" not in members


def test_somebody_known_is_sent_to_log_in_then_accepts(holding, organisation, browser, person):
    body = organisation("Les Ateliers", "operator")
    manager = browser(holding("operator_manager", body.perimeter, body=body))
    person("nadia")
    facts = {
        "email": "nadia@valmarelle.invalid",
        "role": "facilitator",
        "perimeter": f"organisation:{body.pk}",
        "until": "2020-07-31",
    }
    manager.post(reverse("invite", args=[body.pk]), facts)
    link = re.search(r"http://testserver(/\S+)", mail_to("nadia@valmarelle.invalid")[0])[1]
    nadia = Client()
    assert nadia.get(link).url.startswith(reverse("account_login"))
    log_in(nadia)
    assert "Accepter" in text_of(nadia.get(link))
    assert manager.post(link).status_code == 403
    assert nadia.post(link).url == reverse("account")
    assert "Les Ateliers" in text_of(nadia.get(reverse("account")))


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(holding, organisation, browser):
    body = organisation("Les Ateliers", "operator")
    manager = browser(holding("operator_manager", body.perimeter, body=body))
    facts = {
        "email": "zoe@ville.fr",
        "role": "facilitator",
        "perimeter": f"organisation:{body.pk}",
        "until": "2031-07-31",
    }
    answer = manager.post(reverse("invite", args=[body.pk]), facts)
    assert "trois ans au plus" in refused(answer) and 'value="zoe@ville.fr"' in text_of(answer)
    assert 'id="id_until_error"' in text_of(answer)
    for field, wrong in (("role", "platform_admin"), ("perimeter", "national:"), ("until", "hier")):
        refused(manager.post(reverse("invite", args=[body.pk]), facts | {field: wrong}))
    assert not Invitation.objects.exists()


def test_ending_and_withdrawing_on_screen(holding, organisation, browser, next_city):
    body = organisation("Les Ateliers", "operator")
    manager = browser(holding("operator_manager", body.perimeter, body=body))
    leaving = Membership.objects.get(person_id=holding("facilitator", body.perimeter, body=body).person_id)
    page = reverse("end_membership", args=[leaving.pk])
    stranger = browser(holding("project_leader", next_city))
    assert stranger.post(page, {"why": ""}).status_code == 404
    assert "Facilitator Essai" in text_of(manager.get(page))
    assert manager.post(page, {"why": "fin de saison"}).url == reverse("members", args=[body.pk])
    assert "Facilitator Essai" not in text_of(manager.get(reverse("members", args=[body.pk]))).split("a pris fin")[-1]
    facts = {
        "email": "zoe@ville.fr",
        "role": "facilitator",
        "perimeter": f"organisation:{body.pk}",
        "until": "2020-07-31",
    }
    manager.post(reverse("invite", args=[body.pk]), facts)
    withdraw = reverse("withdraw_invitation", args=[Invitation.objects.get().pk])
    assert stranger.post(withdraw).status_code == 404
    assert "zoe@ville.fr" in text_of(manager.get(withdraw))
    manager.post(withdraw)
    assert Invitation.objects.get().withdrawn_at is not None


def test_the_printed_table_is_public_and_whole(counted, now):
    with counted() as queries:
        page = text_of(Client().get(reverse("rights")))
    assert "Déléguée ou délégué du préfet" in page and "Donner l’avis du préfet" in page
    assert page.count('class="role"') == len(read_catalogue().roles)
    assert len(queries) <= 8


def test_an_account_that_never_had_a_password_asks_for_one_by_letter(person):
    someone, client = person(), Client()
    someone.set_unusable_password()
    someone.save()
    client.force_login(someone, backend=BACKEND)
    answer = client.get(reverse("account_change_password"))
    assert (answer.status_code, answer.url) == (302, reverse("account_reset_password"))
    assert "pas encore de mot de passe" in text_of(client.get(answer.url))


def test_codes_of_an_application(person, django_capture_on_commit_callbacks):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    someone, client = person(), Client()
    log_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "account_change_password"):
        text_of(client.get(reverse(name)))
    page = text_of(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    import time

    def code(step=0):
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code()})
    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li><code>(\w+)</code>", text_of(client.get(reverse("mfa_view_recovery_codes"))))
    assert len(codes) == 10
    stored = Authenticator.objects.get(user=someone, type="totp").data["secret"]
    assert secret not in stored and get_adapter().decrypt(stored) == secret
    again = Client()
    assert log_in(again).url == reverse("mfa_authenticate")
    assert not get_user(again).is_authenticated
    text_of(again.get(reverse("mfa_authenticate")))
    assert again.get(reverse("account")).status_code == 302
    assert "pas le bon" in text_of(again.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert get_user(again) == someone
    third = Client()
    log_in(third)
    assert "pas le bon" in text_of(third.post(reverse("mfa_authenticate"), {"code": codes[0]}))
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        text_of(client.get(reverse(name)))
    assert any("application de codes vient d’être liée" in text for text in mail_to(someone.email))


def test_a_delicate_gesture_asks_again(person):
    person()
    client = Client()
    log_in(client)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert "Confirmer que c’est vous" in text_of(client.get(answer.url))
    assert client.post(answer.url, {"password": PASSWORD}).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    for method in session["account_authentication_methods"]:
        method["at"] -= 1000
    session.save()
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_changing_ones_password_closes_the_other_sessions(person):
    person()
    desk, phone = Client(), Client()
    log_in(desk)
    log_in(phone)
    new = "marmite-violon-peuplier-craie"
    facts = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert desk.post(reverse("account_change_password"), facts).status_code == 302
    assert desk.get(reverse("account")).status_code == 200
    assert phone.get(reverse("account")).status_code == 302
