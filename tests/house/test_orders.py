"""Whatever a screen of the calls orders, a program may order too: each such route is paired with its operations."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from marelle.web.api.v1 import api
from marelle.web.calls.urls import urlpatterns

SCREENS = "marelle.web.calls"
FOLDER = Path(__file__).resolve().parents[2] / "marelle" / "web" / "calls"
WRITING = ("post", "put", "patch")
REFUSALS = {"401", "403", "404", "409", "422"}

# Route of a screen that orders something → the operations that order the same.
ORDERS = {
    "application_start": ("start_application",),
    "application_section": ("save_answers", "join_document", "settle_aside"),
    "application_autosave": ("save_answers",),
    "application_newer_form": ("pass_to_newest_form",),
    "application_eligibility": ("ask_derogation",),
    "derogation": ("answer_derogation",),
    "application_file": ("application_filing",),
    "application_correct": ("ask_correction", "end_correction"),
    "forms": ("begin_form",),
    "form_editor": ("change_form", "publish_form", "drop_form"),
    "form_question": ("change_form",),
    "application_opinions": ("speak",),
    "application_decide": ("decide_application",),
    "application_exchange": ("write_to_the_other",),
    "application_readers": ("assign_by_hand", "take_back", "ask_further_reader"),
    "deputies": ("delegate",),
    "deputy_end": ("end_deputy",),
    "review": ("save_draft", "submit_review", "correct_review"),
    "review_links": ("state_interest",),
    "application_interest": ("lift_interest",),
    "call_new": ("prepare_call",),
    "call_bulk": ("remind", "assign_some", "draw_some"),
    "call_remind_drafts": ("remind",),
    "call_import": ("send_sheet",),
    "call_sheet": ("bring_sheet",),
    "past_label": ("past_label",),
    "call_open": ("call_opening",),
    "call_close": ("call_closing",),
    "call_announce": ("call_announcement",),
    "call_jury": ("name_reviewer", "release_reviewer"),
    "call_draw": ("draw_files",),
    "call_chase": ("chase",),
    "call_extend": ("call_extension",),
    "call_batches": ("plan_batch", "announce_batch", "drop_batch"),
    "call_duplicate": ("copy_call",),
    "call_trial": ("try_call", "invite_guest", "leave_guest"),
    "call_drop": ("drop_preparation",),
    "call_describe": ("prepare_description",),
    "call_calendar": ("prepare_calendar",),
    "call_candidates": ("prepare_eligibility",),
    "call_file": ("prepare_form",),
    "call_document_new": ("prepare_documents",),
    "call_document": ("prepare_documents",),
    "call_criteria": ("prepare_criteria",),
    "call_criterion_new": ("prepare_criteria",),
    "call_criterion": ("prepare_criteria",),
    "call_envelopes": ("prepare_envelope",),
    "call_list": ("prepare_selection",),
    "decision_replace": ("decision_replacement",),
    "application_outcome": ("list_appeal",),
    "application_withdraw": ("withdraw_application",),
    "call_list_home": ("list_compute",),
    "list_scenario": ("list_compute",),
    "list_run": ("list_replay",),
    "list_jury": ("list_freeze", "list_reopen", "list_drop"),
    "list_propose": ("list_propose",),
    "list_override": ("list_override",),
    "list_sign": ("list_sign",),
    "list_decide": ("list_decide",),
    "list_after": ("list_call_next", "list_withdraw"),
    "appeal": ("list_answer",),
}
# Those that order nothing, though a form is sent to them.
KEEP_NOTHING = {
    "form_version": "a published version is tried as it is answered; nothing is sent to it",
    "form_preview": "what is typed is judged and shown again, never kept: a program reads the definition",
}
ROUTES: dict[str, Any] = {route.name: route.callback for route in urlpatterns}


@cache
def operations() -> dict[str, dict[str, Any]]:
    """Every order of the interface, by the name of its function."""
    found = {}
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for verb, told in verbs.items():
            if verb in WRITING:
                found[told["operationId"].split("_api_")[-1]] = {**told, "path": path}
    return found


def operation(name: str) -> dict[str, Any]:
    ending = [told for key, told in operations().items() if key.endswith(f"_{name}") or key == name]
    assert ending, f"no operation of the interface is called {name}"
    return ending[0]


@cache
def tree(module: str) -> tuple[dict[str, ast.AST], dict[str, tuple[str, str]]]:
    """The functions of a module of the screens, and what it takes from the others."""
    parsed = ast.parse((FOLDER / f"{module}.py").read_text())
    functions: dict[str, ast.AST] = {n.name: n for n in parsed.body if isinstance(n, ast.FunctionDef)}
    taken = {}
    for node in parsed.body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            taken |= {(one.asname or one.name): (node.module, one.name) for one in node.names}
    return functions, taken


def reads_a_form(module: str, name: str, seen: set[tuple[str, str]]) -> bool:
    """True when a function of the screens, or one that it calls there, looks at what was sent."""
    if (module, name) in seen or not (FOLDER / f"{module}.py").exists():
        return False
    seen.add((module, name))
    functions, taken = tree(module)
    body = functions.get(name)
    if body is None:
        return False
    nodes = list(ast.walk(body))
    if any(getattr(node, "attr", None) == "POST" or getattr(node, "value", None) == "POST" for node in nodes):
        return True
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    here = [(module, one) for one in called & set(functions)]
    there = [taken[one] for one in called & set(taken)]
    return any(reads_a_form(*one, seen) for one in here + there)


def takes_orders(name: str) -> bool:
    view = ROUTES[name]
    inner = importlib.import_module(view.__module__)
    assert inner.__name__.startswith(SCREENS)
    return reads_a_form(view.__module__.rsplit(".", 1)[-1], view.__name__, set())


def test_every_screen_that_takes_an_order_is_paired() -> None:
    taking = {name for name in ROUTES if takes_orders(name)}
    assert len(taking) > 50
    assert taking - set(ORDERS) - set(KEEP_NOTHING) == set()


def test_no_pair_is_of_a_screen_that_is_gone() -> None:
    assert {name for name in [*ORDERS, *KEEP_NOTHING] if not takes_orders(name)} == set()
    assert not set(ORDERS) & set(KEEP_NOTHING)


@pytest.mark.parametrize("name", sorted({one for names in ORDERS.values() for one in names}))
def test_each_order_is_in_the_interface_with_its_refusals(name: str) -> None:
    told = operation(name)
    assert {str(status) for status in told["responses"]} >= REFUSALS, told["path"]
    assert told["summary"]
