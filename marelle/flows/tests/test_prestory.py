"""The story of the invented city, played through the product's own orders."""

import pytest

from marelle.domains.accounts.queries import invented_organisation
from marelle.domains.accounts.tests.conftest import city, next_city, now, somme  # noqa: F401
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.deciding import carried
from marelle.domains.calls.tests.conftest import a_site, call, site  # noqa: F401
from marelle.domains.territories.models import Commune
from marelle.flows.demo.cast import make_cast
from marelle.flows.demo.places import make_neighbour_places, make_places
from marelle.flows.demo.prestory import FILED, play_application, play_neighbour
from marelle.kernel.dossiers.queries import is_intact

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(machine, now, city, next_city, call, site):  # noqa: F811
    cast = make_cast(by=machine, at=now, city=city, next_city=next_city)
    make_places(machine, Commune.objects.select_related("departement").get(pk=city.code))
    make_neighbour_places(machine, Commune.objects.select_related("departement").get(pk=next_city.code))
    town = invented_organisation("Ville de Valmarelle")
    return cast, play_application(cast, call=call, site=site, organisation_id=town.pk)


def test_the_invented_city_is_ready_for_its_label(played):
    cast, application = played
    assert carried([application])
    assert application.filed_by_id == cast["helene.vasseur"]
    assert application.filed_at >= FILED
    state = queries.opinions(application)
    assert is_intact(state.first.version)
    assert state.first.version.frozen_by == cast["helene.vasseur"]
    assert [s.organisation for s in queries.spoken(application, state.current)] == [
        "Préfecture (démonstration)",
        "Rectorat (démonstration)",
    ]


def test_its_budget_is_balanced(played):
    _cast, application = played
    values = queries.first_filed(queries.opinions(application)).seen.values
    assert values["total_resources"] == values["total_uses"] == 1_485_000_00
    assert values["state_share"] == "64.6"


def test_played_again_it_changes_nothing(played, call, site):  # noqa: F811
    cast, application = played
    again = play_application(cast, call=call, site=site, organisation_id=application.organisation_id)
    assert again == application


def test_the_city_next_door_waits_for_its_decision(played, call, next_city):  # noqa: F811
    cast, _application = played
    town = invented_organisation("Ville de Clairebise")
    where = {"call": call, "site": a_site(next_city, "Clairebise"), "organisation_id": town.pk}
    waiting = play_neighbour(cast, **where)
    assert carried([waiting])
    state = queries.opinions(waiting)
    assert state.standing.spoken == {"prefect": "favourable", "rector": "reservations"}
    values = queries.first_filed(state).seen.values
    assert values["total_resources"] == values["total_uses"] == 575_000_00
    assert play_neighbour(cast, **where) == waiting
