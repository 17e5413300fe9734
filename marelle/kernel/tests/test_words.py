import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.words import elided, plain


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("l'hay les roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("BŒUF-Élan", "boeuf elan"),
        ("  Saint  Étienne\u00a0", "saint etienne"),
        ("« Malmö, Łódź, Straße »", "malmo lodz strasse"),
        ("12e, 13ᵉ", "12e 13e"),
        ("Алма-Ата", ""),
        ("", ""),
    ],
)
def test_a_text_as_the_dictionary_has_it(written, kept):
    assert plain(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Candidature de Amiens Nord", "Candidature d’Amiens Nord"),
        ("Le label de Évry est retiré", "Le label d’Évry est retiré"),
        ("Avis sur la candidature de Le Havre", "Avis sur la candidature du Havre"),
        ("Notes de Les Mureaux", "Notes des Mureaux"),
        ("Donné à Le Creusot, à Amiens, à Les Abymes", "Donné au Creusot, à Amiens, aux Abymes"),
        ("Candidature de Hem", "Candidature de Hem"),
        ("Candidature de Valmarelle, de 10 000 habitants", "Candidature de Valmarelle, de 10 000 habitants"),
    ],
)
def test_de_and_à_are_contracted_before_a_name(written, kept):
    assert elided(written) == kept


@given(st.text())
def test_plain_again_changes_nothing_and_holds_only_letters_and_digits(text):
    once = plain(text)
    assert plain(once) == once
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
