"""Writing to us: nothing typed is lost, not even when it is too much."""

import pytest
from django.core.cache import cache

from marelle.web.shell.contact import HOURLY
from marelle.web.ui.tests.reading import refused

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Une erreur", "email": "claire@ville.fr", "message": "Le lien du site est mort."}


def test_a_wrong_address_is_told_at_its_field(client):
    text = refused(client.post("/contact/", {**LETTER, "email": "claire"}))
    assert "Le lien du site est mort." in text and 'id="id_email_error"' in text


def test_who_writes_too_often_keeps_the_letter(client):
    cache.clear()
    for _turn in range(HOURLY):
        assert client.post("/contact/", LETTER).status_code == 302
    text = refused(client.post("/contact/", LETTER))
    assert "Réessayez dans une heure" in text and "Le lien du site est mort." in text
