"""Answers picked from registers, files joined, commitments, and the row that balances a budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.questionnaires import DefinitionRefused, Entry, Fact, check, content, evaluate, normalise, read
from marelle.kernel.questionnaires.registers import as_data, asks_by_registers, proposed, read_known, wanted


def form(*fields, **rest):
    return read({"sections": [{"code": "s", "title": "S", "fields": list(fields)}], **rest})


def field(code, kind, **rest):
    return {"code": code, "label": code.title(), "kind": kind, **rest}


PLACES = form(
    field("towns", "references", of="town", required=True, max=2),
    field("schools", "references", of="school", near="towns"),
    field("lead", "reference", of="school", near="schools"),
    field("pupils", "computed", result="integer", compute={"sum": ["schools.pupils"]}),
    field("many", "text", required=True, show_if={"field": "schools.pupils", "at_least": 600}),
    field("papers", "documents", max=1),
    field("sworn", "commitment", required=True),
)
KNOWN = {
    "town": {"1": Entry("1", "Ville")},
    "school": {
        "a": Entry("a", "École A", facts=(Fact("pupils", "Élèves", "500", "élèves", "2019", "Liste"),)),
        "b": Entry("b", "École B", facts=(Fact("pupils", "Élèves", "150"),)),
        "c": Entry("c", "École C"),
    },
    "document": {},
}


def test_what_registers_count_is_computed_and_opens_questions():
    seen = evaluate(PLACES, {"schools": ["a", "b"]}, KNOWN)
    assert seen.values["pupils"] == 650
    assert "many" in seen.shown
    assert "pupils" not in evaluate(PLACES, {"schools": ["c"]}, KNOWN).values  # unknown is not zero


@pytest.mark.parametrize(
    "condition, looked_up",
    [
        ({"field": "schools.pupils", "at_least": 600}, True),
        ({"field": "pupils", "at_least": 600}, True),  # computed, from what a register says
        ({"not": {"field": "schools.pupils", "at_least": 1}}, True),
        ({"field": "schools", "filled": True}, False),
        ({"any": [{"field": "title", "equals": "x"}, {"field": "towns", "filled": True}]}, False),
    ],
)
def test_registers_are_read_where_they_decide_what_is_asked(condition, looked_up):
    start = [
        field("title", "text"),
        field("towns", "references", of="town"),
        field("schools", "references", of="school", near="towns"),
        field("pupils", "computed", result="integer", compute={"sum": ["schools.pupils"]}),
    ]
    told = form(*start, field("more", "text", show_if=condition))
    answers = {"towns": ["1"], "schools": ["a", "b"]}
    assert asks_by_registers(told) is looked_up
    assert looked_up or evaluate(told, answers).shown == evaluate(told, answers, KNOWN).shown


def test_a_code_that_no_register_holds_is_a_fault_only_where_registers_are_known():
    answers = {"towns": ["9"], "schools": ["a"], "lead": "b", "papers": ["x"], "sworn": True}
    assert {fault.path for fault in check(PLACES, answers, KNOWN)} == {"towns", "lead", "papers"}
    assert {fault.path for fault in check(PLACES, answers)} == {"lead"}


def test_a_commitment_is_made_or_is_not_there():
    assert normalise(PLACES, {"sworn": "on"}).answers == {"sworn": True}
    assert normalise(PLACES, {"sworn": False}).answers == {}


def test_what_is_known_is_frozen_and_read_again():
    assert read_known(as_data(KNOWN)) == {key: value for key, value in KNOWN.items() if value}


def test_what_is_asked_of_registers_and_what_they_propose():
    answers = {"towns": ["1"], "schools": ["a", "b"]}
    assert wanted(PLACES, answers) == {"town": ["1"], "school": ["a", "b"], "document": []}

    class Some:
        def near(self, register, guide, codes):
            return [f"{register} near {guide} {codes[0]}"]

    found = proposed(PLACES, PLACES.fields, answers, Some())
    assert found == {"schools": ["school near town 1"], "lead": ("a", "b")}


YEARS = [field("y1", "money", min=0), field("y2", "money"), field("total", "computed", compute={"sum": ["y1", "y2"]})]
USES = field("uses", "table", columns=YEARS, rows=[{"code": "u", "label": "U"}, {"code": "v", "label": "V"}])
RESOURCES = field(
    "resources",
    "table",
    columns=YEARS,
    rows=[{"code": "state", "label": "État"}, {"code": "town", "label": "Ville", "balances": "uses"}],
)
BUDGET = form(
    USES,
    RESOURCES,
    field("gap", "computed", compute={"difference": ["uses.total", "resources.total"]}),
)
amounts = st.none() | st.integers(0, 10**9)


@given(st.lists(amounts, min_size=6, max_size=6))
def test_a_budget_with_a_balancing_row_always_balances(numbers):
    cells = [{k: v for k, v in zip(("y1", "y2"), numbers[i : i + 2], strict=True) if v is not None} for i in (0, 2, 4)]
    uses = [{"row": row, **cell} for row, cell in zip("uv", cells, strict=False) if cell]
    answers = {"uses": uses, "resources": [{"row": "state", **cells[2]}, {"row": "town", "y1": 77}]}
    seen = content(BUDGET, answers)
    whole = sum(cell.get(year, 0) for cell in cells[:2] for year in cell)
    if any(cells[:2]) and set(cells[2]) <= {year for cell in cells[:2] for year in cell}:
        assert seen["gap"] == 0
        town = next(row for row in seen["resources"] if row["row"] == "town")
        assert town.get("y1", 0) + town.get("y2", 0) == whole - sum(cells[2].values())


def test_more_than_there_is_to_find_is_a_fault_at_the_row_that_balances():
    answers = {"uses": [{"row": "u", "y1": 100}], "resources": [{"row": "state", "y1": 101}]}
    assert [fault.path for fault in check(BUDGET, answers)] == ["resources.town.y1"]


@pytest.mark.parametrize(
    "wrong",
    [
        field("x", "references"),
        field("x", "references", of="town", near="nothing"),
        field("x", "text", near="towns"),
        field("x", "commitment", min=1),
        field("x", "table", columns=YEARS, rows=[{"code": "a", "label": "A", "balances": "nothing"}]),
    ],
)
def test_a_form_that_points_nowhere_is_refused(wrong):
    with pytest.raises(DefinitionRefused):
        form(wrong)
