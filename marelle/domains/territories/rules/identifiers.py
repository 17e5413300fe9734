"""Official identifiers: SIREN, SIRET, RNA, UAI, commune and quarter codes. Pure.

Each `check_…` takes what a person typed and gives the identifier as it is stored; it raises `IdentifierFault` with a
sentence otherwise. Sources: Insee (SIRENE, La Poste's rule), ministère de l'Éducation (UAI letter), décret 2023-1314
(quarters of 2024).
"""

import re
import unicodedata
from typing import NewType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.fr import siret as stdnum_siret

Siren = NewType("Siren", str)
Siret = NewType("Siret", str)
Rna = NewType("Rna", str)
Uai = NewType("Uai", str)
CommuneCode = NewType("CommuneCode", str)
Qpv = NewType("Qpv", str)

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # no I, O nor Q


class IdentifierFault(ValueError):
    """What was typed is not such an identifier; `sentence` says why and what to do."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def _plain(text: str) -> str:
    """Without the spaces, dots and dashes that people put in numbers; full-width characters folded; capitals."""
    return re.sub(r"[\s\u200b\ufeff.\-\u2010-\u2015_/]", "", unicodedata.normalize("NFKC", text)).upper()


def check_siren(text: str) -> Siren:
    """Nine digits, the last of which is a Luhn check."""
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{9}", number):
        raise IdentifierFault("siren.form", _("Un numéro SIREN a 9 chiffres. Vérifiez qu’il n’en manque pas."))
    if not luhn.is_valid(number):
        raise IdentifierFault("siren.key", _("Ce numéro SIREN n’existe pas : un chiffre est faux. Recopiez-le."))
    return Siren(number)


def check_siret(text: str) -> Siret:
    """Fourteen digits, Luhn on the whole and on the SIREN; La Poste's branches follow a rule of their own."""
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{14}", number):
        raise IdentifierFault("siret.form", _("Un numéro SIRET a 14 chiffres. Vérifiez qu’il n’en manque pas."))
    if not stdnum_siret.is_valid(number):
        raise IdentifierFault("siret.key", _("Ce numéro SIRET n’existe pas : un chiffre est faux. Recopiez-le."))
    return Siret(number)


def check_rna(text: str) -> Rna:
    """W and nine characters; Corsican numbers have 2A or 2B (W2A…, W2B…), which the SCDL schema wrongly refuses."""
    number = _plain(text)
    if not re.fullmatch(r"W[0-9][0-9A-Z][0-9]{7}", number):
        raise IdentifierFault("rna.form", _("Un numéro RNA commence par W, suivi de 9 caractères, comme W802001234."))
    return Rna(number)


def uai_letter(digits: str) -> str:
    """The check letter of seven digits: their value modulo 23."""
    return UAI_LETTERS[int(digits) % 23]


def check_uai(text: str) -> Uai:
    """Seven digits and a check letter, as 0801194N. Corsica keeps 620 and 720 as its first three digits."""
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{7}[A-Z]", number):
        raise IdentifierFault("uai.form", _("Un code UAI a 7 chiffres puis une lettre, comme 0801194N."))
    if uai_letter(number[:7]) != number[7]:
        raise IdentifierFault(
            "uai.key", _("Ce code UAI n’existe pas : sa lettre ne va pas avec ses chiffres. Recopiez-le.")
        )
    return Uai(number)


COMMUNE = r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB])[0-9]{3}|9[78][0-9]{3}"
QPV_2015 = r"QP(?:[0-9]{3}|02[AB])[0-9]{3}"
QPV_2024 = r"QN(?:[0-9]{3}|02[AB])[0-9]{2}[A-Z]"


def is_commune_code(text: str) -> bool:
    """Five characters of the official geographic code; 2A and 2B in Corsica."""
    return re.fullmatch(COMMUNE, text) is not None


def departement_of(commune: str) -> str:
    """The code of the département in the code of a commune: 80021 → 80, 97411 → 974."""
    return commune[: 3 if commune.startswith(("97", "98")) else 2]


def check_commune_code(text: str) -> CommuneCode:
    """The form of a commune's code; only the register knows whether the commune exists."""
    code = _plain(text)
    if not is_commune_code(code):
        raise IdentifierFault(
            "commune.form", _("Un code de commune a 5 caractères, comme 80021 ou 2A004. Ce n’est pas le code postal.")
        )
    return CommuneCode(code)


def qpv_generation(text: str) -> int | None:
    """2015 or 2024 for a well-formed quarter code, None otherwise."""
    if re.fullmatch(QPV_2024, text):
        return 2024
    return 2015 if re.fullmatch(QPV_2015, text) else None


def check_qpv(text: str) -> Qpv:
    """QP and six characters (2015), or QN, département, number and a letter (in force since 1 January 2024)."""
    code = _plain(text)
    if qpv_generation(code) is None:
        raise IdentifierFault(
            "qpv.form", _("Un code de quartier prioritaire ressemble à QN08004M, ou à QP080001 avant 2024.")
        )
    return Qpv(code)
