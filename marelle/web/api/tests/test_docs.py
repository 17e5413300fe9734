"""The page that describes the interface: every operation and every shape, in words."""

import pytest

from marelle.web.api.docs import _type


@pytest.mark.django_db
def test_every_operation_is_described(client):
    answer = client.get("/api/v1/docs")
    assert answer.status_code == 200
    assert "/api/v1/sites" in answer.content.decode()


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "array", "items": {"type": "string"}}, "list of string"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or null"),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]}, "number, number"),
    ],
)
def test_a_type_is_said_in_words(schema, words):
    assert _type(schema) == words
