"""The words with which a form is written: kinds of questions, comparisons, registers, lines read as lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.money import NotAnAmount, parse_euros, plain_number
from marelle.kernel.questionnaires.editing import code_for

KINDS = [
    ("text", _("Texte court")),
    ("long_text", _("Texte long")),
    ("integer", _("Nombre entier")),
    ("decimal", _("Nombre à virgule")),
    ("money", _("Montant en euros")),
    ("date", _("Date")),
    ("time", _("Heure")),
    ("yes_no", _("Oui ou non")),
    ("choice", _("Une réponse parmi plusieurs")),
    ("choices", _("Plusieurs réponses")),
    ("reference", _("Une entrée d’un registre")),
    ("references", _("Des entrées d’un registre")),
    ("documents", _("Pièces jointes")),
    ("commitment", _("Engagement à cocher")),
    ("table", _("Tableau")),
    ("computed", _("Nombre calculé")),
]
REGISTERS = [
    ("", "—"),
    ("commune", _("Communes")),
    ("qpv", _("Quartiers prioritaires")),
    ("college", _("Collèges")),
    ("school", _("Écoles et lycées")),
]
OPERATORS = [
    ("equals", _("est égal à")),
    ("differs", _("est différent de")),
    ("contains", _("contient")),
    ("greater", _("est plus grand que")),
    ("at_least", _("est au moins")),
    ("less", _("est plus petit que")),
    ("at_most", _("est au plus")),
    ("filled", _("a une réponse")),
]
COMPUTATIONS = [
    ("", "—"),
    ("sum", _("Somme de réponses")),
    ("difference", _("Différence")),
    ("share", _("Part en %")),
    ("count", _("Nombre de lignes")),
]
_COLUMN_KINDS = ("text", "integer", "decimal", "money", "date", "time", "yes_no", "choice")


class Misspelt(ValueError):
    """A line that cannot be read; the message says which."""


def options_of(text: str) -> list[dict[str, str]]:
    """One option a line: « Libellé », or « code | Libellé »."""
    options: list[dict[str, str]] = []
    for line in _lines(text):
        code, bar, label = (part.strip() for part in line.partition("|"))
        label = label if bar else code
        taken = [option["code"] for option in options]
        options.append({"code": code if bar and code else code_for(label, taken, "reponse"), "label": label})
    return options


def options_text(options: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{option['code']} | {option['label']}" for option in options)


def columns_of(text: str, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One column a line: « Libellé | nature », a star for one that is needed, options after a third bar.

    A column that was there keeps what the line does not say (its limits, its computation).
    """
    known = {column["code"]: column for column in before}
    columns: list[dict[str, Any]] = []
    for line in _lines(text):
        parts = [part.strip() for part in line.split("|")]
        code, label, kind, options = (*parts, "", "", "")[:4] if parts[0] in known else ("", *parts, "", "")[:4]
        if code and (not kind or kind == known[code]["kind"]) and not options:
            columns.append({**known[code], "label": label.rstrip("* ") or known[code]["label"]})
        else:
            columns.append(_column(code, label, kind or "text", options, columns))
    return columns


def _column(code: str, label: str, kind: str, options: str, others: list[dict[str, Any]]) -> dict[str, Any]:
    if kind not in _COLUMN_KINDS:
        raise Misspelt(label)
    name = label.rstrip("* ")
    column: dict[str, Any] = {"code": code or code_for(name, [c["code"] for c in others] + ["row"], "colonne")}
    column |= {"label": name, "kind": kind}
    if label.endswith("*"):
        column["required"] = True
    if kind == "choice":
        column["options"] = options_of(options.replace(";", "\n"))
    return column


def columns_text(columns: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{c['code']} | {c['label']} | {c['kind']}" for c in columns)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\x00", "").splitlines() if line.strip()]


def limit_of(kind: str, text: str) -> Any:
    """A limit as it is kept: cents for an amount, the day year first, a whole number elsewhere; None where empty."""
    typed = text.strip()
    if not typed:
        return None
    try:
        if kind == "money":
            return int(parse_euros(typed))
        if kind == "decimal":
            return plain_number(typed)
        if kind == "date":
            day, month, year = typed.split("/") if "/" in typed else reversed(typed.split("-"))
            return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
        return int(plain_number(typed))
    except (ValueError, NotAnAmount):
        raise Misspelt(typed) from None


def value_of(kind: str, text: str) -> Any:
    """What an answer is compared with, of the nature of that answer."""
    typed = text.strip()
    if kind in ("yes_no", "commitment"):
        return typed.lower() in ("oui", "yes", "true", "1")
    if kind == "money":
        try:
            return int(parse_euros(typed))
        except NotAnAmount:
            raise Misspelt(typed) from None
    try:
        number = Decimal(plain_number(typed))
    except InvalidOperation:
        return typed
    if kind in ("text", "long_text", "choice", "choices", "date", "reference") or not number.is_finite():
        return typed
    return int(number) if number == int(number) else float(number)
