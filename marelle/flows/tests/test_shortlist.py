"""The call of the demonstration from which a list is chosen live: small here, whole there."""

import pytest

from marelle.domains.calls.queries.lists import calculated
from marelle.domains.calls.services import listing
from marelle.domains.calls.tests.conftest import (  # noqa: F401
    city,
    holding,
    now,
    organisation,
    person,
    prefect,
    rector,
    somme,
    town,
)
from marelle.domains.territories.models import Academie, Departement, Region
from marelle.flows.demo.shortlist import PLACES, SLUG, play_shortlist
from marelle.flows.reference import load_rules
from marelle.kernel import clock
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")


def test_a_list_can_be_calculated_from_it(prefect: Viewer, rector: Viewer) -> None:  # noqa: F811
    load_rules(BY, clock.now())
    south = Region.objects.get_or_create(code="93", defaults={"name": "Sud"})[0]
    for code, _lon, _lat in PLACES:
        region = south if code == "13" else Region.objects.get(code="32")
        facts = {"name": code, "region": region, "academie": Academie.objects.get(code="AMIENS")}
        Departement.objects.get_or_create(code=code, defaults=facts)
    call = play_shortlist(BY, (prefect, rector), count=6)
    assert (call.slug, call.state) == (SLUG, "closed")
    run = listing.compute_list(by=BY, at=clock.now(), call=call, left={}, name="Essai")
    found = calculated(run)
    assert len(found.rows) == 6 and found.told and found.inside
    assert all(row.application.site.invented for row in found.rows)
    assert play_shortlist(BY, (prefect, rector), count=6).pk == call.pk
