"""Every task that is queued by its name is there."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from procrastinate.contrib.django import app

ROOT = Path(__file__).resolve().parents[2]


def queued() -> Iterator[tuple[str, object]]:
    """Where a task is queued, and its name: a text, or a constant of that module."""
    for path in sorted((ROOT / "marelle").rglob("*.py")):
        if "tests" in path.parts or path.parent.name == "queue":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "later":
                said = node.args[0]
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield (
                    name,
                    said.value if isinstance(said, ast.Constant) else getattr(importlib.import_module(name), said.id),
                )


def test_each_task_that_is_queued_exists() -> None:
    app.perform_import_paths()  # as an order does before it queues, and the worker when it starts
    found = list(queued())
    assert found
    assert [(where, name) for where, name in found if name not in app.tasks] == []
