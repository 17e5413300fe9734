"""Writes docs/flows.md: each flow as the numbered story that its docstring tells, with the orders that its code gives.

python scripts/flows.py          writes the page
python scripts/flows.py --check  exit code 1 when the page no longer says what the flows say
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOWS, PAGE = ROOT / "marelle" / "flows", ROOT / "docs" / "flows.md"
# Files of the floor that are not a flow, and why. The list may only shrink.
BESIDE = {
    "imports": "the command `marelle import`: gives one order of `territories`, or tells what ships with Marelle.",
    "reference": "the loader of the pack in `marelle/reference/`, with the facts that several flows read in it.",
}
HEAD = """# Flows
Written by `make docs` from the docstrings in `marelle/flows/`: change the story there, beside its code.

A flow carries one order through several domains: one file, one public function of the same name, one transaction. It
gives orders to services, asks questions of queries, touches no record. If anything on its way is refused, nothing
happened.
"""


def main(arguments):
    text = page()
    if "--check" in arguments:
        return 0 if PAGE.read_text() == text else 1
    PAGE.write_text(text)
    return 0


def page():
    """The whole page."""
    stories = "".join(story(name) for name in names())
    beside = "".join(f"* [`{name}.py`](../marelle/flows/{name}.py): {why}\n" for name, why in BESIDE.items())
    demo = "* [`demo/`](../marelle/flows/demo/): the demonstration, played through these flows and the services.\n"
    return f"{HEAD}{stories}\n## Beside the flows, on the same floor\n{beside}{demo}"


def names():
    """The flows, by the names of their files."""
    found = {path.stem for path in FLOWS.glob("*.py")} - {"__init__"}
    return sorted(found - set(BESIDE))


def story(name):
    """One flow: what it promises, its steps, the orders that its code gives, where it is and what tries it."""
    tree = ast.parse((FLOWS / f"{name}.py").read_text())
    promise, _blank, steps = ast.get_docstring(function_of(tree, name)).partition("\n")
    told = ", ".join(f"`{order}`" for order in orders(tree))
    code, test = f"../marelle/flows/{name}.py", f"../marelle/flows/tests/test_{name}.py"
    return f"\n## {name}\n{promise}\n\n{steps.strip()}\n\nIts orders: {told}.\n" + (
        f"[Code]({code}) · [acceptance test]({test})\n"
    )


def function_of(tree, name):
    """The public function that bears the name of its file."""
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)


def orders(tree):
    """The services and the flows that the file calls, in the order of the text, each once."""
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    rooms, flows = services(tree), other_flows(tree)
    found = [
        (call.lineno, call.col_offset, f"{rooms[call.value.id]}.{call.attr}")
        for call in called
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id in rooms
    ]
    found += [
        (call.lineno, call.col_offset, call.id) for call in called if isinstance(call, ast.Name) and call.id in flows
    ]
    verbs = [order for _line, _column, order in sorted(found) if order.rpartition(".")[2][0].islower()]
    return list(dict.fromkeys(verbs))


def services(tree):
    """What the file calls the services of each domain: `calls`, `funding`, `register`…"""
    return {
        (alias.asname or alias.name): node.module.rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("marelle.domains.")
        for alias in node.names
        if alias.name == "services"
    }


def other_flows(tree):
    """The flows that the file calls."""
    return {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module in names()
        for alias in node.names
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
