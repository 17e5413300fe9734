"""What the public types finds what is written, accents and hyphens forgiven."""

import pytest

from marelle.domains.observatory.rules import folded, says


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Étouvie", "etouvie"), ("Saint-Étienne", "saint etienne"), ("L’Œuvre d'Art", "l oeuvre d art"), ("  ", "")],
)
def test_folding_forgives_what_people_do_not_type(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize("wanted", ["etouvie", "AMIENS nord", "nord amiens", "etou", "", "amiens-nord"])
def test_each_word_begins_a_word_of_the_texts(wanted: str) -> None:
    assert says(wanted, ["Amiens Nord", "Étouvie"])


@pytest.mark.parametrize("wanted", ["lille", "amiens lille", "ord", "touvie"])
def test_a_word_that_begins_nothing_is_not_said(wanted: str) -> None:
    assert not says(wanted, ["Amiens Nord", "Étouvie"])
