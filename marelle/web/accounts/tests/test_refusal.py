"""The walk of docs/walks/a-refusal.md: change the sentence of `RightTooLong`, and this test speaks."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_sentence_of_a_refusal_stands_at_its_field(holding, organisation, browser):
    body = organisation("Les Ateliers", "operator")
    manager = browser(holding("operator_manager", body.perimeter, body=body))
    typed = {"email": "zoe@ville.fr", "role": "facilitator", "perimeter": f"organisation:{body.pk}"}
    page = manager.post(reverse("invite", args=[body.pk]), typed | {"until": "2031-07-31"}).content.decode()
    at_field = re.search(r'id="id_until_error">(.*?)</p>', page, re.DOTALL)
    assert at_field is not None
    assert "Un droit dure trois ans au plus, puis se renouvelle. Choisissez une date de fin plus proche." in at_field[1]
    assert 'value="zoe@ville.fr"' in page
