"""A document of the call: chosen among the questions of the form, published, asked, and missed with a link."""

import pytest

from marelle.domains.calls.tests.test_documents import call, kept, prepared  # noqa: F401
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
PREPARE = "/pilotage/appels/essai-2019/preparation/"


def test_it_is_chosen_among_the_questions(entered, officer, prepared):  # noqa: F811
    client = entered(officer)
    text = page(client.get(f"{PREPARE}nouvelle-piece/"))
    assert "Lettres d’engagement des partenaires" in text
    assert client.post(f"{PREPARE}nouvelle-piece/", {"title": "Une carte"}).status_code == 302
    assert "dire à quelle question du formulaire" in page(client.get(PREPARE))
    assert "à choisir" in page(client.get(f"{PREPARE}dossier/"))
    told = {"title": "Une carte", "question": "annexes"}
    assert client.post(f"{PREPARE}pieces/une-carte/", told).status_code == 302
    assert "Autres pièces" in page(client.get(f"{PREPARE}dossier/"))
    refused(client.post(f"{PREPARE}nouvelle-piece/", {"title": "Encore", "question": "annexes"}))
    refused(client.post(f"{PREPARE}nouvelle-piece/", {"title": "Encore", "question": "nulle"}))


def test_everybody_reads_it_and_who_applies_is_led_to_it(client, entered, mayor, complete):
    public = page(client.get("/appels/essai-2019/"))
    assert "Délibération du conseil" in public and "obligatoire" in public
    assert "Lettres d’engagement des partenaires" in public
    here = f"/candidatures/{complete.pk}/"
    text = page(entered(mayor).get(f"{here}depot/"))
    assert f'href="{here}rubriques/pieces/?verifier=1#id_deliberation"' in text
    assert "Pièce manquante, que l’appel demande" in text
    assert "L’appel demande ici" in page(entered(mayor).get(f"{here}rubriques/pieces/"))
    assert "il reste des points à compléter" in refused(entered(mayor).post(f"{here}depot/"))
