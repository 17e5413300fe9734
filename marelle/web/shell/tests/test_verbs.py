"""What a browser does not send, and what it sends too late."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_a_page_answers_no_other_verb(client: Client, verb: str) -> None:
    answer = client.generic(verb, "/aide/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "ce verbe HTTP" in answer.content.decode()


def test_a_form_without_its_proof_says_what_to_do() -> None:
    """Nothing typed is lost: the page before still holds it."""
    answer = Client(enforce_csrf_checks=True).post("/connexion/", {"login": "a"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "trop longtemps" in page and "ce que vous avez tapé y est encore" in page
    assert "ne vous est pas ouvert" not in page
