"""The page that describes the interface: every operation and every shape, in words."""

import pytest
from ninja import Schema

from marelle.web.api.docs import _type
from marelle.web.api.v1 import api
from marelle.web.ui.tests.reading import page


@pytest.mark.django_db
def test_every_operation_is_described(client):
    answer = client.get("/api/v1/docs")
    assert answer.status_code == 200
    shown = page(answer)
    assert "/api/v1/sites" in shown
    assert "Droit nécessaire\u00a0:" in shown and "ChapterAnswersIn" in shown and "multipart/form-data" in shown


def test_no_two_shapes_bear_one_name():
    """The later one would take the place of the other in the description, without a word."""
    found, waiting = {}, [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("marelle.web.api."):
                found.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_each_shape_says_what_it_is():
    shapes = api.get_openapi_schema()["components"]["schemas"]
    assert [name for name, told in shapes.items() if not told.get("description")] == []


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
