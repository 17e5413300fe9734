"""A file as a sheet: headings and numbered lines of texts, whatever it was (CSV, spreadsheet, GeoJSON, JSON). Pure."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from .reading import FileUnreadable, NotATable, text_of, unpacked
from .workbooks import SPREADSHEETS, check_workbook

JSON = ("{", "[")
TITLES, HEAD = 10, 60_000  # lines that may stand above the headings, and the signs in which they are sought
OURS = re.compile(r"\[[a-z0-9_.]{1,60}\]")  # the code that a heading of ours carries
WIDEST, LONGEST_HEADING = 2000, 5000  # more is no line of headings
LONGEST_CELL = 50_000_000  # an outline of a large commune is one cell
GEOMETRY = "geometry"  # the column that holds the shape of a GeoJSON feature, as JSON

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings as written, and each line that is not blank with the number at which it starts in the file."""

    headings: tuple[str, ...]
    lines: tuple[tuple[int, Sequence[str]], ...]
    top: int = 1  # the number of the line of headings


def sheet_of(content: bytes, skipped: int = 0) -> Sheet:
    """The sheet in a file, under so many lines of titles. Raises FileUnreadable when it is empty, damaged, or of no
    kind that we read."""
    content = unpacked(content)
    if content.startswith(SPREADSHEETS):
        check_workbook(content)
        return _sheet(islice(_spreadsheet(content), skipped, None))
    text = text_of(content)
    return _sheet(_csv(_below(text, skipped), 1 + skipped) if skipped else _text(text))


def headings_below(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What headings a sound file would have if its first line, its first two… were titles, with how many they are."""
    content = unpacked(content)
    if content.startswith(SPREADSHEETS):
        rows = [values for _number, values in islice(_spreadsheet(content), TITLES + 1)]
        yield from ((skipped, tuple(map(str, values))) for skipped, values in enumerate(rows) if skipped)
        return
    text = text_of(content)
    if text.lstrip()[:1] in JSON:
        return
    start = "\n".join(text[:HEAD].splitlines())
    for skipped in range(1, TITLES + 1):
        try:
            yield skipped, tuple(next(_csv(_below(start, skipped)))[1])
        except (FileUnreadable, StopIteration):
            continue


def _below(text: str, skipped: int) -> str:
    """A text without its first lines."""
    return "".join(text.splitlines(keepends=True)[skipped:])


def _sheet(numbered: Iterator[tuple[int, Sequence[str]]]) -> Sheet:
    top, found = next(numbered, (0, []))
    headings = [str(name).strip() for name in found]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise FileUnreadable(_("Ce fichier est vide. Choisissez-en un autre."))
    if len(headings) > WIDEST or max(map(len, headings)) > LONGEST_HEADING:
        raise FileUnreadable(_("La première ligne de ce fichier n’est pas une ligne de titres : elle est trop longue."))
    return Sheet(tuple(headings), tuple(numbered), top)


def headings_of(content: bytes) -> tuple[str, ...]:
    """The first line of a text that cannot be read whole, as far as it can: enough to know what it was meant to be."""
    line = content[:20_000].decode("latin-1").lstrip("\ufeff\xef\xbb\xbf").split("\n", 1)[0].rstrip("\r")
    if not line.strip() or line[0] in "{[<" or not line.isprintable():
        return ()
    return tuple(name.strip().strip('"') for name in line.split(max(",;\t|", key=line.count)))


def _text(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    start = text.lstrip()[:1]
    if start == "<":
        raise FileUnreadable(_("Ceci est une page du web, pas un fichier de données. Téléchargez-le de nouveau."))
    if start in ("{", "["):
        return _json(text)
    return _csv(text)


def _csv(text: str, number: int = 1) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a text whose first line has this number in the file."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = _telling(text)
    separator = max(",;\t|", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start, width, last, there = number, 0, 0, number
    try:
        for values in lines:
            if any(value.strip() for value in values):
                last, there = len(values), start
                width = width or last
                yield start, [value.strip() for value in values]
            start = lines.line_num + number
    except csv.Error:
        sentence = _("Ce fichier est abîmé à la ligne {line} : un guillemet y est ouvert et ne se ferme pas.")
        raise FileUnreadable(sentence.format(line=start)) from None
    if last < width and not text.endswith("\n"):
        sentence = _("Ce fichier est coupé : sa dernière ligne, la {line}, est incomplète. Téléchargez-le de nouveau.")
        raise FileUnreadable(sentence.format(line=there))


def _telling(text: str) -> str:
    """The line that tells the separator: that of our own headings under some titles, else the first."""
    lines = islice((line for line in text.split("\n") if line.strip()), TITLES + 1)
    start = list(lines)
    return next((line for line in start if len(OURS.findall(line[:HEAD])) > 1), start[0] if start else "")


def _spreadsheet(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """The first sheet that holds something. Dates come as 2019-09-05, whole numbers without their « .0 »."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(any(_cell(value) for value in row) for row in rows):
                return _rows(rows)
    except (CalamineError, OSError, ValueError, IndexError):
        raise FileUnreadable(
            _("Ce classeur est abîmé, ou protégé par un mot de passe. Enregistrez-le en CSV et recommencez.")
        ) from None
    return iter(())


def _rows(rows: list[list[Any]]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in enumerate(rows, start=1):
        values = [_cell(value) for value in row]
        if any(values):
            yield number, values


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value).strip()


def _json(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Features of a GeoJSON, or the list of records that data portals give; a record's number counts from 2."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as fault:
        sentence = _(
            "Ce fichier JSON est abîmé ou incomplet, à la ligne {line}, signe {place}. Téléchargez-le de nouveau."
        )
        raise FileUnreadable(sentence.format(line=fault.lineno, place=fault.colno)) from None
    except (ValueError, RecursionError):
        raise FileUnreadable(_("Ce fichier JSON est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None
    records = [_record(item) for item in _items(content)]
    headings = list(dict.fromkeys(name for record in records for name in record))
    if not headings:
        raise NotATable(_("Ce fichier JSON ne contient pas de liste. Choisissez un GeoJSON ou une liste."))
    yield 1, headings
    for number, record in enumerate(records, start=2):
        yield number, [record.get(name, "") for name in headings]


def _items(content: Any) -> list[dict[str, Any]]:
    found = content
    if isinstance(content, dict):
        found = next((content[key] for key in ("features", "results", "records", "data") if key in content), [])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _record(item: dict[str, Any]) -> dict[str, str]:
    if item.get("type") == "Feature":
        record = {str(name): _json_cell(value) for name, value in (item.get("properties") or {}).items()}
        return record | {GEOMETRY: _json_cell(item.get("geometry"))}
    return {str(name): _json_cell(value) for name, value in (item.get("fields") or item).items()}


def _json_cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"))
    return _cell(value)


def fold(heading: str) -> str:
    """A heading as it is compared: no accent, no capital, words joined by one underscore."""
    plain = heading
    if not heading.isascii():
        spelled = heading.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
        plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9+]+", "_", plain.lower()).strip("_")
