"""The page of a gesture that is not open: it says which right is missing, in words, and once whom to ask."""

import pytest

from marelle.kernel.access import Forbidden
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
LIST = "/pilotage/appels/essai-2019/liste/"


def test_the_missing_right_is_said_in_words_and_once_whom_to_ask(browser, holding, city):
    client = browser(holding("mayor", city))
    text = page(client.get(LIST), 403)
    assert "«\u00a0Lire la liste calculée d’un appel, et son étude\u00a0»" in text
    assert "calls.read_list" not in text
    assert text.count("la personne qui gère les accès") == 1
    client.cookies["marelle_language"] = client.cookies["django_language"] = "en"
    text = client.get(LIST, headers={"accept-language": "en"}).content.decode()
    assert "calls.read_list" not in text


def test_a_right_that_nobody_named_keeps_its_code():
    refusal = Forbidden(permission="x.y")
    assert (refusal.permission, "x.y" in str(refusal)) == ("x.y", True)
