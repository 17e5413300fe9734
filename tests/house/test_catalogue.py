"""Every text that people read has its English, with the same blanks to fill and the same tags."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType

from scripts import messages

ROOT = Path(__file__).resolve().parents[2]
BLANKS = re.compile(r"\{[^{}]*\}|%\(\w+\)[a-z]|%%|</?\w+[^>]*>")
MARKS = set(messages.KEYWORDS)
FRENCH = re.compile(r"[àâçéèêëîïôùûœÀÇÉÈÊÎŒ’…\u00a0]")
NAMES = re.compile(
    "Cités éducatives|Île-de-France|La Réunion|France métropolitaine|Valmarée|École (Les Tilleuls|La Verrerie|du Canal)"
)


@cache
def wanted() -> dict[tuple[Any, str | None], Message]:
    return {(message.id, message.context): message for message in messages.sources()}


def entries(language: str = "en") -> list[Message]:
    return [message for message in messages.known(language) if message.id]


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each French form with its translation: two pairs for a text with a plural, none for one without its English."""
    if not messages.is_translated(message):
        return
    if message.pluralizable:
        yield from zip(message.id, message.string, strict=True)
    else:
        yield message.id, message.string


def test_the_catalogue_holds_the_texts_of_the_sources_and_no_other() -> None:
    held = {(message.id, message.context) for message in entries()}
    assert sorted(map(str, wanted().keys() - held)) == [], "run `make messages`"
    assert sorted(map(str, held - wanted().keys())) == [], "obsolete: run `make messages`"


def test_every_text_has_its_english() -> None:
    assert [message.id for message in entries() if not messages.is_translated(message)] == []
    assert [message.id for message in entries() if message.fuzzy] == []


def test_a_translation_keeps_the_blanks_and_the_tags() -> None:
    wrong = [
        (french, english)
        for message in entries()
        for french, english in pairs(message)
        if Counter(BLANKS.findall(french)) != Counter(BLANKS.findall(english))
    ]
    assert wrong == []


def test_english_has_its_own_typography() -> None:
    french_signs = re.compile(r"[«»\u00a0\u202f]| [:;?!]|\w'\w")
    wrong = [english for message in entries() for _french, english in pairs(message) if french_signs.search(english)]
    assert wrong == []


@pytest.mark.parametrize("language", messages.PLURALS)
def test_the_files_are_what_make_messages_writes(language: str) -> None:
    catalogue = messages.updated(language, wanted().values())
    for kind, content in (("po", messages.as_po(catalogue)), ("mo", messages.as_mo(catalogue))):
        assert messages.place(language, kind).read_bytes() == content, "run `make messages`"


def test_no_text_of_a_template_is_left_unmarked() -> None:
    assert [found for path in templates() for found in unmarked_in_template(path)] == []


def templates() -> list[Path]:
    return [path for path in (ROOT / "marelle").rglob("templates/**/*") if path.suffix in (".html", ".txt")]


def unmarked_in_template(path: Path) -> list[str]:
    """The words between the tags of a template but those that every language shares, and French punctuation."""
    shown, inside = [], False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            inside = token.contents.startswith("blocktrans") or (inside and token.contents == "plural")
        elif token.token_type == TokenType.TEXT and not inside:
            shown.append(token.contents)
    said = re.sub(r"<code>.*?</code>", " ", "".join(shown))
    text = re.sub(r"<[^>]*>", " ", said)
    words = [word for word in re.findall(r"[^\W\d_]{2,}[\w.]*", text) if word not in SAME_EVERYWHERE]
    return [f"{path.name}: {found}" for found in words + re.findall(r"[ \u00a0][:;]\s|[«»]", said)]


SAME_EVERYWHERE = {"Marelle", "CSV", "JSON", "openapi.json", "Amiens", "Saint", "Denis"}


def test_no_french_of_the_screens_is_left_unmarked() -> None:
    code = [path for floor in ("web", "domains", "kernel") for path in (ROOT / "marelle" / floor).rglob("*.py")]
    assert [found for path in code if not APART.search(path.as_posix()) for found in unmarked_in_code(path)] == []


# Not translated: the command line, what the files of the State call things, and the interface, which is in English.
APART = re.compile(
    r"/tests/|/testing/|/web/api/|/migrations/|/embedded_postgres/|/territories/rules/|/errors/command_line"
)


def unmarked_in_code(path: Path) -> list[str]:
    """Literals with a French letter that no call marks; docstrings and templates in code are something else."""
    tree = ast.parse(path.read_text())
    marked = {id(inner) for node in ast.walk(tree) if _is_apart(node) for inner in ast.walk(node)}
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked
        if FRENCH.search(NAMES.sub("", node.value)) and re.search(r"[^\W\d_]{3}", node.value) and "{%" not in node.value
    ]


def _is_apart(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS


def test_each_way_of_marking_is_read() -> None:
    code = (
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        'x = _("un " "deux"), ngettext("{n} jour", "{n} jours", n), pgettext_lazy("de famille", "Nom"), _(x)'
    )
    template = (
        "<p>\n  {% blocktranslate trimmed count n=n %}\n  un jour\n  {% plural %}{{ n }} jours{% endblocktranslate %}"
        '{% translate "Mai" context "mois" %}{% button _("Voir l’appel") tone=_("gai") %}{{ x|default:_("rien") }}'
    )
    found = {(m.id, m.context) for m in [*messages.in_python(code), *messages.in_template(template)]}
    assert found == {
        ("un deux", None),
        (("{n} jour", "{n} jours"), None),
        ("Nom", "de famille"),
        (("un jour", "%(n)s jours"), None),
        ("Mai", "mois"),
        ("Voir l’appel", None),
        ("gai", None),
        ("rien", None),
    }
    assert list(messages.in_data({"a": {"code": "x", "label": "Un"}, "b": [{"label": "2020"}, {"help": "Deux"}]})) == [
        "Un",
        "Deux",
    ]


def test_a_translation_survives_a_change_of_space() -> None:
    assert messages.same(messages.Message("Source :")) == messages.same(messages.Message("Source\u00a0:"))
    assert messages.same(messages.Message("Source.")) != messages.same(messages.Message("Source :"))
    assert messages.same(messages.Message("Nom", context="de famille")) != messages.same(messages.Message("Nom"))


def test_a_merge_that_brings_a_text_twice_keeps_its_english(monkeypatch: pytest.MonkeyPatch) -> None:
    held = messages.Plain(locale="en")
    held.add("Source :", "Source:")
    held.add("Source\u00a0:")
    monkeypatch.setattr(messages, "known", lambda language: held)
    assert messages.updated("en", [messages.Message("Source\u00a0:")]).get("Source\u00a0:").string == "Source:"


def test_both_sides_of_a_conflict_are_read() -> None:
    text = "a\n<<<<<<< HEAD\nb\n||||||| base\nc\n=======\nd\n>>>>>>> other\ne\n"
    assert messages.sides(text) == ["a\nb\ne\n", "a\nd\ne\n"]
    assert messages.sides("a\n") == ["a\n"]
