"""Answers one by one: from whatever was typed or sent to the one way in which each kind is kept.

Kept as: text for texts, whole numbers for `integer` and `money` (cents), a plain decimal text for `decimal`, the day
written year first for `date`, « 17:30 » for `time`, codes for choices and references, a list of rows for a table. In
what comes in, a number for `money` is in cents, a text is what a person typed in euros.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from marelle.kernel.money import LARGEST, NotAnAmount, parse_euros, plain_number

from .definition import LISTS, Field
from .grammar import Typed, as_decimal

MOST_PICKED = 200
LONGEST = {"text": 1_000, "long_text": 50_000}
_WRONG = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(?:\s*(?:h|:)\s*(\d{2})?)?", re.ASCII | re.IGNORECASE)
_YES, _NO = {"oui", "yes", "true", "on", "1"}, {"non", "no", "false", "0"}


class Unreadable(ValueError):
    """What was given cannot be an answer of this kind; the message is for the person who typed it."""


def clean(text: str) -> str:
    """The same text without the characters that a database or another program would not accept."""
    text = _WRONG.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def is_empty(raw: object) -> bool:
    """True for nothing, blanks, and empty lists."""
    if isinstance(raw, str):
        return not clean(raw)
    return raw is None or (isinstance(raw, list | tuple | dict) and not raw)


def read_value(field: Field, raw: object) -> Any:
    """The answer as it is kept, or None when there is none. Refuses (`Unreadable`) anything else. Never for tables."""
    return None if is_empty(raw) else _READERS[field.kind](field, raw)


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Unreadable(_("Un texte est attendu."))
    text, most = clean(raw), LONGEST[field.kind]
    if len(text) > most:
        sentence = _("Ce texte est trop long : {length} caractères, {most} au plus.")
        raise Unreadable(sentence.format(length=len(text), most=most))
    return " ".join(text.split()) if field.kind == "text" else text


def _plain_number(raw: object) -> Decimal | None:
    if isinstance(raw, str):
        raw = plain_number(clean(raw))
        if not re.fullmatch(r"[-+]?\d{1,15}(\.\d{1,6})?", raw, re.ASCII):
            return None
    elif isinstance(raw, int) and abs(raw) >= 10**15:
        return None
    found = as_decimal(raw)
    return found if found is not None and abs(found) < 10**15 else None


def _integer(field: Field, raw: object) -> int:
    found = _plain_number(raw)
    if found is None or found != int(found):
        raise Unreadable(_("Écrivez un nombre entier, par exemple 1 250."))
    return int(found)


def _decimal(field: Field, raw: object) -> str:
    found = _plain_number(raw)
    if found is None or found != round(found, 6):
        raise Unreadable(_("Écrivez un nombre, par exemple 12,5."))
    return plain_decimal(found)


def plain_decimal(value: Decimal) -> str:
    """One way to write a number: no exponent, no useless zero."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def shown_decimal(text: str) -> str:
    """A kept decimal as people write it: « 12,5 », "12.5"."""
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))


def _money(field: Field, raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= LARGEST:
        return raw
    if not isinstance(raw, str):
        raise Unreadable(_("Un montant est attendu."))
    try:
        return parse_euros(clean(raw))
    except NotAnAmount as refusal:
        raise Unreadable(str(refusal)) from None


def _date(field: Field, raw: object) -> str:
    text = clean(raw) if isinstance(raw, str) else ""
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1])).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise Unreadable(_("Écrivez une date, par exemple 30/06/2019."))


def _time(field: Field, raw: object) -> str:
    """« 17 h 30 », « 17h », « 9:05 »: kept with two figures each, so that hours compare as texts."""
    found = _HOUR.fullmatch(clean(raw).replace("\u202f", " ").replace("\u00a0", " ")) if isinstance(raw, str) else None
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise Unreadable(_("Écrivez une heure, par exemple 17:30."))
    return f"{hour:02d}:{minute:02d}"


def _choice(field: Field, raw: object) -> str:
    if isinstance(raw, str) and raw in {option.code for option in field.options}:
        return raw
    raise Unreadable(_("Choisissez une des réponses proposées."))


def _choices(field: Field, raw: object) -> list[str] | None:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple):
        raise Unreadable(_("Choisissez parmi les réponses proposées."))
    known = {_choice(field, item) for item in chosen if not is_empty(item)}
    return [option.code for option in field.options if option.code in known] or None


def _yes_no(field: Field, raw: object) -> bool:
    word = clean(raw).lower() if isinstance(raw, str) else raw
    if word is True or (isinstance(word, str) and word in _YES):
        return True
    if word is False or (isinstance(word, str) and word in _NO):
        return False
    raise Unreadable(_("Répondez par oui ou par non."))


def _references(field: Field, raw: object) -> list[str] | None:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple) or len(chosen) > MOST_PICKED:
        raise Unreadable(_("Choisissez {most} réponses au plus.").format(most=MOST_PICKED))
    picked = dict.fromkeys(_reference(field, item) for item in chosen if not is_empty(item))
    return list(picked) or None


def _commitment(field: Field, raw: object) -> bool | None:
    """Made, or not there: nobody commits themselves to « no »."""
    return True if _yes_no(field, raw) else None


def _reference(field: Field, raw: object) -> str:
    text = clean(raw) if isinstance(raw, str) else ""
    if not _REFERENCE.fullmatch(text):
        raise Unreadable(_("Ce code n’est pas valable. Choisissez dans la liste."))
    return text


_READERS: Mapping[str, Callable[[Field, object], Any]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "time": _time,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "reference": _reference,
    "references": _references,
    "documents": _references,
    "commitment": _commitment,
}


def typed(kind: str, value: Any) -> Typed:
    """A kept answer as conditions and computations see it."""
    if value is None:
        return None
    if kind in ("integer", "money", "decimal"):
        return as_decimal(value)
    if kind in LISTS:
        return tuple(value)
    if kind == "table":
        return Decimal(len(value))
    return value if isinstance(value, str | bool) else None


def kept(kind: str, value: Decimal | None) -> int | str | None:
    """A computed number as an answer of this kind is kept."""
    if value is None:
        return None
    return plain_decimal(value) if kind == "decimal" else int(value)
