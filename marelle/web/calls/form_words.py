"""The words with which a form is written: kinds of questions, comparisons, registers, lines read as lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.money import NotAnAmount, parse_euros, plain_number
from marelle.kernel.questionnaires import Definition, Field
from marelle.kernel.questionnaires.editing import aimed, code_for
from marelle.web.ui.questionnaire.words import as_typed

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
# How the nature of a column is written in a line; its code in the data is understood too.
COLUMNS = [
    ("text", _("texte")),
    ("integer", _("entier")),
    ("decimal", _("décimal")),
    ("money", _("montant")),
    ("date", _("date")),
    ("time", _("heure")),
    ("yes_no", _("oui ou non")),
    ("choice", _("choix")),
    ("computed", _("calculé")),
]


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


def rows_of(text: str, before: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One fixed row a line, as an option; « =tableau » after a bar for the row that is what the others leave of it.

    A row that was there keeps it when its line does not say; « = » alone takes it away.
    """
    said: dict[int, str] = {}
    plain = []
    for number, line in enumerate(_lines(text)):
        words, _bar, last = line.rpartition("|")
        balances = last.strip().startswith("=")
        if balances:
            said[number] = last.strip().removeprefix("=").strip()
        plain.append(words.strip() if balances else line)
    known = {row["code"]: row["balances"] for row in before if "balances" in row}
    rows = options_of("\n".join(plain))
    kept = [said.get(number, known.get(row["code"], "")) for number, row in enumerate(rows)]
    return [{**row, **({"balances": table} if table else {})} for row, table in zip(rows, kept, strict=True)]


def rows_text(rows: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{row['code']} | {row['label']}" + (f" | ={row['balances']}" if row.get("balances") else "") for row in rows
    )


def columns_of(text: str, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One column a line: « Libellé | nature », a star for one that is needed, options after a third bar.

    A column that was there keeps what the line does not say (its limits, its computation).
    """
    known = {column["code"]: column for column in before}
    columns: list[dict[str, Any]] = []
    for line in _lines(text):
        parts = [part.strip() for part in line.split("|")]
        code, label, word, options = (*parts, "", "", "")[:4] if parts[0] in known else ("", *parts, "", "")[:4]
        kind = _column_kind(word)
        if code and kind in ("", known[code]["kind"]) and not options:
            kept = {key: value for key, value in known[code].items() if key != "required"}
            columns.append({**kept, "label": label.rstrip("* ") or kept["label"], **_needed(label)})
        else:
            columns.append(_column(code, label, kind or "text", options, columns))
    return columns


def _column_kind(word: str) -> str:
    """The nature that a line says, in words or by its code; nothing when it says none."""
    said = word.casefold()
    if not said:
        return ""
    found = next((code for code, label in COLUMNS if said in (code, str(label).casefold())), None)
    if found is None:
        raise Misspelt(word)
    return found


def _needed(label: str) -> dict[str, bool]:
    return {"required": True} if label.endswith("*") else {}


def _column(code: str, label: str, kind: str, options: str, others: list[dict[str, Any]]) -> dict[str, Any]:
    if kind == "computed":
        raise Misspelt(label)  # what it is computed from is no line of this page
    name = label.rstrip("* ")
    column: dict[str, Any] = {"code": code or code_for(name, [c["code"] for c in others] + ["row"], "colonne")}
    column |= {"label": name, "kind": kind, **_needed(label)}
    if kind == "choice":
        column["options"] = options_of(options.replace(";", "\n"))
    return column


def columns_text(columns: Iterable[Mapping[str, Any]]) -> str:
    words = dict(COLUMNS)
    return "\n".join(
        f"{c['code']} | {c['label']}{'*' if c.get('required') else ''} | {words[c['kind']]}" for c in columns
    )


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


def value_of(form: Definition, ref: str, text: str) -> Any:
    """What an answer is compared with, of the nature of what `ref` names: cents for an amount typed in euros, the code
    of the option whose words were typed, a day written year first. Raises `Misspelt`."""
    field, typed = aimed(form, ref), text.strip()
    kind = field.value_kind if field else "text"
    if kind in ("yes_no", "commitment"):
        return typed.casefold() in ("oui", "yes", "true", "1")
    if field and field.options:
        return _option(field, typed)
    if kind in ("money", "date"):
        return limit_of(kind, typed) if typed else ""
    if kind in ("text", "long_text", "time", "reference"):
        return typed
    try:
        number = Decimal(plain_number(typed))
    except InvalidOperation:
        return typed
    if not number.is_finite():
        return typed
    return int(number) if number == int(number) else float(number)


def _option(field: Field, typed: str) -> str:
    """The code of an option said by its words; a code stays one."""
    said = typed.casefold()
    return next((one.code for one in field.options if said in (one.code, one.label.casefold())), typed)


def value_text(form: Definition, ref: str, value: Any) -> str:
    """The same, as a person would type it again."""
    field = aimed(form, ref)
    if field is None or isinstance(value, list | tuple | dict):
        return str(value)
    labels = {option.code: option.label for option in field.options}
    return labels.get(value) or as_typed(field, value)


def result_of(form: Definition, operation: str, refs: Iterable[str]) -> str:
    """The nature of what is computed: a share is in %, a count is whole, a sum is of the nature of what it adds."""
    if operation in ("share", "count"):
        return "decimal" if operation == "share" else "integer"
    kinds = {field.value_kind for ref in refs if (field := aimed(form, ref)) is not None}
    return next((kind for kind in ("money", "decimal") if kind in kinds), "integer")
