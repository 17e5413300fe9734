"""A form changed piece by piece: nothing else moves, and codes are never twice the same."""

from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.questionnaires import editing

X, Y, Z = ({"code": code, "label": code.upper(), "kind": "text"} for code in "xyz")
FORM = {"sections": [{"code": "a", "title": "A", "fields": [X, Y]}, {"code": "b", "title": "B", "fields": [Z]}]}


def fields(raw):
    return [field["code"] for section in raw["sections"] for field in section["fields"]]


def test_what_is_added_moved_and_taken_away():
    assert fields(editing.moved(FORM, "y", -1)) == ["y", "x", "z"]
    assert fields(editing.moved(FORM, "x", -1)) == ["x", "y", "z"]
    assert [section["code"] for section in editing.moved(FORM, "a", 1)["sections"]] == ["b", "a"]
    assert fields(editing.without(FORM, "a")) == ["z"]
    assert fields(editing.without(FORM, "y")) == ["x", "z"]
    assert fields(editing.with_field(FORM, "a", {"code": "w"})) == ["x", "y", "w", "z"]
    assert (
        editing.with_field(FORM, "b", {"code": "x", "label": "Autre"})["sections"][0]["fields"][0]["label"] == "Autre"
    )
    assert fields(editing.with_section(FORM, {"code": "c", "title": "C"})) == fields(FORM)
    assert editing.without_rule(editing.with_rule(FORM, {"at": "x"}), 0)["rules"] == []
    assert fields(FORM) == ["x", "y", "z"]


@given(st.text(max_size=80), st.lists(st.sampled_from(["nombre", "nombre_2", "champ"])))
def test_a_code_is_always_one_and_never_taken(label, taken):
    code = editing.code_for(label, taken)
    assert code not in taken and code.isascii() and len(code) <= 60 and code[0].isalpha() and code == code.lower()


def test_a_code_reads_like_its_label():
    assert editing.code_for("Nombre d’élèves de l'école", []) == "nombre_d_eleves_de_l_ecole"
    assert editing.code_for("Nombre", ["nombre"]) == "nombre_2"
    assert editing.code_for("2020", []) == "champ_2020"
