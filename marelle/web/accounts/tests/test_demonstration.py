"""The entrance and the clock of the demonstration: what they do there, and that they exist nowhere else."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.urls import reverse

from marelle.domains.accounts.models import Person
from marelle.flows.demo.cast import CAST, make_cast
from marelle.flows.demo.people import JURORS, make_jurors
from marelle.kernel import clock
from marelle.kernel.clock import PARIS
from marelle.kernel.testing.fixtures import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(machine, now, city, next_city) -> dict[str, int]:
    return make_cast(by=machine, at=now, city=city, next_city=next_city)


def test_everybody_enters_with_one_click(cast, counted):
    page = Client().get(reverse("enter_as")).content.decode()
    assert "!!undefined" not in page
    for member in CAST:
        assert member.name in page and member.email in page and member.password in page
    client = Client()
    assert client.post(reverse("enter_as"), {"person": cast["nadia.belkacem"]}).url == reverse("home")
    assert get_user(client).email == "nadia.belkacem@valmarelle.invalid"
    client.post(reverse("enter_as"), {"person": cast["helene.vasseur"]})
    assert get_user(client).email == "helene.vasseur@valmarelle.invalid"


def test_the_three_jurors_of_the_first_call_stand_together(cast, machine, now):
    made = make_jurors(by=machine, at=now)
    page = Client().get(reverse("enter_as")).content.decode()
    beside = page[page.index(">Le jury</h2>") : page.index(">Les associations et les familles</h2>")]
    for name in ("Claire Fontaine", "Yann Le Goff", "Rose Andrieu"):
        assert name in beside and page.count(f">{name}</h3>") == 1
    assert make_jurors(by=machine, at=now) == made and set(made) == {one.key for one in JURORS}
    client = Client()
    assert client.post(reverse("enter_as"), {"person": made["yann.legoff"]}).url == reverse("home")
    assert client.get(reverse("desk")).status_code == 200


def test_the_published_passwords_open(cast):
    for member in (CAST[0], CAST[-1]):
        facts = {"login": member.email, "password": member.password}
        assert Client().post(reverse("account_login"), facts).status_code == 302


def test_nobody_real_is_entered_as(cast, person):
    real = Person.objects.get(pk=cast["lucas.petit"])
    Person.objects.filter(pk=real.pk).update(invented=False)
    for chosen in (real.pk, "0", "", "x", "²", "9" * 40):
        client = Client()
        assert client.post(reverse("enter_as"), {"person": chosen}).status_code == 404
        assert not get_user(client).is_authenticated


@pytest.mark.parametrize("name", ["enter_as", "clock"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_a_demonstration_it_does_not_exist(cast, settings, name, method):
    settings.DEMONSTRATION = False
    client = Client()
    before = clock.read().offset
    answer = getattr(client, method)(reverse(name), {"person": cast["nadia.belkacem"], "to": "day"})
    assert answer.status_code == 404
    assert not get_user(client).is_authenticated and clock.read().offset == before


@pytest.mark.parametrize("name", ["enter_as", "clock"])
def test_nor_when_only_the_settings_say_so(cast, name):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET clock_offset = '0', is_demonstration = false")
    assert Client().post(reverse(name), {"person": cast["nadia.belkacem"], "to": "day"}).status_code == 404


def test_the_clock_jumps_steps_is_set_and_comes_back(now):
    client, page = Client(), reverse("clock")
    assert "lundi 3 juin 2019" in client.get(page).content.decode()
    client.post(page, {"to": "day"})
    assert clock.today().isoformat() == "2019-06-04"
    client.post(page, {"to": "2019-12-31T18:00:00+01:00"})
    assert clock.now().replace(second=0, microsecond=0) == datetime(2019, 12, 31, 18, tzinfo=PARIS)
    client.post(page, {"day": "2020-07-01", "hour": "08:30"})
    assert clock.now().strftime("%Y-%m-%d %H:%M") == "2020-07-01 08:30"
    client.post(page, {"to": "real"})
    assert clock.read().offset.total_seconds() == 0


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"to": "never"},
        {"day": "x", "hour": "08:30"},
        {"day": "2020-07-01", "hour": ""},
        {"day": "9999-12-31", "hour": "23:59"},
    ],
)
def test_what_cannot_be_understood_moves_nothing(now, facts):
    before = clock.read().offset
    answer = Client().post(reverse("clock"), facts)
    assert answer.status_code == 200 and clock.read().offset == before
