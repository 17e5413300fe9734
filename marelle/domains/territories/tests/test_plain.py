"""The database and Python keep the same of a name."""

import csv
import gzip
from pathlib import Path

import pytest
from django.db import connection

import marelle
from marelle.kernel.words import plain

pytestmark = pytest.mark.django_db
PACK = Path(marelle.__file__).parent / "reference" / "communes.csv.gz"


def kept_by_the_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT marelle_plain(name) FROM unnest(%s::text[]) WITH ORDINALITY AS n(name, place)", [texts])
        return [kept for (kept,) in cursor.fetchall()]


def test_every_commune_of_the_register_is_kept_the_same():
    with gzip.open(PACK, "rt", encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) == 34_969
    assert kept_by_the_database(names) == [plain(name) for name in names]


def test_so_are_the_letters_of_our_neighbours_and_the_signs_of_typographers():
    texts = [
        "Ærø",
        "Łódź",
        "Straße",
        "Þingeyri",
        "İzmir",
        "L’Œuf — « d'or »…",
        "Ħal Għaxaq",
        "Đà Nẵng",
        "ÇA\u00a0VA\u202f?",
    ]
    assert kept_by_the_database(texts) == [plain(text) for text in texts]
