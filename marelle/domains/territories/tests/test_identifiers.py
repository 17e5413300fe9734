"""Official identifiers: known vectors, then properties that hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories.rules.identifiers import (
    IdentifierFault,
    check_commune_code,
    check_qpv,
    check_rna,
    check_siren,
    check_siret,
    check_uai,
    qpv_generation,
    uai_letter,
)

SIRETS = ["73282932000074", "23350001600040", "38047555800058", "35600000000048", "35600000049837"]


def luhn_key(digits: str) -> str:
    """The digit that makes `digits` pass, computed otherwise than the library does."""
    doubled = [sum(divmod(int(d) * 2, 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits))]
    return str(-sum(doubled) % 10)


def fault(check, text: str) -> str:
    with pytest.raises(IdentifierFault) as caught:
        check(text)
    assert str(caught.value).endswith(".")
    return caught.value.code


@pytest.mark.parametrize("siret", SIRETS)
def test_known_sirets(siret: str) -> None:
    assert check_siret(siret) == siret
    assert check_siret(f" {siret[:3]} {siret[3:6]}\u00a0{siret[6:9]} {siret[9:]} ") == siret


@pytest.mark.parametrize(
    ("siret", "code"),
    [
        ("73282932000079", "siret.key"),
        ("35600000049838", "siret.key"),
        ("7328293200007", "siret.form"),
        ("732829320000744", "siret.form"),
        ("7328293200007A", "siret.form"),
        ("", "siret.form"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "siret.form"),
    ],
)
def test_refused_sirets(siret: str, code: str) -> None:
    assert fault(check_siret, siret) == code


def test_a_post_office_need_not_pass_luhn_but_must_sum_to_five() -> None:
    branch = "35600000000010"
    assert sum(map(int, branch)) % 5 == 0
    assert luhn_key(branch[:-1]) != branch[-1]
    assert check_siret(branch) == branch
    assert fault(check_siret, "35600000000011") == "siret.key"


def test_the_head_office_of_la_poste_follows_luhn() -> None:
    assert sum(map(int, "35600000000048")) % 5 != 0
    assert check_siret("35600000000048")


def test_a_siret_needs_a_sound_siren() -> None:
    siren = "732829321"  # one off
    siret = siren + "0000" + luhn_key(siren + "0000")
    assert fault(check_siret, siret) == "siret.key"


@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_siren_has_one_key(digits: str) -> None:
    key = luhn_key(digits)
    assert check_siren(digits + key) == digits + key
    for other in set("0123456789") - {key}:
        assert fault(check_siren, digits + other) == "siren.key"


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, by: int) -> None:
    siren = number[:8] + luhn_key(number[:8])
    wrong = siren[:place] + str((int(siren[place]) + by) % 10) + siren[place + 1 :]
    assert fault(check_siren, wrong) == "siren.key"


@pytest.mark.parametrize("uai", ["0951099D", "0800001S", "0801194N", "0590001F"])
def test_known_uais(uai: str) -> None:
    assert check_uai(uai) == uai
    assert uai_letter(uai[:7]) == uai[7]


def test_an_uai_is_read_whatever_its_case_and_spaces() -> None:
    assert check_uai("080 1194n") == "0801194N"


@pytest.mark.parametrize(("uai", "code"), [("0801194M", "uai.key"), ("08011940N", "uai.form"), ("801194N", "uai.form")])
def test_refused_uais(uai: str, code: str) -> None:
    assert fault(check_uai, uai) == code


@given(st.text("0123456789", min_size=7, max_size=7))
def test_an_uai_has_one_letter_and_never_i_o_q(digits: str) -> None:
    sound = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if not _refused(digits + letter)]
    assert len(sound) == 1
    assert sound[0] not in "IOQ"


def _refused(uai: str) -> bool:
    try:
        check_uai(uai)
    except IdentifierFault:
        return True
    return False


@pytest.mark.parametrize("rna", ["W802001234", "W2A1234567", "W2B0000001", "W9C1234567"])
def test_known_rnas(rna: str) -> None:
    assert check_rna(rna.lower()) == rna


@pytest.mark.parametrize("rna", ["802001234", "W80200123", "W8020012345", "WAB2001234", "W80200123A", "X802001234"])
def test_refused_rnas(rna: str) -> None:
    assert fault(check_rna, rna) == "rna.form"


@pytest.mark.parametrize("code", ["80021", "2A004", "2b033", "97611", "98818", "01001", "95680", "75056"])
def test_commune_codes(code: str) -> None:
    assert check_commune_code(code) == code.upper()


@pytest.mark.parametrize("code", ["8002", "800210", "00001", "96001", "99123", "2C001", "A0021", ""])
def test_refused_commune_codes(code: str) -> None:
    assert fault(check_commune_code, code) == "commune.form"


@pytest.mark.parametrize(
    ("code", "generation"),
    [
        ("QP046001", 2015),
        ("QP02B002", 2015),
        ("QP976001", 2015),
        ("QN08004M", 2024),
        ("QN07501M", 2024),
        ("QN02A01M", 2024),
        ("QN9740100", None),
        ("QP08004M", None),
        ("QN080041", None),
        ("QX080001", None),
        ("QP02C001", None),
    ],
)
def test_quarter_codes_of_both_generations(code: str, generation: int | None) -> None:
    assert qpv_generation(code) == generation
    if generation:
        assert check_qpv(code.lower()) == code
    else:
        assert fault(check_qpv, code) == "qpv.form"


@given(st.text())
def test_no_text_breaks_a_check(text: str) -> None:
    for check in (check_siren, check_siret, check_rna, check_uai, check_commune_code, check_qpv):
        try:
            found = check(text)
        except IdentifierFault as error:
            assert str(error)
        else:
            assert found.isascii() and found == found.upper()
