"""The page of a site: what its sources say, each beside its sentence."""

import pytest

from marelle.domains.funding.tests.ground import make_ground
from marelle.domains.territories.models import SiteNote, Source
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_ground(sites=1).projects[0].site


def test_a_note_stands_with_its_source(client, site, counted):
    with counted() as before:
        assert "À savoir" not in page(client.get(f"/cites/{site.slug}/"))
    for number in range(3):
        source = Source.objects.create(name=f"Feuille {number}", url=f"https://feuille.invalid/{number}")
        SiteNote.objects.create(site=site, text=f"Une somme <{number}> pour trois cités ensemble.", source=source)
    with counted() as after:
        text = page(client.get(f"/cites/{site.slug}/"))
    assert len(after) == len(before) <= 25
    said = text[text.index("À savoir") : text.index('id="quartiers"')]
    assert "Une somme &lt;2&gt; pour trois cités ensemble." in said
    assert [said.count(f'href="https://feuille.invalid/{number}"') for number in range(3)] == [1, 1, 1]
    assert text.count("https://feuille.invalid/2") == 2, "once beside the sentence, once in the list of sources"
