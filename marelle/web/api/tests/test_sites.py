"""What the interface says of a site."""

import pytest

from marelle.domains.funding.tests.ground import make_ground
from marelle.domains.territories.models import Site, SiteNote

pytestmark = pytest.mark.django_db


def test_notes_carry_their_source(client):
    ground = make_ground(sites=1)
    site = ground.projects[0].site
    SiteNote.objects.create(site=site, text="La source arrondit.", source=ground.source)
    assert client.get(f"/api/v1/sites/{site.slug}").status_code == 404  # invented: never in the interface
    Site.objects.filter(pk=site.pk).update(invented=False)
    told = client.get(f"/api/v1/sites/{site.slug}").json()
    source = {"name": "Gazette inventée", "url": "https://gazette.invalid/1", "published_on": None}
    assert told["notes"] == [{"text": "La source arrondit.", "source": source}]
    assert source in told["sources"]
    assert client.get("/api/v1/sites").json()["items"][0]["notes"] == told["notes"]
