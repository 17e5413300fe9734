"""The home of each person: the next step first, then what their rights open, at a fixed price."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    city,
    holding,
    next_city,
    now,
    organisation,
    person,
    somme,
    town,
)
from marelle.domains.calls.services import close_call
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.calls.tests.conftest import (  # noqa: F401
    CLOSING,
    call,
    complete,
    draft,
    filed,
    leader,
    mayor,
    prefect,
    rector,
    site,
)
from marelle.domains.calls.tests.crowd import fill
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
DOORS = ("/pilotage/appels/", "/compte/organisations/", "/personnes/", "/journal/", "/donnees/importer/")


def home(viewer):
    client = Client()
    client.force_login(
        Person.objects.get(pk=viewer.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return lambda: page(client.get("/accueil/"))


@pytest.fixture
def carried(filed, prefect, rector, machine):  # noqa: F811
    for by, seat in ((prefect, "prefect"), (rector, "rector")):
        said = {"opinion": "favourable", "reasons": "Diagnostic solide."}
        give_opinion(by=by, at=clock.now(), application=filed, version=1, seat=seat, **said)
    close_call(by=machine, at=CLOSING, call=filed.call)
    clock.set_to(datetime(2019, 8, 20, 12, tzinfo=clock.PARIS))
    return filed


def test_the_officer_is_told_what_is_ready_to_decide(carried, holding, counted):  # noqa: F811
    read = home(holding("national_officer"))
    read()
    with counted() as queries:
        text = read()
    assert len(queries) <= 25
    assert "1 candidature a ses deux avis." in text
    assert 'href="/pilotage/appels/essai-2019/?step=pretes"' in text


def test_nobody_else_is_asked_to_decide(carried, prefect):  # noqa: F811
    text = home(prefect)()
    assert "Décider" not in text and "/pilotage/appels/" not in text


def test_an_authority_sees_its_opinions_with_their_day(filed, prefect, rector, counted):  # noqa: F811
    text = home(prefect)()
    assert "Donner un avis sur l’avant-projet de Valmarelle" in text and "jusqu’au 30 juillet 2019" in text
    assert "Les avis de mon territoire" in text and f'href="/candidatures/{filed.pk}/avis/"' in text
    said = {"opinion": "favourable", "reasons": "Diagnostic solide."}
    give_opinion(by=prefect, at=clock.now(), application=filed, version=1, seat="prefect", **said)
    assert "Donner un avis" not in home(prefect)(), "their own key has been used"
    assert "Donner un avis" in home(rector)()


def test_the_national_team_sees_how_far_each_call_has_come(draft, holding, counted):  # noqa: F811
    read = home(holding("national_officer"))
    text = read()
    assert "commencée" in text and 'href="/pilotage/appels/essai-2019/avancement/"' in text
    with counted() as one:
        read()
    fill(draft.call, 30, clock.now(), {})
    with counted() as many:
        text = read()
    assert len(one) == len(many) <= 25
    assert 'href="/pilotage/appels/essai-2019/candidatures/">30</a>' in text


def test_a_town_sees_what_is_left_and_by_when(draft, leader):  # noqa: F811
    text = home(leader)()
    assert "points à compléter." in text and "jusqu’au 30 juin 2019" in text


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("national_officer", {"/pilotage/appels/", "/compte/organisations/", "/donnees/importer/"}),
        ("platform_admin", {"/compte/organisations/", "/donnees/importer/", "/personnes/", "/journal/"}),
        ("dpo", {"/journal/"}),
        ("evaluator", set()),
    ],
)
def test_each_finds_the_doors_of_their_rights(holding, role, doors):  # noqa: F811
    text = home(holding(role))()
    roles = text[text.index('id="droits"') : text.index("</main>")]
    assert {door for door in DOORS if f'"{door}"' in roles} == doors


def test_the_days_left_to_decide_are_those_of_the_decision(carried, holding):  # noqa: F811
    days = {"decision_by": clock.today() + timedelta(days=12), "finalise_by": clock.today() + timedelta(days=90)}
    type(carried.call).objects.filter(pk=carried.call_id).update(**days)
    text = home(holding("national_officer"))()
    assert "Il reste 12 jours" in text and "Il reste 90 jours" not in text


def test_real_projects_and_invented_ones_are_counted_apart(holding, machine, now):  # noqa: F811
    from marelle.domains.funding.tests.ground import make_ground
    from marelle.domains.territories.models import Site

    ground = make_ground(sites=9)
    Site.objects.update(invented=False)
    for project in ground.projects[:4]:
        Site.objects.filter(pk=project.site_id).update(invented=True)
    text = home(holding("national_officer"))()
    assert "5 projets restent à finaliser" in text and "4 projets inventés restent à finaliser" in text
    assert "9 projets" not in text
