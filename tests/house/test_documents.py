"""What the documents say is there: links, files, commands, settings, addresses, and the pages written from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from marelle.config.cli import COMMANDS
from scripts import flows, privacy
from scripts import test as checks

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "marelle").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
WORDS_OF_RUN = ("demo", "test", "bench", "setup")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def code_in(path: Path) -> Iterator[str]:
    """What a document shows as code: its blocks, line by line, and what stands between backquotes."""
    for block, inline in CODE.findall(path.read_text()):
        yield from (block or inline).splitlines()


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_somewhere(path: Path) -> None:
    lost = []
    for target in LINK.findall(path.read_text()):
        if re.match(r"https?:|mailto:", target):
            continue
        file, _sharp, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if (
            not there.exists()
            or anchor
            and anchor not in {anchor_of(h) for h in re.findall(r"^#+ (.+)$", there.read_text(), re.MULTILINE)}
        ):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_commands_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    orders = {"make": targets, "./run": set(WORDS_OF_RUN), "marelle": set(COMMANDS), ".venv/bin/marelle": set(COMMANDS)}
    tests = {check.name for check in checks.checks()}
    unknown = []
    for line in code_in(path):
        for order, word in re.findall(r"(?:^|[ =])(make|\./run|\.venv/bin/marelle|marelle) ([a-z][a-z-]*)", line):
            if word not in orders[order]:
                unknown.append(f"{order} {word}")
        for named in re.findall(r"\./run test ((?:[a-z0-9-]+ ?)+)", line):
            unknown += [f"./run test {name}" for name in named.split() if name not in tests]
    assert not unknown


def test_settings_that_documents_name_are_read() -> None:
    code = "".join(path.read_text() for path in (ROOT / "marelle").rglob("*.py"))
    code += "".join((ROOT / name).read_text() for name in ("run", "scripts/test.py", "tests/journeys/conftest.py"))
    named = {name for path in DOCUMENTS for name in re.findall(r"\bMARELLE_[A-Z_]*[A-Z]\b", path.read_text())}
    assert len(named) > 10
    assert not {name for name in named if name not in code}


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_addresses_exist(path: Path) -> None:
    """An address between backquotes, such as `/cites/`, is a page."""
    lost = []
    for address in (line for line in code_in(path) if re.fullmatch(r"/[a-z0-9/.-]*", line)):
        try:
            resolve(address)
        except Resolver404:
            lost.append(address)
    assert not lost


WALKS = [*sorted((ROOT / "docs/walks").glob("*.md")), ROOT / "docs/architecture.md"]


@pytest.mark.parametrize("path", WALKS, ids=names(WALKS))
def test_what_a_walk_names_is_in_the_code(path: Path) -> None:
    code = "".join(
        file.read_text()
        for folder in ("marelle", "tests", "scripts")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".html", ".toml", ".csv")
    )
    words = {word for line in code_in(path) for word in re.findall(r"[A-Za-z_]{4,}", line)}
    assert words
    assert not {word for word in words if word not in code and not list(ROOT.glob(f"**/{word}*"))[:1]}


def test_the_pages_written_from_the_code_are_up_to_date() -> None:
    assert flows.PAGE.read_text() == flows.page(), "make docs"
    assert privacy.PAGE.read_text() == privacy.page(), "make docs"


@pytest.mark.parametrize("name", flows.names())
def test_a_flow_is_one_numbered_story(name: str) -> None:
    """One public function, of the name of its file, short, in one transaction; its acceptance test beside it."""
    tree = ast.parse((flows.FLOWS / f"{name}.py").read_text())
    public = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    assert public == [name]
    function = flows.function_of(tree, name)
    assert (function.end_lineno or 0) - function.lineno < 40
    assert [ast.unparse(decorator) for decorator in function.decorator_list] == ["transaction.atomic"]
    steps = re.findall(r"^(\d+)\. \S", ast.get_docstring(function) or "", re.MULTILINE)
    assert len(steps) > 1
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
    assert (flows.FLOWS / "tests" / f"test_{name}.py").exists()


def test_each_word_of_the_glossary_has_its_source() -> None:
    rows = [line for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
    assert not [row for row in cells if len(row) != 4 or not all(row)]
    english = [row[0].lower() for row in cells]
    assert english == sorted(english)
    assert len(english) == len(set(english))


def test_pictures_are_light() -> None:
    heavy = [path.name for path in (ROOT / "docs/pictures").iterdir() if path.stat().st_size > 150_000]
    assert not heavy
