"""Two colleagues in one answer: neither loses a word, whatever they do."""

from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.questionnaires.definition import Field, Option
from marelle.kernel.questionnaires.joining import APART, joined
from marelle.kernel.questionnaires.merging import merge
from marelle.kernel.questionnaires.reading import read

LONG = Field("story", "Récit", "long_text")
LIST = Field("places", "Lieux", "references", reference="place")
CELLS = Field(
    "budget",
    "Budget",
    "table",
    rows=(Option("a", "A"), Option("b", "B")),
    columns=(Field("x", "X", "money"), Field("y", "Y", "money")),
)
ROWS = Field("list", "Liste", "table", columns=(Field("name", "Nom", "text"),))
lines = st.lists(st.sampled_from(["un", "deux", "trois", "quatre", "cinq", "six", ""]), max_size=7).map("\n".join)
codes = st.lists(st.sampled_from("abcdefg"), max_size=6, unique=True)
cells = st.fixed_dictionaries({}, optional={"x": st.integers(0, 3), "y": st.integers(0, 3)})
tables = st.tuples(cells, cells).map(
    lambda pair: [{"row": row, **cell} for row, cell in zip("ab", pair, strict=True) if cell]
)
free = st.lists(st.sampled_from("abcdef").map(lambda name: {"name": name}), max_size=5)


def gained(before, after):
    return {line for line in after if line and line not in before}


@given(lines, lines, lines)
def test_every_line_that_either_wrote_is_in_what_is_joined(before, theirs, mine):
    both = joined(LONG, before or None, theirs or None, mine or None)
    if both is APART:
        return
    old, kept = before.split("\n"), (both or "").split("\n")
    assert gained(old, theirs.split("\n")) <= set(kept)
    assert gained(old, mine.split("\n")) <= set(kept)
    assert set(kept) <= {*old, *theirs.split("\n"), *mine.split("\n")}


@given(lines, lines)
def test_what_one_alone_changed_is_theirs(before, after):
    assert joined(LONG, before or None, before or None, after or None) == (after or None)
    assert joined(LONG, before or None, after or None, before or None) == (after or None)
    assert joined(LONG, before or None, after or None, after or None) == (after or None)


def test_two_paragraphs_of_one_text():
    before = "Premier.\n\nDeuxième.\n\nTroisième."
    theirs, mine = before.replace("Premier", "Premier, revu"), before.replace("Troisième", "Troisième, revu")
    assert joined(LONG, before, theirs, mine) == "Premier, revu.\n\nDeuxième.\n\nTroisième, revu."
    assert joined(LONG, before, theirs, before.replace("Premier", "Autre")) is APART


@given(codes, codes, codes)
def test_lists_keep_what_either_added_and_lose_what_either_took_away(before, theirs, mine):
    both = set(joined(LIST, before, theirs, mine) or [])
    assert both == (set(theirs) | set(mine)) - (set(before) - set(theirs)) - (set(before) - set(mine))


@given(tables, tables, tables)
def test_cells_are_joined_one_by_one(before, theirs, mine):
    both = joined(CELLS, before, theirs, mine)
    for row in "ab":
        for column in "xy":
            was, his, my = (_cell(table, row, column) for table in (before, theirs, mine))
            if both is APART:
                continue
            assert _cell(both or [], row, column) == (his if my == was else my)
            assert his == my or was in (his, my)


def _cell(table, row, column):
    return next((line.get(column) for line in table if line["row"] == row), None)


@given(free, free, free)
def test_rows_that_either_added_are_kept(before, theirs, mine):
    both = joined(ROWS, before, theirs, mine)
    if both is not APART:
        names = [row["name"] for row in both or []]
        for added in (theirs, mine):
            assert {row["name"] for row in added} - {row["name"] for row in before} <= set(names)


def test_two_rows_added_at_the_end_are_both_there():
    """Two colleagues who each add an action at the bottom of the plan: the usual case, which nobody has to settle."""
    first, his, mine = ({"name": name} for name in ("Devoirs", "Mercredi", "Métiers"))
    assert joined(ROWS, [first], [first, his], [first, mine]) == [first, his, mine]
    assert joined(ROWS, None, [his], [mine]) == [his, mine]
    assert joined(ROWS, [first], [first, his], [first, his, mine]) == [first, his, mine]
    further = {"name": "Mercredi des ados"}
    assert joined(ROWS, [first], [first, his], [first, further]) == [
        first,
        further,
    ]  # typed on, not heard back
    assert joined(ROWS, [first], [his], [mine]) is APART  # the same row, changed by both


FORM = read(
    {
        "sections": [
            {
                "code": "s",
                "title": "S",
                "fields": [
                    {"code": "name", "label": "Nom", "kind": "text"},
                    {"code": "story", "label": "Récit", "kind": "long_text"},
                ],
            }
        ]
    }
)
answers = st.fixed_dictionaries({"name": st.sampled_from(["a", "b", None]), "story": lines.map(lambda t: t or None)})


@given(answers, answers, answers)
def test_a_merge_stores_or_shows_every_word(before, stored, mine):
    """What I wrote is stored, or shown as a clash; what a colleague stored stays, or is shown as one."""
    outcome = merge(stored, mine, [before], FORM)
    clashing = {clash.field: clash for clash in outcome.clashes}
    for field, value in mine.items():
        after = outcome.changed.get(field, (None, stored[field]))[1]
        if field in clashing:
            assert (clashing[field].theirs, clashing[field].mine) == (stored[field], value)
            assert field not in outcome.changed
        elif value != before[field] and stored[field] == before[field]:
            assert after == value
        elif value == before[field]:
            assert after == stored[field]
