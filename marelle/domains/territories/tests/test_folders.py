"""What lies beside the files of the territory is named, with the reason why it is left."""

import pytest

from marelle.domains.territories.rules.folders import not_taken
from marelle.domains.territories.rules.sheets import sheet_of

THEMES = b"code,libelle\n1,1 - Jeunesse\n1.3,1.3 - Autre\n"
REGIONS = b"code,libelle\n32,Hauts-de-France\n"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("scdl/schemas/subventions-2.1.1.schema.json", "SCDL"),
        ("360giving/nulls.json", "360Giving"),
        ("360giving/SOURCES", "360Giving"),
        ("README.md", "document"),
        ("verify.py", "programme"),
        (".DS_Store", "document"),
    ],
)
def test_a_place_says_what_is_not_taken(path: str, word: str) -> None:
    assert word in (not_taken(path) or "")


def test_a_list_of_themes_is_known_by_what_it_says() -> None:
    assert "thèmes" in (not_taken("misc/bop147_themes.csv", sheet_of(THEMES)) or "")
    assert not_taken("misc/regions.csv", sheet_of(REGIONS)) is None
    assert not_taken("geo/communes_2026.csv.gz") is None
