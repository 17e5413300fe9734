"""Gathers every text that people read and keeps the catalogues complete. Run it after any change, and after any merge.

make messages     updates marelle/locale/*/LC_MESSAGES/django.po and .mo, says what is left to translate

The sources are French. The English catalogue translates each of them; the French one only holds the plurals, because in
French nothing is singular (« 0 jour »). A text that is no longer in the sources leaves the catalogue and is printed, so
that its translation can be taken up again by hand: nothing is guessed. A merge conflict in a catalogue needs no care:
both sides are read.
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
MARELLE = ROOT / "marelle"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Texts that ship as data, and the keys under which people read them.
DATA = ("domains/**/*.toml", "reference/*.toml")
WORDS = {"title", "summary", "label", "help", "sentence", "settles", "description", "meaning", "unit"}
# Templates written inside Python: the gallery shows them and their source.
TEMPLATES_IN_CODE = ("web/ui/examples.py",)


class Plain(Catalog):
    """A catalogue whose head says what programs need, and neither a day nor a name."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[str(self.locale)]),
        ]


def main() -> int:
    found = list(sources())
    for language in PLURALS:
        before, after = known(language), updated(language, found)
        write(language, after)
        kept = {same(message) for message in after}
        for message in before:
            if message.id and message.string and same(message) not in kept:
                print(f"{language}, retiré : {message.id!r} → {message.string!r}")
        missing = [message for message in after if message.id and not is_translated(message)]
        for message in missing:
            print(f"{language}, à traduire : {message.id!r}")
        print(f"{language} : {len(after)} textes, {len(missing)} à traduire")
    return 0


def sources() -> Iterator[Message]:
    """Every text of the sources; the same one may come several times."""
    for path in sorted(MARELLE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield from in_python(path.read_text("utf-8"))
    for path in sorted(MARELLE.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            yield from in_template(path.read_text("utf-8"))
    for name in TEMPLATES_IN_CODE:
        for node in ast.walk(ast.parse((MARELLE / name).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{%" in node.value:
                yield from in_template(node.value)
    for pattern in DATA:
        for path in sorted(MARELLE.glob(pattern)):
            yield from (Message(text) for text in in_data(tomllib.loads(path.read_text("utf-8"))))


def in_python(code: str) -> Iterator[Message]:
    if "django.utils.translation" not in code:
        return
    for _line, found, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        yield Message(found, context=context)


def in_template(text: str) -> Iterator[Message]:
    """Django writes the marked texts as calls, all else as blanks, whose indents mean nothing to Python."""
    calls = re.sub(r"^[ \t]+", "", templatize(text), flags=re.MULTILINE)
    for _line, found, _comments, context in extract("python", io.BytesIO(calls.encode()), KEYWORDS):
        yield Message(found, context=context)


def in_data(value: object) -> Iterator[str]:
    """The texts with at least one letter: a year is the same in every language."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in WORDS and isinstance(item, str):
                yield from [item.strip()] if any(mark.isalpha() for mark in item) else ()
            else:
                yield from in_data(item)
    elif isinstance(value, list):
        for item in value:
            yield from in_data(item)


def updated(language: str, found: Iterable[Message]) -> Plain:
    """What the catalogue should be: exactly the texts of the sources, with the translations already known."""
    # A merge may bring the same text twice, with and without its translation: the last one here is kept.
    old = {same(message): message for message in sorted(known(language), key=is_translated)}
    new = Plain(locale=language)
    for message in found:
        if language == "fr":
            if message.pluralizable:
                new.add(message.id, message.id, context=message.context)
        else:
            entry = old.get(same(message), message)
            new.add(message.id, entry.string, context=message.context)
    return new


def same(message: Message) -> tuple[str | None, str]:
    """What makes it the same text: its context and its letters, whatever the kind of its spaces."""
    forms = message.id if message.pluralizable else (message.id,)
    return message.context, "\x00".join(" ".join(re.split(r"\s", form)) for form in forms)


def known(language: str) -> Catalog:
    """The catalogue as it is on the disk; in a conflict, ours, and of theirs what ours lacks."""
    path = place(language, "po")
    ours, *others = sides(path.read_text("utf-8")) if path.exists() else [""]
    catalogue = read_po(io.StringIO(ours), locale=language, ignore_obsolete=True)
    for message in (one for other in others for one in read_po(io.StringIO(other), locale=language)):
        mine = catalogue.get(message.id, message.context)
        if message.id and (mine is None or not is_translated(mine)):
            catalogue.add(message.id, message.string, context=message.context)
    return catalogue


def sides(text: str) -> list[str]:
    """The text, or both texts of a file in which a merge has left its marks."""
    if not re.search(r"^<{7} ", text, re.MULTILINE):
        return [text]
    kept: dict[str, list[str]] = {"<": [], ">": []}
    side = ""  # outside a conflict; "|" holds what both sides started from
    for line in text.splitlines(keepends=True):
        mark = re.match(r"(<{7} |\|{7} |={7}$|>{7} )", line)
        if mark:
            side = {"<": "<", "|": "|", "=": ">", ">": ""}[line[0]]
        elif side != "|":
            for one in side or kept:
                kept[one].append(line)
    return ["".join(lines) for lines in kept.values()]


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def write(language: str, catalogue: Plain) -> None:
    place(language, "po").parent.mkdir(parents=True, exist_ok=True)
    for kind, content in (("po", as_po(catalogue)), ("mo", as_mo(catalogue))):
        place(language, kind).write_bytes(content)


def as_po(catalogue: Plain) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=None, no_location=True, sort_output=True, omit_header=True)
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in catalogue.mime_headers)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + buffer.getvalue().strip() + b"\n"


def as_mo(catalogue: Plain) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def place(language: str, kind: str) -> Path:
    return MARELLE / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


if __name__ == "__main__":
    sys.exit(main())
