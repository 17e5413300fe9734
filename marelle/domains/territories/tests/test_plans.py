"""The plan of an import: what is new, changed, the same, silent, refused."""

from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories.rules.plans import compare
from marelle.kernel.sheets.reading import Fault, Line, Reading

Row = tuple[str, int]
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2)), max_size=12)


def reading_of(rows: list[Row]) -> Reading[Row]:
    return Reading([Line(number, row) for number, row in enumerate(rows, start=2)])


def plan_of(rows: list[Row], known: dict[str, Row]):
    return compare(reading_of(rows), known, lambda row: row[0], lambda row: "Non." if row[0] == "f" else None)


@given(ROWS, ROWS)
def test_a_plan_applied_leaves_nothing_to_change(rows: list[Row], before: list[Row]) -> None:
    known = {row[0]: row for row in before}
    plan = plan_of(rows, known)
    after = known | {row[0]: row for row in [*plan.add, *plan.change]}
    again = plan_of(rows, after)
    assert again.changes_nothing
    assert again.refused == plan.refused
    assert set(known) <= set(after)


@given(ROWS, ROWS)
def test_every_line_has_one_fate(rows: list[Row], before: list[Row]) -> None:
    known = {row[0]: row for row in before}
    plan = plan_of(rows, known)
    assert len(plan.add) + len(plan.change) + plan.unchanged + len(plan.refused) == len(rows)
    assert plan.absent == len(set(known) - {key for key, _value in rows if key != "f"})
    assert not {row[0] for row in plan.add} & set(known)


def test_a_row_that_comes_twice_says_where_it_came_first() -> None:
    plan = plan_of([("a", 1), ("b", 1), ("a", 2)], {})
    assert plan.add == [("a", 1), ("b", 1)]
    assert [fault.line for fault in plan.refused] == [4]
    assert "2" in plan.refused[0].sentence


def test_refusals_are_in_the_order_of_the_file() -> None:
    reading = reading_of([("f", 1), ("a", 1)])
    reading.faults.append(Fault(1, "Illisible."))
    plan = compare(reading, {}, lambda row: row[0], lambda row: "Non." if row[0] == "f" else None)
    assert [fault.line for fault in plan.refused] == [1, 2]
