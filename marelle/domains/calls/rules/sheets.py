"""A spreadsheet of candidatures: its columns from the form of the call, each line as answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Field
from marelle.kernel.words import plain

MOST_LINES = 500
SITE, BODY = "site", "organisation"
OWN: dict[str, str | Promise] = {SITE: gettext_lazy("Site"), BODY: gettext_lazy("Organisation (nom ou SIRET)")}
_CODE = re.compile(r"\[([a-z0-9_]+)\]\s*$")


class ColumnsMissing(Refused):
    """A sheet that is not the template."""

    code = "calls.sheet_columns_missing"
    sentence = gettext_lazy(
        "Ce tableau n’a pas les colonnes « Site [site] » et « Organisation [organisation] ». Partez du modèle."
    )


class LinesRefused(Refused):
    """Some lines cannot enter, and nobody said to leave them aside."""

    code = "calls.sheet_lines_refused"
    sentence = gettext_lazy(
        "{count} ligne(s) ne peuvent pas entrer. Corrigez-les dans le tableau, ou demandez de les laisser de côté."
    )


class SheetBrought(Refused):
    """A sheet enters once."""

    code = "calls.sheet_brought"
    sentence = gettext_lazy("Ce tableau est déjà importé. Pour en importer un autre, envoyez-le.")
    status = 409


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number in the file, its site and organisation as written, the answers that it gives."""

    number: int
    site: str
    body: str
    answers: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of one line: a draft, or why not."""

    number: int
    site: str
    done: bool
    sentence: str


def asked_in_sheets(definition: Definition) -> tuple[Field, ...]:
    """The questions that one cell can answer: no tables, nothing computed."""
    return tuple(field for field in definition.fields if field.kind not in ("table", "computed", "documents"))


def heading(code: str, label: str) -> str:
    """« Nom du projet [name] »: words for people, the code for the way back."""
    return f"{label} [{code}]"


def headings(definition: Definition) -> list[str]:
    """The first line of the template."""
    own = [heading(code, str(label)) for code, label in OWN.items()]
    return own + [heading(field.code, field.label) for field in asked_in_sheets(definition)]


def read_lines(definition: Definition, titles: Sequence[str], rows: Iterator[tuple[int, Sequence[str]]]) -> list[Line]:
    """The lines of a sheet, in their order. Refuses `ColumnsMissing`; a title that nobody knows is said on each line
    that fills it."""
    fields = {field.code: field for field in asked_in_sheets(definition)}
    codes = [_code(title, fields) for title in titles]
    if SITE not in codes or BODY not in codes:
        raise ColumnsMissing(field="file")
    return [
        _line(number, dict(zip(codes, values, strict=False)), titles, codes, values, fields) for number, values in rows
    ]


def _code(title: str, fields: Mapping[str, Field]) -> str:
    found = _CODE.search(title)
    if found:
        return found[1]
    words = plain(title)
    named = {plain(str(label)): code for code, label in OWN.items()} | {plain(f.label): f.code for f in fields.values()}
    return named.get(words, words if words in (SITE, BODY) else "")


def _line(
    number: int,
    said: Mapping[str, str],
    titles: Sequence[str],
    codes: Sequence[str],
    values: Sequence[str],
    fields: Mapping[str, Field],
) -> Line:
    known = {code: value for code, value in said.items() if code in fields and value.strip()}
    answers = {code: _typed(fields[code], value) for code, value in known.items()}
    triples = zip(titles, codes, values, strict=False)
    unknown = tuple(title for title, code, value in triples if code not in fields and code not in OWN and value.strip())
    return Line(number, said.get(SITE, "").strip(), said.get(BODY, "").strip(), answers, unknown)


def _typed(field: Field, text: str) -> Any:
    """What a person writes in a cell, as the form takes it: a choice may be written in its words."""
    if field.kind == "choice":
        return _option(field, text)
    if field.kind == "choices":
        return [_option(field, part) for part in re.split(r"[;\n|]", text) if part.strip()]
    return text


def _option(field: Field, text: str) -> str:
    words = {plain(option.label): option.code for option in field.options}
    return words.get(plain(text), text.strip())


def unknown_sentence(titles: Sequence[str]) -> str:
    """What is said of columns that the form does not have."""
    return _("Colonne inconnue : {names}.").format(names=", ".join(titles))
