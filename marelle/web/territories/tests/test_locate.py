"""A point, or a file of points, before the quarters that have an outline."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.territories.models import Outline, Quarter
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
SQUARE = [[2.0, 49.0], [2.1, 49.0], [2.1, 49.1], [2.0, 49.1], [2.0, 49.0]]
HOLE = [[2.04, 49.04], [2.06, 49.04], [2.06, 49.06], [2.04, 49.06], [2.04, 49.04]]


def outline(rings, **place) -> None:
    geometry = {"type": "Polygon", "coordinates": rings}
    digest = hashlib.sha256(json.dumps(geometry).encode()).hexdigest()
    Outline.objects.create(
        geometry=geometry, west=2.0, south=49.0, east=2.1, north=49.1, square_metres=1e6, sha256=digest, **place
    )


@pytest.fixture
def drawn(somme) -> Quarter:
    quarter = Quarter.objects.create(
        code="QN08004M", name="Le Carré", generation=2024, departement_id="80", valid_from="2024-01-01"
    )
    outline([SQUARE, HOLE], quarter=quarter)
    big = [[1.5, 48.5], [3.0, 48.5], [3.0, 50.5], [1.5, 50.5], [1.5, 48.5]]
    outline([big], departement_id="80")
    return quarter


def ask(client, point: str) -> str:
    return page(client.post("/quartiers/adresse/", {"what": "point", "point": point}))


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("49.02, 2.02", "dans un quartier prioritaire"),
        ("49.02 2.02", "dans un quartier prioritaire"),
        ("49,02 ; 2,02", "dans un quartier prioritaire"),
        ("49.0, 2.05", "sur la limite"),
        ("49.05, 2.05", "hors quartier prioritaire"),  # in the hole
        ("49.2, 2.05", "hors quartier prioritaire"),
        ("43.6, 1.44", "inconnu"),  # a département of which nothing is drawn
    ],
)
def test_one_point(client, drawn, point: str, words: str) -> None:
    assert words in ask(client, point)


def test_how_far_it_is(client, drawn) -> None:
    text = ask(client, "49.101, 2.05")
    assert "111 m" in text or "112 m" in text


@pytest.mark.parametrize("point", ["", "ici", "49.02", "1 2 3", "99, 2", "49.02, 999"])
def test_what_is_no_point(client, drawn, point: str) -> None:
    text = ask(client, point)
    assert "point à corriger" in text
    assert 'id="reponse"' not in text


def test_a_missing_outline_makes_an_answer_unknown(client, drawn) -> None:
    Quarter.objects.create(
        code="QN08005M", name="Sans contour", generation=2024, departement_id="80", valid_from="2024-01-01"
    )
    assert "inconnu" in ask(client, "49.2, 2.05")
    assert "dans un quartier prioritaire" in ask(client, "49.02, 2.02")


def send(client, content: bytes, name: str = "points.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post("/quartiers/adresse/", {"what": "sheet", "file": file, "generation": "2024"})


def test_a_whole_file_comes_back_with_its_quarters(client, drawn) -> None:
    content = b"nom;latitude;longitude\nA;49.02;2.02\n=cmd();49,2;2,05\nC;;\nD;49.0;-1.5\n"
    answer = send(client, content)
    assert answer["Content-Disposition"].startswith("attachment")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith("qpv_code;qpv_nom;qpv_position;qpv_liste")
    assert "QN08004M;Le Carré;dans le quartier" in lines[1]
    assert lines[2].startswith("'=cmd()")
    assert "hors quartier" in lines[2]
    assert "coordonnées illisibles" in lines[3]
    assert ";-1.5;" in lines[4]


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"\x1f\x8b1234", b"<html>"])
def test_a_file_without_points_is_refused_in_a_sentence(client, drawn, content: bytes) -> None:
    answer = send(client, content)
    assert answer.status_code == 200
    assert "point à corriger" in page(answer)


def test_the_same_for_programs(client, drawn) -> None:
    asked = {"points": [[2.02, 49.02], [2.05, 49.05], [1.44, 43.6]], "generation": 2024}
    told = client.post("/api/v1/locate", json.dumps(asked), content_type="application/json").json()
    assert [one["verdict"] for one in told["items"]] == ["inside", "outside", "unknown"]
    assert told["items"][0]["quarter"] == "QN08004M"
    for wrong in ({}, {"points": []}, {"points": [[1]]}, {"points": [["a", 2]]}):
        assert client.post("/api/v1/locate", json.dumps(wrong), content_type="application/json").status_code == 422


def test_its_price_does_not_grow_with_the_points(client, drawn, counted) -> None:
    def price(number: int) -> int:
        asked = json.dumps({"points": [[2.02, 49.02]] * number})
        with counted() as made:
            client.post("/api/v1/locate", asked, content_type="application/json")
        return len(made)

    price(1)  # the first of a process reads the outlines, which are kept
    assert price(1) == price(5000)
