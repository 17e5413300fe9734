"""A malformed file is refused in one sentence, with the line and the field; a strange one is read exactly."""

import json

import pytest

from marelle.engines.selection import Malformed, instance_of

GOOD = """{"years": [2020, 2021],
 "envelope": [100, 100],
 "candidates": [
  {"id": "a", "marks": {"x": 8.0}, "amounts": [1, 2]},
  {"id": "b", "marks": {"x": 7.5}, "spread": {"x": 0.5},
   "amounts": [3, 4], "tags": {"region": "32"}, "opinions": ["favourable", null]}],
 "constraints": {"count": {"min": null, "max": 2}, "forced_in": [], "shares": {"region": {"32": {"max": 0.35}}}},
 "weights": {"x": 1}, "seed": "s", "rules": "r",
 "stability": {"draws": 10, "weight_spread": 0.15, "seed": "s"}}"""

WRONG = [  # what is replaced, by what, the line and the field that are told
    ('"years": [2020, 2021]', '"years": [2020, 2020]', 1, "years[1]"),
    ('"years": [2020, 2021]', '"years": []', 1, "years"),
    ('"years": [2020, 2021]', '"years": [2020, true]', 1, "years[1]"),
    ('"years": [2020, 2021],', "", 1, "years"),
    ('"envelope": [100, 100]', '"envelope": [100]', 2, "envelope"),
    ('"envelope": [100, 100]', '"envelope": [100, -1]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": [100, 1.0]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": [100, NaN]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": [100, Infinity]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": [100, 1e2]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": [100, "100"]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', f'"envelope": [100, {"9" * 5000}]', 2, "envelope[1]"),
    ('"envelope": [100, 100]', '"envelope": {"2020": 100}', 2, "envelope"),
    ('"envelope": [100, 100]', '"envelope": null', 2, "envelope"),
    ('{"x": 8.0}', '{"x": 8.00001}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": 1e-400}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": 1e400}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": 1e99999999999999999999}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": -NaN}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": -Infinity}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": "8"}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": null}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": true}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": 8, "x": 9}', 4, "candidates[0].marks.x"),
    ('{"x": 8.0}', '{"x": 8, "y": 9}', 4, "candidates[0].marks.y"),
    ('{"x": 8.0}', "{}", 4, "candidates[0].marks.x"),
    ('"marks": {"x": 8.0}', '"merit": 8', 5, "candidates[1]"),
    ('"marks": {"x": 8.0}', '"merit": 8, "marks": {"x": 8.0}', 4, "candidates[0]"),
    ('"marks": {"x": 8.0},', "", 4, "candidates[0]"),
    ('"id": "a"', '"id": "b"', 5, "candidates[1].id"),
    ('"id": "a"', '"id": 3', 4, "candidates[0].id"),
    ('"id": "a"', '"id": ""', 4, "candidates[0].id"),
    ('"id": "a"', '"id": "\\ud800"', 4, "candidates[0].id"),
    ('"id": "a", ', "", 4, "candidates[0].id"),
    ('"id": "a"', '"id": "a", "name": "A"', 4, "candidates[0].name"),
    ('"amounts": [1, 2]', '"amounts": [1, 2, 3]', 4, "candidates[0].amounts"),
    ('"amounts": [1, 2]', '"amounts": [1, 2.5]', 4, "candidates[0].amounts[1]"),
    ('"spread": {"x": 0.5}', '"spread": {"x": -0.5}', 5, "candidates[1].spread.x"),
    ('"spread": {"x": 0.5}', '"spread": {"y": 0.5}', 5, "candidates[1].spread.y"),
    ('{"region": "32"}', '{"region": 32}', 6, "candidates[1].tags.region"),
    ('["favourable", null]', '["favorable"]', 6, "candidates[1].opinions[0]"),
    ('["favourable", null]', '"favourable"', 6, "candidates[1].opinions"),
    ('"forced_in": []', '"forced_in": ["z"]', 7, "constraints.forced_in[0]"),
    ('"forced_in": []', '"forced_in": ["a", "a"]', 7, "constraints.forced_in[1]"),
    ('"forced_in": []', '"forced": []', 7, "constraints.forced"),
    ('"forced_in": []', '"require_favourable": 1', 7, "constraints.require_favourable"),
    ('"forced_in": []', '"floors": {"region": {"32": -1}}', 7, "constraints.floors.region.32"),
    ('"forced_in": []', '"floors": {"region": 2}', 7, "constraints.floors.region"),
    ('"forced_in": []', '"caps": {"region": {"32": 1.5}}', 7, "constraints.caps.region.32"),
    ('{"max": 0.35}', '{"max": 1.35}', 7, "constraints.shares.region.32.max"),
    ('{"max": 0.35}', '{"most": 0.35}', 7, "constraints.shares.region.32.most"),
    ('{"max": 0.35}', "0.35", 7, "constraints.shares.region.32"),
    ('"max": 2', '"max": 2.0', 7, "constraints.count.max"),
    ('"weights": {"x": 1}', '"weights": {"x": 0}', 8, "weights"),
    ('"weights": {"x": 1}', '"weights": {"x": -1}', 8, "weights.x"),
    ('"weights": {"x": 1}, ', "", 1, "weights"),
    ('"seed": "s", "rules"', '"seed": 2019, "rules"', 8, "seed"),
    ('"draws": 10', '"draws": -1', 9, "stability.draws"),
    ('"draws": 10', '"draws": 10.5', 9, "stability.draws"),
    ('"weight_spread": 0.15', '"weight_spread": 1.15', 9, "stability.weight_spread"),
    ('"rules": "r",', '"rules": "r", "note": 1,', 8, "note"),
    ('"rules": "r",', '"rules": "r"', 9, "rules"),
]


