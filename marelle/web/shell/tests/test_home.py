"""The home of each person: the next step first, then what their rights open, at a fixed price."""

import pytest

from marelle.domains.calls.tests.conftest import (  # noqa: F401
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
from marelle.web.calls.tests.conftest import (  # noqa: F401
    carried,
    city,
    entered,
    holding,
    next_city,
    now,
    officer,
    organisation,
    person,
    somme,
    town,
)
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db


def test_the_officer_is_told_what_is_ready_to_decide(entered, carried, officer, counted):  # noqa: F811
    client = entered(officer)
    page(client.get("/accueil/"))
    with counted() as queries:
        text = page(client.get("/accueil/"))
    assert len(queries) <= 25
    assert "1 candidature a ses deux avis." in text
    assert 'href="/appels/essai-2019/?step=pretes"' in text


def test_nobody_else_is_asked_to_decide(entered, carried, prefect):  # noqa: F811
    assert "/appels/" not in page(entered(prefect).get("/accueil/"))


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("national_officer", {"/appels/", "/compte/organisations/"}),
        ("platform_admin", {"/compte/organisations/", "/personnes/", "/journal/"}),
        ("dpo", {"/journal/"}),
        ("evaluator", set()),
    ],
)
def test_each_finds_the_doors_of_their_rights(entered, holding, role, doors):  # noqa: F811
    text = page(entered(holding(role)).get("/accueil/"))
    roles = text[text.index('id="droits"') : text.index("</main>")]
    assert {
        door for door in ("/appels/", "/compte/organisations/", "/personnes/", "/journal/") if door in roles
    } == doors
