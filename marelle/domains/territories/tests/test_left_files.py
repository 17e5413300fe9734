"""What lies beside the files of the territory is known for what it is, and left with its reason."""

import os
from pathlib import Path

import pytest

from marelle.domains.territories import services

pytestmark = pytest.mark.django_db
THEMES = b"code,libelle\n1,1 - Jeunesse\n1.3,1.3 - Autre\n"
COMMUNES = b"code,libelle\n80021,Amiens\n"
SCDL = b"nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;objet;montant\nA;1;2020-01-01;B;C;3\n"


def test_themes_are_known_by_what_they_say() -> None:
    kind, _sheet = services.recognise(THEMES)
    assert kind is not None
    assert "thèmes" in str(kind.left_because)
    kind, _sheet = services.recognise(COMMUNES)
    assert kind is not None
    assert (kind.code, kind.left_because) == ("communes", "")


def test_subsidies_are_left() -> None:
    kind, _sheet = services.recognise(SCDL)
    assert kind is not None
    assert "subventions" in str(kind.left_because)


def test_subsidies_that_cannot_be_read_are_left_all_the_same() -> None:
    damaged = b"\xef\xbb\xbf" + SCDL.replace(b"\n", b"\r\n").replace(b"A;1", b"\xe9;1")
    kind, _sheet = services.recognise(damaged)
    assert kind is not None
    assert kind.left_because


@pytest.mark.skipif("MARELLE_REFERENCE" not in os.environ, reason="MARELLE_REFERENCE names no folder")
def test_no_real_file_of_subsidies_is_taken_for_a_place() -> None:
    folder = Path(os.environ["MARELLE_REFERENCE"])
    for path in [*folder.glob("scdl/**/*.csv"), *folder.glob("360giving/*.json"), *folder.glob("misc/*.csv")]:
        kind, _sheet = services.recognise(path.read_bytes())
        assert kind is None or kind.left_because, path
