"""What the public types finds what is written, accents and hyphens forgiven."""

import pytest

from marelle.domains.observatory.rules import says


@pytest.mark.parametrize("wanted", ["etouvie", "AMIENS nord", "nord amiens", "etou", "", "  ", "amiens-nord"])
def test_each_word_begins_a_word_of_the_texts(wanted: str) -> None:
    assert says(wanted, ["Amiens Nord", "Étouvie"])


@pytest.mark.parametrize("wanted", ["lille", "amiens lille", "ord", "touvie", "« »", "Алма-Ата"])
def test_a_word_that_begins_nothing_is_not_said(wanted: str) -> None:
    assert not says(wanted, ["Amiens Nord", "Étouvie"])
