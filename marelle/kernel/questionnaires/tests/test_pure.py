"""The pure core: any JSON is survived, the same answers are always judged the same way."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.kernel.questionnaires import DefinitionRefused, check, content, evaluate, normalise, read, visible
from marelle.kernel.questionnaires.merging import merge

FORM = {
    "sections": [
        {
            "code": "who",
            "title": "Identité",
            "fields": [
                {"code": "name", "label": "Nom", "kind": "text", "required": True, "max": 20},
                {"code": "story", "label": "Récit", "kind": "long_text", "min": 5},
                {"code": "several", "label": "Plusieurs communes", "kind": "yes_no", "required": True},
                {
                    "code": "seat",
                    "label": "Commune siège",
                    "kind": "reference",
                    "of": "commune",
                    "required": True,
                    "show_if": {"field": "several", "equals": True},
                },
                {"code": "day", "label": "Délibération", "kind": "date", "min": "2019-01-01", "max": "2019-12-31"},
                {
                    "code": "themes",
                    "label": "Thèmes",
                    "kind": "choices",
                    "max": 2,
                    "options": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}, {"code": "c", "label": "C"}],
                },
                {
                    "code": "why_c",
                    "label": "Pourquoi C",
                    "kind": "text",
                    "required": True,
                    "show_if": {
                        "all": [{"field": "themes", "contains": "c"}, {"not": {"field": "day", "filled": False}}]
                    },
                },
                {"code": "share", "label": "Part", "kind": "decimal", "min": 0, "max": "100"},
                {"code": "pupils", "label": "Élèves", "kind": "integer", "min": 1},
            ],
        },
        {
            "code": "money",
            "title": "Budget",
            "fields": [
                {
                    "code": "resources",
                    "label": "Ressources",
                    "kind": "table",
                    "required": True,
                    "totals": True,
                    "rows": [{"code": "state", "label": "État"}, {"code": "town", "label": "Ville"}],
                    "columns": [
                        {"code": "y1", "label": "2020", "kind": "money", "min": 0},
                        {"code": "y2", "label": "2021", "kind": "money", "min": 0},
                        {"code": "total", "label": "Total", "kind": "computed", "compute": {"sum": ["y1", "y2"]}},
                    ],
                },
                {"code": "all", "label": "Total", "kind": "computed", "compute": {"sum": ["resources.total"]}},
                {
                    "code": "state_share",
                    "label": "Part de l’État",
                    "kind": "computed",
                    "result": "decimal",
                    "compute": {"share": ["resources[state].total", "all"]},
                },
                {
                    "code": "posts",
                    "label": "Postes",
                    "kind": "table",
                    "max": 2,
                    "columns": [
                        {"code": "title", "label": "Intitulé", "kind": "text", "required": True},
                        {"code": "cost", "label": "Coût", "kind": "money"},
                    ],
                },
            ],
        },
    ],
    "rules": [
        {
            "must": {"field": "posts.cost", "at_most": {"other": "all"}},
            "at": "posts",
            "sentence": "Les postes coûtent plus que le total.",
        },
    ],
}
DEFINITION = read(FORM)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("12,50") | st.just("2019-02-30"),
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(st.text(max_size=8), inside, max_size=5),
    max_leaves=20,
)
COLUMNS = ["row", "y1", "y2", "title", "cost", "total"]
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), JSON | st.just("state"), max_size=4) | JSON, max_size=4)
ANSWERS = st.dictionaries(st.sampled_from([f.code for f in DEFINITION.fields]), JSON | ROWS) | JSON
GOOD = {
    "name": "Grand-Canal",
    "several": "non",
    "day": "30/06/2019",
    "themes": ["b", "a"],
    "share": "12,50",
    "resources": [{"row": "town", "y1": "1 000,50"}, {"row": "state", "y1": 300000, "y2": "2000"}],
}


@given(ANSWERS)
@settings(max_examples=300)
def test_no_json_ever_makes_it_crash(raw):
    faults = check(DEFINITION, raw)
    assert all(fault.sentence for fault in faults)
    json.dumps(content(DEFINITION, raw), allow_nan=False).encode()


@given(ANSWERS)
def test_reading_twice_changes_nothing(raw):
    once = normalise(DEFINITION, raw).answers
    assert normalise(DEFINITION, once) == normalise(DEFINITION, json.loads(json.dumps(once)))
    assert normalise(DEFINITION, once).answers == once
    assert not normalise(DEFINITION, once).faults


@given(JSON)
def test_any_definition_is_read_or_refused(raw):
    with pytest.raises(DefinitionRefused):
        read(raw)


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_definition_is_read_or_refused(data):
    form = copy.deepcopy(FORM)
    place = data.draw(st.sampled_from(list(_places(form))))
    place[0][place[1]] = data.draw(JSON)
    try:
        check(read(form), GOOD)
    except DefinitionRefused as refusal:
        assert str(refusal)


def _places(value):
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def test_answers_are_kept_in_one_way():
    read_ = normalise(DEFINITION, GOOD)
    assert read_.faults == ()
    assert read_.answers == {
        "name": "Grand-Canal",
        "several": False,
        "day": "2019-06-30",
        "themes": ["a", "b"],
        "share": "12.5",
        "resources": [{"row": "state", "y1": 300000, "y2": 200000}, {"row": "town", "y1": 100050}],
    }
    assert check(DEFINITION, GOOD) == []


def test_totals_are_computed_and_filed():
    values = content(DEFINITION, GOOD)
    assert values["resources"][0]["total"] == 500000
    assert values["all"] == 600050
    assert values["state_share"] == "83.3"


def test_an_unknown_total_is_not_zero():
    assert "all" not in content(DEFINITION, {})


@pytest.mark.parametrize(
    ("change", "path", "word"),
    [
        ({"name": None}, "name", "attendue"),
        ({"name": "x" * 21}, "name", "20 caractères au plus"),
        ({"story": "abc"}, "story", "5 caractères au moins"),
        ({"several": "peut-être"}, "several", "oui ou par non"),
        ({"several": True}, "seat", "attendue"),
        ({"several": True, "seat": "../etc"}, "seat", "pas valable"),
        ({"day": "31/02/2019"}, "day", "date"),
        ({"day": "2020-01-01"}, "day", "31/12/2019 au plus"),
        ({"themes": ["a", "z"]}, "themes", "proposées"),
        ({"themes": ["a", "b", "c"], "why_c": "x"}, "themes", "2 réponses au plus"),
        ({"themes": ["c"]}, "why_c", "attendue"),
        ({"share": "100,1"}, "share", "100 au plus"),
        ({"share": float("nan")}, "share", "nombre"),
        ({"pupils": "3,5"}, "pupils", "entier"),
        ({"pupils": True}, "pupils", "entier"),
        ({"resources": []}, "resources", "attendue"),
        ({"resources": [{"row": "state", "y1": "beaucoup"}]}, "resources.state.y1", "montant"),
        ({"resources": [{"row": "state", "y1": -1}]}, "resources.state.y1", "0"),
        ({"resources": [{"row": "region", "y1": 1}]}, "resources.1", "pas dans le formulaire"),
        ({"posts": [{"cost": 5}]}, "posts.1.title", "chaque ligne"),
        ({"posts": [{"title": str(n)} for n in range(3)]}, "posts", "2 lignes au plus"),
        ({"posts": [{"title": "CPO", "cost": "9 000"}]}, "posts", "plus que le total"),
        ({"stranger": 1}, "stranger", "pas dans le formulaire"),
    ],
)
def test_each_fault_says_where_and_what(change, path, word):
    (fault,) = check(DEFINITION, {**GOOD, **change})
    assert fault.path == path
    assert word in fault.sentence


def test_a_hidden_answer_counts_for_nothing_and_is_kept():
    given_ = {**GOOD, "themes": ["c"], "why_c": "parce que"}
    assert "why_c" in content(DEFINITION, given_)
    hidden = {**given_, "day": ""}
    assert "why_c" not in visible(DEFINITION, hidden)
    assert "why_c" not in content(DEFINITION, hidden)
    assert normalise(DEFINITION, hidden).answers["why_c"] == "parce que"


def test_control_characters_never_reach_the_database():
    assert normalise(DEFINITION, {"name": "a\x00b\ud800c\r\n"}).answers == {"name": "abc"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("show_if", {"field": "later", "equals": 1}),
        ("show_if", {"field": "story", "runs": "os.system"}),
        ("show_if", {"field": "name", "equals": {"other": "name", "plus": 1}}),
        ("show_if", {"all": []}),
        ("compute", {"sum": ["name"]}),
        ("options", [{"code": "a", "label": "A"}]),
        ("label", ""),
        ("kind", "essay"),
    ],
)
def test_a_field_that_could_not_work_is_refused(place, value):
    fields = [
        {"code": "name", "label": "Nom", "kind": "text"},
        {"code": "next", "label": "Suite", "kind": "computed" if place == "compute" else "text", place: value},
    ]
    with pytest.raises(DefinitionRefused):
        read({"sections": [{"code": "s", "title": "S", "fields": fields}]})


def test_conditions_on_whole_form_are_walked_once_from_the_top():
    seen = evaluate(DEFINITION, normalise(DEFINITION, GOOD).answers)
    assert seen.sections == {"who", "money"}
    assert "seat" not in seen.shown


TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from([None, "1", "2", "3"]))


@given(TEXTS, TEXTS, TEXTS)
def test_merging_loses_no_word_of_anybody(base, theirs, mine):
    stored = {**base, **theirs}
    before = {field: base.get(field) for field in theirs if base.get(field) != theirs[field]}
    result = merge(stored, mine, [before])
    after = {**stored, **{field: pair[1] for field, pair in result.changed.items()}}
    clashing = {clash.field for clash in result.clashes}
    for field in "abc":
        i_changed = field in mine and mine[field] != base.get(field)
        they_changed = stored.get(field) != base.get(field)
        if i_changed and they_changed and mine[field] != stored.get(field):
            assert field in clashing
        elif i_changed:
            assert after.get(field) == mine[field]
        else:
            assert after.get(field) == stored.get(field)
    assert len(clashing) == len(result.clashes)
