"""What the documents say is there: links, files, commands, settings, addresses, and the pages written from the code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from marelle.config.cli import COMMANDS
from scripts import flows, privacy
from scripts import test as checks

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "marelle").rglob("*.md")])
WALKS = [*sorted((ROOT / "docs/walks").glob("*.md")), ROOT / "docs/architecture.md"]
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
ORDER = re.compile(r"(?:^|[ =])(?<!-u )(make|\./run|\.venv/bin/marelle|marelle) ([a-z][a-z-]*)")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def code_in(path: Path) -> Iterator[str]:
    """What a document shows as code: its blocks, line by line, and what stands between backquotes."""
    for block, inline in CODE.findall(path.read_text()):
        yield from (block or inline).splitlines()


def headings(path: Path) -> set[str]:
    """The headings of a document, as links point at them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_somewhere(path: Path) -> None:
    lost = []
    for target in LINK.findall(path.read_text()):
        file, _sharp, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if re.match(r"https?:|mailto:", target):
            continue
        if not there.exists() or (anchor and anchor not in headings(there)):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_commands_exist(path: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    of_run = re.findall(r"^    ([a-z]+)\)$", (ROOT / "run").read_text(), re.MULTILINE)
    known = {"make": targets, "./run": of_run, "marelle": COMMANDS, ".venv/bin/marelle": COMMANDS}
    checked = {check.name for check in checks.checks()}
    unknown = []
    for line in code_in(path):
        unknown += [f"{order} {word}" for order, word in ORDER.findall(line) if word not in known[order]]
        subjects = re.findall(r"\./run test ((?:[a-z0-9-]+ ?)+)", line)
        unknown += [f"./run test {word}" for named in subjects for word in named.split() if word not in checked]
    assert not unknown


def test_settings_that_documents_name_are_read() -> None:
    code = "".join(path.read_text() for folder in ("marelle", "scripts") for path in (ROOT / folder).rglob("*.py"))
    code += (ROOT / "run").read_text()
    named = {name for path in DOCUMENTS for name in re.findall(r"\bMARELLE_[A-Z_]*[A-Z]\b", path.read_text())}
    assert len(named) > 10
    assert not {name for name in named if f'"{name}"' not in code and f"{{{name}:-" not in code}


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_addresses_exist(path: Path) -> None:
    """What is written `/cites/` is a page."""
    lost = []
    for address in (line for line in code_in(path) if re.fullmatch(r"/([a-z0-9.-]+/)*|/api/[a-z0-9/.]+", line)):
        try:
            resolve(address)
        except Resolver404:
            lost.append(address)
    assert not lost


@pytest.mark.parametrize("path", WALKS, ids=names(WALKS))
def test_what_a_walk_names_is_in_the_code(path: Path) -> None:
    """Each name between backquotes is a word of the code, or the name of a file."""
    files = [file for folder in ("marelle", "tests", "scripts", "docs") for file in (ROOT / folder).rglob("*")]
    code = "".join(file.read_text() for file in files if file.suffix in (".py", ".html", ".toml"))
    known = set(re.findall(r"\w+", code)) | {word for file in files for word in re.findall(r"\w+", file.name)}
    inline = [said for _block, said in CODE.findall(path.read_text())]
    named = {word for said in inline for word in re.findall(r"\b[A-Za-z_]\w{2,}", said)}
    unknown = named - known
    assert not unknown


@pytest.mark.parametrize("path", GUIDES, ids=names(GUIDES))
def test_the_guide_uses_the_words_of_the_screens(path: Path) -> None:
    """What stands in bold in the user guides is on a screen, letter for letter."""
    files = [file for file in (ROOT / "marelle/web").rglob("*") if file.suffix in (".py", ".html")]
    screens = "".join(file.read_text() for file in files).replace("\u00a0", " ")
    bold = set(re.findall(r"\*\*([^*]+)\*\*", path.read_text().replace("\u00a0", " ")))
    assert len(bold) > 20
    assert not {word for word in bold if word not in screens}


def test_the_pages_written_from_the_code_are_up_to_date() -> None:
    assert flows.PAGE.read_text() == flows.page(), "make docs"
    assert privacy.PAGE.read_text() == privacy.page(), "make docs"


@pytest.mark.parametrize("name", flows.names())
def test_a_flow_is_one_numbered_story(name: str) -> None:
    """One public function, of the name of its file, short, in one transaction; its acceptance test beside it."""
    tree = ast.parse((flows.FLOWS / f"{name}.py").read_text())
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert public == [name]
    function = flows.function_of(tree, name)
    story = ast.get_docstring(function) or ""
    assert (function.end_lineno or 0) - function.lineno < 40
    alone = [ast.unparse(decorator) for decorator in function.decorator_list] == ["transaction.atomic"]
    assert alone or "a transaction of its own" in story
    steps = re.findall(r"^(\d+)\. \S", story, re.MULTILINE)
    assert len(steps) > 1
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
    assert (flows.FLOWS / "tests" / f"test_{name}.py").exists()


def test_each_word_of_the_glossary_has_its_source() -> None:
    rows = [line for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
    assert not [row for row in cells if len(row) != 4 or not all(row)]
    english = [row[0].casefold() for row in cells]
    assert english == sorted(set(english))


def test_the_drawing_has_the_floors_and_the_domains_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors, domains = (re.findall(r"\w+", " ".join(contract["layers"])) for contract in contracts[:2])
    drawn = re.findall(r">([a-z]+)</text>", (ROOT / "docs/pictures/floors.svg").read_text())
    assert [word for word in drawn if word in domains] == domains
    assert [word for word in drawn if word in floors] == [*floors[:-2], "engines", "kernel"]


def test_pictures_are_light() -> None:
    assert not [path.name for path in (ROOT / "docs/pictures").iterdir() if path.stat().st_size > 150_000]