@pytest.mark.parametrize(("good", "bad", "line", "field"), WRONG, ids=[f"{each[1][:40]}" for each in WRONG])
def test_the_line_and_the_field_are_told(good: str, bad: str, line: int, field: str) -> None:
    assert GOOD.count(good) == 1
    with pytest.raises(Malformed) as refused:
        instance_of(GOOD.replace(good, bad).encode())
    assert (refused.value.line, refused.value.field) == (line, field)
    assert str(refused.value).startswith(f"Ligne {line}") and str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"\n\n[1, 2]", 3),
        (b'{\n"years": "\xff"}', 2),
        (b"[" * 100_000, 1),
        (b"nul", 1),
        (b"null", 1),
        (b'"\x00"', 1),
    ],
)
def test_what_is_no_call_at_all(data: bytes, line: int) -> None:
    with pytest.raises(Malformed) as refused:
        instance_of(data)
    assert refused.value.line == line


def test_names_of_the_file_are_told_on_one_line_in_any_encoding() -> None:
    for name in ("\ud800", "a\nb", "x" * 10_000, "\u202e"):
        with pytest.raises(Malformed) as refused:
            instance_of(json.dumps({"years": [1], name: 1}).encode())
        told = str(refused.value)
        assert "\n" not in told and len(told) < 250 and told.encode() and refused.value.field


@pytest.mark.parametrize("depth", [50, 101, 900, 950, 980, 990, 1_000, 50_000])
def test_nesting_of_any_depth_is_refused_in_a_sentence(depth: int) -> None:
    # Near the depth that Python can hold, the file was read but the line of its fault could not be.
    text = '{"years": [2020],\n"envelope": ' + "[" * depth + "]" * depth + ', "candidates": []}'
    with pytest.raises(Malformed) as refused:
        instance_of(text.encode())
    assert refused.value.line == 2 and refused.value.field.startswith("envelope")


def test_the_field_is_told_where_the_text_is_not_utf_8() -> None:
    with pytest.raises(Malformed) as refused:
        instance_of('{"years": [2020],\n "seed": "été"}'.encode("latin-1"))
    assert (refused.value.line, refused.value.field) == (2, "seed")


def test_decimals_are_read_exactly_and_integers_of_any_size_kept() -> None:
    big = 10**25
    call = {"years": [1], "envelope": [big], "candidates": [{"id": "a", "merit": 0.1, "amounts": [big - 1]}]}
    instance, _tree = instance_of(json.dumps(call).encode())
    assert instance.envelope == (big,) and instance.candidates[0].merit == 1_000
    for written, value in (("7.50000", 75_000), ("75e-1", 75_000), ("-0.0", 0), ("0.0001", 1), ("1E+2", 1_000_000)):
        text = json.dumps(call).replace('"merit": 0.1', f'"merit": {written}')
        assert instance_of(text.encode())[0].candidates[0].merit == value


def test_the_example_is_read() -> None:
    instance, _tree = instance_of(("\ufeff" + GOOD).encode())
    assert [each.marks for each in instance.candidates] == [{"x": 80_000}, {"x": 75_000}]
    assert instance.constraints.shares == {("region", "32"): instance.constraints.shares["region", "32"]}
    assert instance.constraints.shares["region", "32"].most == 3_500
    assert not instance.candidates[1].favoured
