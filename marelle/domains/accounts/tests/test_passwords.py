import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.rules.passwords import BITS_ASKED, EightyBits, bits, missing_characters

TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "a",
        "Motdepasse2024!",
        "azertyuiop12345678",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "123456789012345678901234567890",
        "abcabcabcabcabcabcabcabcabcabc",
        "tr0ub4dor&3",
        "Marelle!Marelle!",
    ],
)
def test_refused(password):
    assert missing_characters(password) > 0
    with pytest.raises(ValidationError):
        EightyBits().validate(password)


@pytest.mark.parametrize(
    "password",
    ["craie cerceau tilleul lampion", "cerceau-tilleul-ardoise", "kX9#mQ2$vL7!pR4z", "зима холодная река мост лодка"],
)
def test_accepted(password):
    EightyBits().validate(password)


def test_ones_own_name_is_the_first_thing_tried():
    person = Person(email="nadia.belkacem@ville.invalid", given_name="Nadia", family_name="Belkacem")
    EightyBits().validate("Quatre1-Belkacem-Tulipe")
    with pytest.raises(ValidationError):
        EightyBits().validate("NadiaBelkacem-Belkacem1", person)


def test_the_sentence_counts_what_is_missing():
    with pytest.raises(ValidationError, match="il manque environ 1 caractère[.]"):
        EightyBits().validate("mvkrpzxltqbwnhdgj")  # seventeen letters, 79.9 bits
    with pytest.raises(ValidationError, match="il manque environ 17 caractères"):
        EightyBits().validate("m")


@given(TEXT, st.characters())
def test_one_more_character_never_weakens(password, more):
    assert bits(password + more) >= bits(password) - 1e-9


@given(TEXT)
def test_nothing_is_missing_exactly_when_there_are_eighty_bits(password):
    assert (missing_characters(password) == 0) == (bits(password) >= BITS_ASKED)


@given(st.characters(), st.integers(3, 60))
def test_repeating_is_worth_little(character, times):
    assert bits(character * times) < BITS_ASKED * 0.8


@given(TEXT, st.text(min_size=4, max_size=12))
def test_a_known_word_never_helps(password, word):
    assert bits(password, [word]) <= bits(password) + 1e-9
