"""Whatever a screen orders or tells, a program may order or ask too: each such route is paired with its operations."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from marelle.web.api.v1 import api

from .pairs import WINGS, Wing

WEB = Path(__file__).resolve().parents[2] / "marelle" / "web"
WRITING = ("post", "put", "patch")
REFUSALS = {"401", "403", "404", "409", "422"}
TELLING = [wing for wing in WINGS.values() if wing.questions is not None]
Seen = set[tuple[str, str, str]]
SHARED = "marelle.web.ui."  # what the screens share, a desk of working tables among them


@cache
def operations() -> dict[tuple[bool, str], dict[str, Any]]:
    """Every operation of the interface, by whether it orders and by the name of its function."""
    found = {}
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for verb, told in verbs.items():
            found[verb in WRITING, told["operationId"].split("_api_")[-1]] = {**told, "path": path}
    return found


def operation(name: str, *, orders: bool) -> dict[str, Any]:
    exact = [told for (writes, key), told in operations().items() if writes is orders and name == key]
    ending = [told for (writes, key), told in operations().items() if writes is orders and key.endswith(f"_{name}")]
    assert exact or ending, f"no operation of the interface is called {name}"
    return (exact or ending)[0]


@cache
def tree(wing: str, module: str) -> tuple[dict[str, ast.AST], dict[str, tuple[str, str, str]]]:
    """The functions and the classes of a module of the screens, and what it takes from the others."""
    parsed = ast.parse((WEB / wing / f"{module}.py").read_text())
    kinds = (ast.FunctionDef, ast.ClassDef)
    told: dict[str, ast.AST] = {node.name: node for node in parsed.body if isinstance(node, kinds)}
    taken = {}
    for node in parsed.body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            taken |= {(one.asname or one.name): (wing, node.module, one.name) for one in node.names}
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(SHARED):
            module = str(node.module).removeprefix(SHARED).replace(".", "/")
            taken |= {(one.asname or one.name): ("ui", module, one.name) for one in node.names}
    return told, taken


def reads_a_form(wing: str, module: str, name: str, seen: Seen) -> bool:
    """True when a function of the screens, or one that it calls there, looks at what was sent."""
    if (wing, module, name) in seen or not (WEB / wing / f"{module}.py").exists():
        return False
    seen.add((wing, module, name))
    told, taken = tree(wing, module)
    body = told.get(name)
    if body is None:
        return False
    nodes = list(ast.walk(body))
    if any({getattr(node, "attr", None), getattr(node, "value", None)} & {"POST", "body"} for node in _plain(nodes)):
        return True
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    here = [(wing, module, one) for one in called & set(told)]
    there = [taken[one] for one in called & set(taken)]
    return any(reads_a_form(*one, seen) for one in here + there)


def _plain(nodes: list[ast.AST]) -> list[ast.AST]:
    """Attributes of a request, and words: what may say that something was sent."""
    return [
        node
        for node in nodes
        if (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute))
        or (isinstance(node, ast.Constant) and node.value == "POST")
    ]


def takes_orders(wing: Wing, name: str) -> bool:
    view = wing.routes[name]
    inner = importlib.import_module(view.__module__)
    assert inner.__name__.startswith(f"marelle.web.{wing.name}")
    return reads_a_form(wing.name, view.__module__.rsplit(".", 1)[-1], view.__name__, set())


@pytest.mark.parametrize("wing", WINGS.values(), ids=WINGS)
def test_every_screen_that_takes_an_order_is_paired(wing: Wing) -> None:
    taking = {name for name in wing.routes if takes_orders(wing, name)}
    assert taking - set(wing.orders) - set(wing.keep_nothing) == set()


@pytest.mark.parametrize("wing", WINGS.values(), ids=WINGS)
def test_no_pair_is_of_a_screen_that_is_gone(wing: Wing) -> None:
    assert {name for name in [*wing.orders, *wing.keep_nothing] if not takes_orders(wing, name)} == set()
    assert not set(wing.orders) & set(wing.keep_nothing)


def test_the_reading_of_screens_finds_their_orders() -> None:
    assert {name: len(wing.orders) for name, wing in WINGS.items()}["calls"] > 50
    assert len(WINGS["projects"].orders) > 20


@pytest.mark.parametrize(
    "name", sorted({one for wing in WINGS.values() for two in wing.orders.values() for one in two})
)
def test_each_order_is_in_the_interface_with_its_refusals(name: str) -> None:
    told = operation(name, orders=True)
    assert {str(status) for status in told["responses"]} >= REFUSALS, told["path"]
    assert told["summary"]


@pytest.mark.parametrize("wing", TELLING, ids=[wing.name for wing in TELLING])
def test_every_page_is_paired_with_its_questions(wing: Wing) -> None:
    asked = wing.questions or {}
    assert set(wing.routes) == {*asked, *wing.tell_nothing}
    assert not set(asked) & set(wing.tell_nothing)


@pytest.mark.parametrize(
    "name", sorted({n for wing in TELLING for two in (wing.questions or {}).values() for n in two})
)
def test_each_question_is_in_the_interface(name: str) -> None:
    told = operation(name, orders=False)
    assert "200" in {str(status) for status in told["responses"]} and told["summary"], told["path"]
